import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import {
  fieldOf,
  has,
  isMapping,
  optional,
  reportAt,
  required,
  type Section,
  subsection,
} from './section.ts';
import {
  agentRoles,
  type ConfiguredRole,
  configuredRoles,
  type DeployRole,
  deployRoles,
  type ProjectRoles,
  type RoleSettings,
} from './settings.ts';
import { listText, minutesMs, oneOf, text, yesOrNo } from './values.ts';

/** `account` belongs to a later version, as `accounts` does. */
const roleKeys = [
  'runner',
  'command',
  'script',
  'model',
  'effort',
  'minutes',
  'silenceMinutes',
  'prompt',
  'report',
  'account',
];
const laterRunners: readonly unknown[] = ['claude', 'codex', 'gemini', 'opencode'];
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
const silentCommands: readonly ConfiguredRole[] = ['tester', 'staging-deployer', 'deployer'];

/** The commands of `staging` and `deploy`, which stand for a role each. */
export type DeployCommands = Record<DeployRole, string | undefined>;

/** Undefined when a role is missing or faulty. A relative path of a script counts from `folder`. */
export function readRoles(
  project: Section,
  folder: string,
  commands: DeployCommands,
): ProjectRoles | undefined {
  const section = subsection(project, 'roles', configuredRoles) ?? { ...project, values: {} };
  const found: Partial<Record<ConfiguredRole, RoleSettings>> = {};
  for (const role of configuredRoles) {
    const settings = readRole(section, role, folder);
    if (settings !== undefined) found[role] = settings;
  }
  addShorthand(project, section, commands, found);
  reportMissing(project, section);

  const { analyst, architect, developer, reviewer, tester, deployer = null } = found;
  if (!analyst || !architect || !developer || !reviewer || !tester) return undefined;
  const staging = found['staging-deployer'] ?? null;
  return { analyst, architect, developer, reviewer, tester, 'staging-deployer': staging, deployer };
}

function readRole(roles: Section, role: ConfiguredRole, folder: string): RoleSettings | undefined {
  const section = subsection(roles, role, roleKeys);
  if (section === undefined) return undefined;
  const limits = readLimits(section, role, folder);
  const runner = readRunner(section, role);
  if (runner === 'command') {
    refuseKey(section, 'script', 'scripted');
    const command = required(section, 'command', text);
    const report = optional(section, 'report', yesOrNo, !silentCommands.includes(role));
    return command === undefined ? undefined : { runner, command, ...limits, report };
  }
  const report = optional(section, 'report', yesOrNo, true);
  if (runner === undefined) return undefined;
  refuseKey(section, 'command', 'command');
  const script = readFile(section, 'script', folder);
  return script === undefined ? undefined : { runner, script, ...limits, report };
}

function refuseKey(section: Section, key: string, runner: string): void {
  if (has(section, key))
    reportAt(section, key, `belongs to runner ${runner}; expected it not to be given here`);
}

function readRunner(section: Section, role: ConfiguredRole): 'command' | 'scripted' | undefined {
  const runner = section.values['runner'];
  if (laterRunners.includes(runner)) {
    const clause = `runner ${String(runner)} comes with a later version; this one has command and scripted`;
    reportAt(section, 'runner', clause);
    return undefined;
  }
  // reportMissing names the roles that must have a runner, all of them together.
  const mustRun = agentRoles.some((name) => name === role);
  const schema = oneOf(['command', 'scripted']);
  return mustRun ? optional(section, 'runner', schema, undefined) : required(section, 'runner', schema);
}

function readLimits(section: Section, role: ConfiguredRole, folder: string) {
  const limitMs = optional(section, 'minutes', minutesMs, minutes[role] * 60_000);
  return {
    model: optional(section, 'model', text, null),
    effort: optional(section, 'effort', text, null),
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

function addShorthand(
  project: Section,
  roles: Section,
  commands: DeployCommands,
  found: Partial<Record<ConfiguredRole, RoleSettings>>,
): void {
  for (const role of deployRoles) {
    const command = commands[role];
    if (command === undefined) continue;
    const key = role === 'deployer' ? 'deploy' : 'staging';
    if (has(roles, role)) {
      reportAt(project, key, `its command and roles.${role} are both given; expected one of them`);
    }
    const limits = readLimits({ ...project, values: {} }, role, '');
    found[role] ??= { runner: 'command', command, ...limits, report: false };
  }
}

function reportMissing(project: Section, roles: Section): void {
  const missing = agentRoles.filter((role) => {
    const value = roles.values[role];
    return !has(roles, role) || (isMapping(value) && (fieldOf(value, 'runner') ?? null) === null);
  });
  if (missing.length === 0) return;
  const example = `${missing[0]}: { runner: command, command: ./${missing[0]}.sh }`;
  reportAt(project, 'roles', `no runner for ${listText(missing, 'and')}; expected for each, say, ${example}`);
}
