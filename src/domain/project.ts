import type { ChatPlace } from './chat.ts';
import type { Role, Stage } from './stage.ts';

/** `origin` is an address, or an absolute path; `key` is what every table calls the repository. */
export type Repository = Readonly<{ key: string; origin: string; defaultBranch: string }>;

/** The agent CLIs that bring a model; `command` and `scripted` run a program of the project's or of ours. */
export const cliRunners = ['claude', 'codex', 'gemini', 'opencode'] as const;
export type CliRunner = (typeof cliRunners)[number];

/** Whose credentials a CLI works with, and whose limit a usage limit is. */
export type Account = Readonly<{
  name: string;
  runner: CliRunner;
  /** The CLI's program, an absolute path. */
  program: string;
  /** What its runs get beside the allowlist: its key, its address. */
  env: Readonly<Record<string, string>>;
  /** A folder whose files every HOME of this account begins with, such as a login; null: it begins empty. */
  homeTemplate: string | null;
}>;

/** US dollars per million tokens. */
export type Price = Readonly<{ input: number; output: number; cacheRead: number; cacheCreation: number }>;

/** US dollars; null: no limit. A day is a day of UTC. */
export type Budget = Readonly<{ task: number | null; day: number | null }>;

export type RoleSettings = Readonly<{
  model: string | null;
  effort: string | null;
  limitMs: number;
  silenceMs: number;
  /** A file beside the projects file that replaces the built-in prompt. */
  promptFile: string | null;
  report: boolean;
  /** Whether a run has a HOME of its own, or that of Signalbox. */
  home: 'own' | 'shared';
}> &
  (
    | Readonly<{ runner: 'command'; command: string }>
    | Readonly<{ runner: 'scripted'; script: string }>
    | Readonly<{ runner: CliRunner; account: string; fallbackModel: string | null }>
  );

export type RunnerName = RoleSettings['runner'];

/** Deploys and tests by a plain command ask no model, so no budget holds them back. */
export function mayCost(settings: RoleSettings): boolean {
  return settings.runner !== 'command' || settings.report;
}

/** The account whose credentials a role's runs use; null for programs that have none. */
export function accountOf(settings: RoleSettings): string | null {
  return 'account' in settings ? settings.account : null;
}

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
  /** Its runs have a HOME of their own unless they share that of Signalbox. */
  | Readonly<{ kind: 'command'; command: string; timeoutMs: number; home?: 'shared' }>
  /** What the forge reports on the commit: these checks, or all there are with an empty list. */
  | Readonly<{ kind: 'checks'; names: string[]; timeoutMs: number }>;

type LandingStyle = 'merge' | 'squash' | 'ff';

export type ForgeSettings = Readonly<{ merge: LandingStyle; ci: CiSettings }> &
  (Readonly<{ kind: 'local' }> | Readonly<{ kind: 'gitea' | 'github'; owner: string; repo: string }>);

/** Names of people, and how many of them have to approve one revision. */
export type ApprovalRule = Readonly<{ by: readonly string[]; needs: number }>;

/** How a release is watched. `healthyAfter` so many good looks in a row it is healthy; null: at the end of the window. */
export type HealthSettings = Readonly<{
  probe:
    | Readonly<{ kind: 'url'; url: string }>
    | Readonly<{ kind: 'command'; command: string; timeoutMs: number }>;
  everyMs: number;
  windowMs: number;
  healthyAfter: number | null;
  /** So many bad looks in a row. */
  degradedAfter: number;
}>;

/** A project as the use cases need it. Durations in milliseconds. */
export type Project = Readonly<{
  name: string;
  prefix: string;
  repo: Repository;
  chat: ChatPlace | null;
  /** Further chats, which get notices of what has ended, failed or is degraded, and no cards. */
  notify: readonly Readonly<{ id: number; topic?: number }>[];
  /** Who has to approve the requirements; null: any one person who may. */
  approval: ApprovalRule | null;
  tracker: TrackerSettings | null;
  forge: ForgeSettings;
  roles: Readonly<Record<Role, RoleSettings | null>>;
  repeatable: boolean;
  health: HealthSettings | null;
  /** The command that puts the release before the last one back; null: there is none. */
  rollback: string | null;
  env: Readonly<Record<string, string>>;
  budget: Budget;
  reworkLimit: number;
}>;
