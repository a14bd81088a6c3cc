import type { Role, Stage } from './stage.ts';

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
  /** Shown while the BRD waits for a person; the mirror writes it. */
  review?: string;
  done?: string;
}>;

export type TrackerSettings = Readonly<{
  /** The states that the mirror shows other stages by, such as `development: In Development`. */
  stages: Readonly<Partial<Record<Stage, string>>>;
  states: TrackerStates;
  /** Only items with this label become tasks; null: all do. */
  label: string | null;
}> &
  (Readonly<{ kind: 'plane'; workspace: string; project: string }> | Readonly<{ kind: 'built-in' }>);

export type CiSettings =
  | Readonly<{ kind: 'none' }>
  | Readonly<{ kind: 'command'; command: string; timeoutMs: number }>
  /** What the forge reports on the commit: these checks, or all there are with an empty list. */
  | Readonly<{ kind: 'checks'; names: string[]; timeoutMs: number }>;

type LandingStyle = 'merge' | 'squash' | 'ff';

export type ForgeSettings = Readonly<{ merge: LandingStyle; ci: CiSettings }> &
  (Readonly<{ kind: 'local' }> | Readonly<{ kind: 'gitea' | 'github'; owner: string; repo: string }>);

/** A project as the use cases need it. Durations in milliseconds. */
export type Project = Readonly<{
  name: string;
  prefix: string;
  repo: Repository;
  chat: Readonly<{ id: number; topic?: number }> | null;
  tracker: TrackerSettings | null;
  forge: ForgeSettings;
  roles: Readonly<Record<Role, RoleSettings | null>>;
  repeatable: boolean;
  health: Readonly<{ url: string; everyMs: number; windowMs: number; degradedAfter: number }> | null;
  env: Readonly<Record<string, string>>;
  reworkLimit: number;
}>;
