import type { SerialGate } from '../domain/standing.ts';
import type { PaySettings } from './holds.ts';

/** The settings that gates look at beside the file. */
export type GateSettings = {
  slots: number;
  /** So many jobs of one project run at once; null: as many as there are slots. */
  perProject: number | null;
  /** Repository keys of the configured projects: jobs of others are shown and left alone. */
  repos: readonly string[];
  dependencies: boolean;
  serial: SerialGate;
  pay: PaySettings;
};
