import type { ChatManner } from '../domain/chat.ts';
import type { Person } from '../domain/people.ts';
import type { Account, Project as DomainProject, Price, RoleSettings } from '../domain/project.ts';
import type { LogLevel } from '../log.ts';

export { type Person, personRoles } from '../domain/people.ts';
export type {
  CiSettings,
  ForgeSettings,
  HealthSettings,
  Repository,
  RoleSettings,
  TrackerSettings,
  TrackerStates,
} from '../domain/project.ts';

/** These owe work or a verdict, so each needs a runner. */
export const agentRoles = ['analyst', 'architect', 'developer', 'reviewer', 'tester'] as const;
/** Without a runner their stages pass at once. */
export const deployRoles = ['staging-deployer', 'deployer'] as const;
export const configuredRoles = [...agentRoles, ...deployRoles] as const;

type AgentRole = (typeof agentRoles)[number];
export type DeployRole = (typeof deployRoles)[number];
export type ConfiguredRole = (typeof configuredRoles)[number];

export type ProjectRoles = Readonly<
  Record<AgentRole, RoleSettings> & Record<DeployRole, RoleSettings | null>
>;

/** As the domain has it, with a runner for each role that needs one. */
export type Project = DomainProject & Readonly<{ roles: ProjectRoles }>;

/** `url` is where Telegram delivers updates to; the secret comes back with each. */
type TelegramWebhook = Readonly<{ url: string; secret: string }>;

/** What the environment alone says. */
export type EnvironmentSettings = Readonly<{
  /** The token is empty where only the database file is read. */
  telegram: Readonly<{ token: string; apiRoot: string; owners: number[]; webhook: TelegramWebhook | null }>;
  /** How a chat is spoken to that was told nothing else. */
  chatDefaults: ChatManner;
  /** An unanswered question rings again after so long, then daily; null: never. */
  remindAfterMs: number | null;
  dbPath: string;
  workspaceDir: string;
  runsDir: string;
  http: Readonly<{ host: string; port: number; token: string[] }>;
  plane: Readonly<{
    url: string | null;
    apiKey: string | null;
    webhookSecrets: string[];
    requestsPerMinute: number;
  }>;
  gitea: Readonly<{ url: string | null; token: string | null; webhookSecrets: string[] }>;
  github: Readonly<{ apiUrl: string; token: string | null; webhookSecrets: string[] }>;
  health: Readonly<{ webhookSecrets: string[] }>;
  maxConcurrency: number;
  /** Running jobs of one project; null: no limit of its own. */
  maxPerProject: number | null;
  /** How agents are kept from what is not theirs, and what they may read all the same: absolute paths. */
  agentSandbox: Readonly<{ kind: 'none' | 'bwrap'; readPaths: string[] }>;
  taskDepsEnabled: boolean;
  serialGate: Readonly<{ enabled: boolean; repos: string[] | 'all' }>;
  backoff: Readonly<{ baseSeconds: number; maxSeconds: number }>;
  reaperSeconds: number;
  reaperGraceSeconds: number;
  reconcileSeconds: number;
  /** After so many days the payload of a settled event is emptied. */
  eventsKeepDays: number;
  logLevel: LogLevel;
}>;

export type Config = EnvironmentSettings &
  Readonly<{
    projects: Project[];
    /** Everybody who may do something, the owners of the environment included. */
    people: Person[];
    accounts: Account[];
    /** By the name of the model, for CLIs that tell no costs. */
    prices: Readonly<Record<string, Price>>;
    /** Of all projects together, US dollars; null: no limit. */
    dayBudgetUsd: number | null;
  }>;
