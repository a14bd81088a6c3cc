import type { Role } from './stage.ts';

/** `origin` is an address, or an absolute path; `key` is what every table calls the repository. */
export type Repository = Readonly<{ key: string; origin: string; defaultBranch: string }>;

export type RoleSettings = Readonly<{
  model: string | null;
  effort: string | null;
  limitMs: number;
  silenceMs: number;
  /** A file beside the projects file that replaces the built-in prompt. */
  promptFile: string | null;
  report: boolean;
}> &
  (Readonly<{ runner: 'command'; command: string }> | Readonly<{ runner: 'scripted'; script: string }>);

export type TrackerStates = Readonly<{
  start: string[];
  approved: string[];
  rejected: string[];
  cancelled: string;
}>;

/** A project as the use cases need it. Durations in milliseconds. */
export type Project = Readonly<{
  name: string;
  prefix: string;
  repo: Repository;
  chat: Readonly<{ id: number; topic?: number }> | null;
  tracker: Readonly<{ kind: 'plane'; workspace: string; project: string; states: TrackerStates }> | null;
  forge: Readonly<{
    kind: 'local';
    merge: 'merge' | 'squash' | 'ff';
    ci: Readonly<{ kind: 'none' }> | Readonly<{ kind: 'command'; command: string; timeoutMs: number }>;
  }>;
  roles: Readonly<Record<Role, RoleSettings | null>>;
  repeatable: boolean;
  health: Readonly<{ url: string; everyMs: number; windowMs: number; degradedAfter: number }> | null;
  env: Readonly<Record<string, string>>;
  reworkLimit: number;
}>;
