import type { Env } from './environment.ts';

/** What a file is read against. */
export type Surroundings = {
  env: Env;
  /** Where relative paths of the file count from. */
  folder: string;
  /** Only a service runs programs, so only a service needs them and their variables. */
  needsVariables: boolean;
};
