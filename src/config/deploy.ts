import type { DeployCommands } from './roles.ts';
import { optional, reportAt, required, type Section, subsection } from './section.ts';
import type { HealthSettings } from './settings.ts';
import { durationMs, text, webAddress, wholeNumber, yesOrNo } from './values.ts';

export type DeploySettings = {
  commands: DeployCommands;
  rollback: string | null;
  repeatable: boolean;
  health: HealthSettings | null;
};

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
  const section = subsection(deploy, 'health', ['url', 'every', 'window', 'degradedAfter']);
  if (section === undefined) return null;
  const url = required(section, 'url', webAddress);
  const everyMs = optional(section, 'every', durationMs, 10_000);
  const windowMs = optional(section, 'window', durationMs, Math.max(5 * 60_000, everyMs));
  const degradedAfter = optional(section, 'degradedAfter', wholeNumber(1), 3);
  if (windowMs < everyMs) {
    reportAt(section, 'window', `expected at least as long as every, which is ${everyMs / 1000}s`);
  }
  return url === undefined ? null : { url, everyMs, windowMs, degradedAfter };
}
