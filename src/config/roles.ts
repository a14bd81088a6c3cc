import { type RoleSurroundings, readRole, toCommandRole } from './role.ts';
import { fieldOf, has, isMapping, reportAt, type Section, subsection } from './section.ts';
import {
  agentRoles,
  type ConfiguredRole,
  configuredRoles,
  type DeployRole,
  deployRoles,
  type ProjectRoles,
  type RoleSettings,
} from './settings.ts';
import { listText } from './values.ts';

/** The commands of `staging` and `deploy`, which stand for a role each. */
export type DeployCommands = Record<DeployRole, string | undefined>;

/** Undefined when a role is missing or faulty. */
export function readRoles(
  project: Section,
  commands: DeployCommands,
  surroundings: RoleSurroundings,
): ProjectRoles | undefined {
  const section = subsection(project, 'roles', configuredRoles) ?? { ...project, values: {} };
  const found: Partial<Record<ConfiguredRole, RoleSettings>> = {};
  for (const role of configuredRoles) {
    const settings = readRole(section, role, surroundings);
    if (settings !== undefined) found[role] = settings;
  }
  addShorthand(project, section, commands, found);
  reportMissing(project, section);

  const { analyst, architect, developer, reviewer, tester, deployer = null } = found;
  if (!analyst || !architect || !developer || !reviewer || !tester) return undefined;
  const staging = found['staging-deployer'] ?? null;
  return { analyst, architect, developer, reviewer, tester, 'staging-deployer': staging, deployer };
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
    found[role] ??= toCommandRole(role, command);
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
