import { homedir } from 'node:os';
import { dirname, resolve } from 'node:path';
import type { SandboxSettings } from './agents/containment.ts';
import { probeSandbox } from './agents/probe-sandbox.ts';
import { ConfigError } from './config/config-error.ts';
import type { Config } from './config.ts';

type Env = Readonly<Record<string, string | undefined>>;

/**
 * How agents are shut in, if the settings ask for it: what Signalbox keeps, other tasks' clones and the operator's HOME
 * are out of their sight. A ConfigError where bwrap cannot do it here: nobody runs with less than was asked for.
 */
export async function openSandbox(config: Config, env: Env): Promise<SandboxSettings | null> {
  const { kind, readPaths } = config.agentSandbox;
  if (kind === 'none') return null;
  const probe = await probeSandbox(env['PATH'] ?? '');
  if (!probe.ok) throw new ConfigError([`AGENT_SANDBOX: ${probe.why}`]);
  const projectsFile = resolve(env['PROJECTS_FILE']?.trim() || 'projects.yaml');
  const hidden = [
    config.workspaceDir,
    config.runsDir,
    dirname(config.dbPath),
    projectsFile,
    resolve('.env'),
    env['HOME'] ?? homedir(),
  ];
  return { bwrap: probe.bwrap, hidden, readPaths };
}
