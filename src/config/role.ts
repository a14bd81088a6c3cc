import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { cliRunners, type RoleSettings, type RunnerName } from '../domain/project.ts';
import { type CliSurroundings, readCliRole } from './cli-role.ts';
import { has, optional, reportAt, required, type Section, subsection } from './section.ts';
import { agentRoles, type ConfiguredRole, deployRoles } from './settings.ts';
import { listText, minutesMs, oneOf, text, yesOrNo } from './values.ts';

/** Relative paths of scripts and prompts count from `folder`. */
export type RoleSurroundings = CliSurroundings & { folder: string };

const runners = ['command', 'scripted', ...cliRunners] as const;
/** The keys of a role, with those who have them; null: all. */
const keysOf = {
  runner: null,
  command: ['command'],
  script: ['scripted'],
  account: cliRunners,
  model: null,
  fallbackModel: ['claude'],
  effort: null,
  minutes: null,
  silenceMinutes: null,
  prompt: null,
  report: ['command', 'scripted'],
  home: ['command'],
} satisfies Record<string, readonly RunnerName[] | null>;

/** The words a CLI knows; the others take any text, and say themselves what they make of it. */
const efforts: Partial<Record<RunnerName, readonly string[]>> = {
  claude: ['low', 'medium', 'high', 'xhigh', 'max'],
  codex: ['minimal', 'low', 'medium', 'high', 'xhigh'],
};

const silenceMs = 20 * 60_000;
const minutes = {
  analyst: 60,
  architect: 60,
  developer: 120,
  reviewer: 45,
  tester: 60,
  'staging-deployer': 30,
  deployer: 30,
} satisfies Record<ConfiguredRole, number>;
/** What these commands run is the tested code itself, which must not be able to write its own verdict. */
const silentCommands: readonly ConfiguredRole[] = ['tester', ...deployRoles];

/** Undefined when the role is not given, and also, reported, when it is faulty. */
export function readRole(
  roles: Section,
  role: ConfiguredRole,
  surroundings: RoleSurroundings,
): RoleSettings | undefined {
  const section = subsection(roles, role, Object.keys(keysOf));
  if (section === undefined) return undefined;
  const runner = readRunner(section, role);
  const common = readCommon(section, { role, runner, folder: surroundings.folder });
  if (runner === undefined) return undefined;
  refuseForeignKeys(section, runner);
  if (runner === 'command') return readCommand(section, role, common);
  if (runner !== 'scripted') return readCliRole(section, { runner, ...common }, surroundings);
  const script = readFile(section, 'script', surroundings.folder);
  const report = optional(section, 'report', yesOrNo, true);
  return script === undefined ? undefined : { runner, script, ...common, report, home: 'own' };
}

/** A role that is nothing but a command, with every default. */
export function toCommandRole(role: ConfiguredRole, command: string): RoleSettings {
  const limitMs = minutes[role] * 60_000;
  return {
    runner: 'command',
    command,
    model: null,
    effort: null,
    limitMs,
    silenceMs: Math.min(limitMs, silenceMs),
    promptFile: null,
    report: !silentCommands.includes(role),
    home: homeOf(role),
  };
}

function readCommand(section: Section, role: ConfiguredRole, common: Common): RoleSettings | undefined {
  const command = required(section, 'command', text);
  const report = optional(section, 'report', yesOrNo, !silentCommands.includes(role));
  const home = optional(section, 'home', oneOf(['own', 'shared']), homeOf(role));
  return command === undefined ? undefined : { runner: 'command', command, ...common, report, home };
}

/** A deploy needs what its user is logged in to. */
function homeOf(role: ConfiguredRole): RoleSettings['home'] {
  return deployRoles.some((name) => name === role) ? 'shared' : 'own';
}

function readRunner(section: Section, role: ConfiguredRole): RunnerName | undefined {
  // The roles that must have a runner are reported all of them together.
  const mustRun = agentRoles.some((name) => name === role);
  const schema = oneOf(runners);
  return mustRun ? optional(section, 'runner', schema, undefined) : required(section, 'runner', schema);
}

function refuseForeignKeys(section: Section, runner: RunnerName): void {
  for (const [key, owners] of Object.entries<readonly RunnerName[] | null>(keysOf)) {
    if (owners === null || owners.includes(runner) || !has(section, key)) continue;
    const clause = `belongs to runner ${listText(owners)}; expected it not to be given here`;
    reportAt(section, key, clause);
  }
}

type Common = ReturnType<typeof readCommon>;

function readCommon(
  section: Section,
  { role, runner, folder }: { role: ConfiguredRole; runner: RunnerName | undefined; folder: string },
) {
  const limitMs = optional(section, 'minutes', minutesMs, minutes[role] * 60_000);
  const words = runner && efforts[runner];
  return {
    model: optional(section, 'model', text, null),
    effort: optional(section, 'effort', words === undefined ? text : oneOf(words), null),
    limitMs,
    silenceMs: Math.min(limitMs, optional(section, 'silenceMinutes', minutesMs, silenceMs)),
    promptFile: has(section, 'prompt') ? (readFile(section, 'prompt', folder) ?? null) : null,
  };
}

function readFile(section: Section, key: 'script' | 'prompt', folder: string): string | undefined {
  const given = required(section, key, text.describe(`the path of a ${key}`));
  if (given === undefined) return undefined;
  const path = resolve(folder, given);
  if (statSync(path, { throwIfNoEntry: false })?.isFile()) return path;
  reportAt(section, key, `expected the path of a ${key}, found no file at ${path}`);
  return undefined;
}
