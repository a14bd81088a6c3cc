import type { DeployCommands } from './roles.ts';
import { has, optional, reportAt, required, type Section, subsection } from './section.ts';
import type { HealthSettings } from './settings.ts';
import { durationMs, text, webAddress, wholeNumber, yesOrNo } from './values.ts';

export type DeploySettings = {
  commands: DeployCommands;
  rollback: string | null;
  repeatable: boolean;
  health: HealthSettings | null;
};

const healthKeys = ['url', 'command', 'timeout', 'every', 'window', 'healthyAfter', 'degradedAfter'];
/** Of a command; an address has that of the HTTP client. */
const commandTimeoutMs = 30_000;

/** Without a command, `deploy` can still say how the outcome of a deployer role is watched. */
export function readDeploy(project: Section): DeploySettings {
  const empty: Section = { ...project, values: {} };
  const staging = subsection(project, 'staging', ['command']);
  const deploy = subsection(project, 'deploy', ['command', 'rollback', 'health', 'repeatable']) ?? empty;
  return {
    commands: {
      'staging-deployer': staging && required(staging, 'command', text),
      deployer: optional(deploy, 'command', text, undefined),
    },
    rollback: optional(deploy, 'rollback', text, null),
    repeatable: optional(deploy, 'repeatable', yesOrNo, false),
    health: readHealth(deploy),
  };
}

function readHealth(deploy: Section): HealthSettings | null {
  const section = subsection(deploy, 'health', healthKeys);
  if (section === undefined) return null;
  const probe = readProbe(section);
  const everyMs = optional(section, 'every', durationMs, 10_000);
  const windowMs = optional(section, 'window', durationMs, Math.max(5 * 60_000, everyMs));
  const healthyAfter = optional(section, 'healthyAfter', wholeNumber(1), null);
  const degradedAfter = optional(section, 'degradedAfter', wholeNumber(1), 3);
  if (windowMs < everyMs) {
    reportAt(section, 'window', `expected at least as long as every, which is ${everyMs / 1000}s`);
  }
  // The first look comes at once, the last at the end.
  const looks = Math.floor(windowMs / everyMs) + 1;
  if (healthyAfter !== null && healthyAfter > looks) {
    reportAt(section, 'healthyAfter', `expected at most ${looks}, the looks that the window has time for`);
  }
  return probe && { probe, everyMs, windowMs, healthyAfter, degradedAfter };
}

function readProbe(section: Section): HealthSettings['probe'] | null {
  if (has(section, 'url') && has(section, 'command')) {
    reportAt(section, 'command', 'expected either a url or a command, got both');
    return null;
  }
  if (has(section, 'command')) {
    const command = required(section, 'command', text);
    const timeoutMs = optional(section, 'timeout', durationMs, commandTimeoutMs);
    return command === undefined ? null : { kind: 'command', command, timeoutMs };
  }
  if (has(section, 'timeout')) {
    reportAt(section, 'timeout', 'belongs to a command; expected it not to be given here');
  }
  if (!has(section, 'url')) {
    reportAt(
      section,
      'url',
      `missing; expected ${webAddress.description ?? 'an address'}, or a command instead`,
    );
    return null;
  }
  const url = required(section, 'url', webAddress);
  return url === undefined ? null : { kind: 'url', url };
}
