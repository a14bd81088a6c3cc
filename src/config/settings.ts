import type { Person as DomainPerson } from '../domain/people.ts';
import type {
  Project as DomainProject,
  TrackerStates as DomainStates,
  RoleSettings,
} from '../domain/project.ts';
import type { LogLevel } from '../log.ts';

export { personRoles } from '../domain/people.ts';
export type { Repository, RoleSettings } from '../domain/project.ts';

/** These owe work or a verdict, so each needs a runner. */
export const agentRoles = ['analyst', 'architect', 'developer', 'reviewer', 'tester'] as const;
/** Without a runner their stages pass at once. */
export const deployRoles = ['staging-deployer', 'deployer'] as const;
export const configuredRoles = [...agentRoles, ...deployRoles] as const;

type AgentRole = (typeof agentRoles)[number];
export type DeployRole = (typeof deployRoles)[number];
export type ConfiguredRole = (typeof configuredRoles)[number];

/** As the domain has it, plus what only later versions look at. */
export type TrackerStates = DomainStates & Readonly<{ review?: string; done?: string }>;
export type TrackerSettings = NonNullable<DomainProject['tracker']> & Readonly<{ states: TrackerStates }>;
export type ForgeSettings = DomainProject['forge'];
export type CiSettings = ForgeSettings['ci'];
export type HealthSettings = NonNullable<DomainProject['health']>;
export type Chat = NonNullable<DomainProject['chat']>;
export type ProjectRoles = Readonly<
  Record<AgentRole, RoleSettings> & Record<DeployRole, RoleSettings | null>
>;

export type Project = DomainProject &
  Readonly<{
    tracker: TrackerSettings | null;
    roles: ProjectRoles;
    rollback: string | null;
    /** US dollars. */
    budget: Readonly<{ task: number | null; day: number | null }>;
  }>;

export type Person = DomainPerson & Readonly<{ gitea: string | null; github: string | null }>;

/** What the environment alone says. */
export type EnvironmentSettings = Readonly<{
  /** The token is empty where only the database file is read. */
  telegram: Readonly<{ token: string; apiRoot: string; owners: number[] }>;
  dbPath: string;
  workspaceDir: string;
  runsDir: string;
  http: Readonly<{ host: string; port: number; token: string[] }>;
  plane: Readonly<{ url: string | null; apiKey: string | null; webhookSecrets: string[] }>;
  maxConcurrency: number;
  taskDepsEnabled: boolean;
  serialGate: Readonly<{ enabled: boolean; repos: string[] | 'all' }>;
  backoff: Readonly<{ baseSeconds: number; maxSeconds: number }>;
  reaperSeconds: number;
  reaperGraceSeconds: number;
  reconcileSeconds: number;
  logLevel: LogLevel;
}>;

export type Config = EnvironmentSettings &
  Readonly<{
    projects: Project[];
    /** Everybody who may do something, the owners of the environment included. */
    people: Person[];
  }>;
