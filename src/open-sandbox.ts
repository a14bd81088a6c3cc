import { homedir } from 'node:os';
import { dirname, isAbsolute, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { SandboxSettings } from './agents/containment/containment.ts';
import { probeSandbox } from './agents/containment/probe-sandbox.ts';
import { ConfigError } from './config/config-error.ts';
import type { Config } from './config.ts';

type Env = Readonly<Record<string, string | undefined>>;

/**
 * How agents are shut in, if the settings ask for it: what Signalbox keeps, repositories and other tasks' clones, the logins of accounts
 * and the operator's HOME are out of their sight. A ConfigError where bwrap cannot do it here: nobody runs with less than was asked for.
 */
export async function openSandbox(config: Config, env: Env): Promise<SandboxSettings | null> {
  const { kind, readPaths } = config.agentSandbox;
  if (kind === 'none') return null;
  const probe = await probeSandbox(env['PATH'] ?? '');
  if (!probe.ok) throw new ConfigError([`AGENT_SANDBOX: ${probe.why}`]);
  return { bwrap: probe.bwrap, hidden: listHidden(config, env), readPaths };
}

function listHidden({ workspaceDir, runsDir, dbPath, projects, accounts }: Config, env: Env): string[] {
  return [
    workspaceDir,
    runsDir,
    dirname(dbPath),
    // By themselves too, for a folder that cannot be hidden.
    ...['', '-wal', '-shm'].map((end) => `${dbPath}${end}`),
    resolve(env['PROJECTS_FILE']?.trim() || 'projects.yaml'),
    resolve('.env'),
    env['HOME'] ?? homedir(),
    ...accounts.flatMap(({ homeTemplate }) => homeTemplate ?? []),
    ...projects.flatMap(({ repo }) => toLocalPath(repo.origin) ?? []),
  ];
}

/** Null for a repository that is somewhere else. */
function toLocalPath(origin: string): string | null {
  if (isAbsolute(origin)) return origin;
  return URL.canParse(origin) && new URL(origin).protocol === 'file:' ? fileURLToPath(origin) : null;
}
