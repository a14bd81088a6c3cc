import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  createEmulator,
  type Emulator,
  type EmulatorChat,
  type EmulatorMessage,
  type EmulatorUser,
} from '../../src/emulator/create-emulator.ts';
import { git } from '../../src/workspace/git.ts';

export const ada = { id: 1001, firstName: 'Ada' } as const;
export const planeSecret = 'plane_wh_test';
export const planeProject = '6b1f0c1e-0000-4000-8000-000000000003';
/** Shared by all processes that tests start, and kept between runs. */
export const compileCache = join(import.meta.dirname, '../../node_modules/.cache/node-compile');

const token = '4242:test-token-of-an-installation-00000000';

/** A Signalbox in a process of its own, beside an emulator and a real origin, all in one folder. */
export type Installation = {
  home: string;
  origin: string;
  /** The complete environment of the service. */
  env: Record<string, string>;
  emulator: Emulator;
  /** Starts the process; with `killAt` it ends by SIGKILL at the n-th pass of that checkpoint (`name` or `name:n`). */
  start(options?: { killAt?: string }): Promise<Running>;
  cards(): EmulatorMessage[];
  /** What the agents noted down, a word a line. */
  notes(): string[];
  log(): string;
  close(): Promise<void>;
};

export type Running = { pid: number; url: string; exited: Promise<string>; stop(): Promise<void> };

/** What there is before the settings are written. */
export type Ground = { home: string; origin: string; healthPort: number };

/** Settings in place of the usual ones, who is there beside Ada, and what to end with the installation. */
export type Surroundings = {
  projects: string;
  env: Record<string, string>;
  users?: EmulatorUser[];
  chats?: EmulatorChat[];
  close(): Promise<void>;
};

export async function install(
  surround: (ground: Ground) => Promise<Surroundings> = usually,
): Promise<Installation> {
  const home = mkdtempSync(join(tmpdir(), 'signalbox-test-'));
  const origin = await createOrigin(home);
  const health = await serveHealth();
  const healthPort = (health.address() as AddressInfo).port;
  const surroundings = await surround({ home, origin, healthPort });
  const emulator = createEmulator({
    token,
    users: [ada, ...(surroundings.users ?? [])],
    chats: [{ id: ada.id, type: 'private', userId: ada.id }, ...(surroundings.chats ?? [])],
    limits: 'off',
  });
  const { apiRoot } = await emulator.start();
  const children = new Set<ChildProcess>();
  const env = { ...toEnvironment(home, apiRoot), ...surroundings.env };
  writeFileSync(join(home, 'projects.yaml'), surroundings.projects);
  const read = (name: string) => (existsSync(join(home, name)) ? readFileSync(join(home, name), 'utf8') : '');
  return {
    home,
    origin,
    env,
    emulator,
    start: (options = {}) => startChild({ children, env: { ...env, KILL_AT: options.killAt ?? '' } }),
    cards: () => emulator.messages(ada.id).filter(({ fromBot, text }) => fromBot && /^ET-\d+ /.test(text)),
    notes: () => read('notes').split('\n').filter(Boolean),
    log: () => read('log'),
    close: async () => {
      for (const child of children) child.kill('SIGKILL');
      await emulator.stop();
      health.close();
      await once(health, 'close');
      await surroundings.close();
      rmSync(home, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

async function createOrigin(home: string): Promise<string> {
  const origin = join(home, 'origin.git');
  const tree = join(home, 'tree');
  mkdirSync(tree);
  writeFileSync(join(tree, 'README.md'), '# Something\n');
  const who = ['-c', 'user.name=Test', '-c', 'user.email=test@example.org'];
  await git(['init', '--quiet', '--bare', '--initial-branch=main', origin], { cwd: home });
  await git(['init', '--quiet', '--initial-branch=main'], { cwd: tree });
  await git(['add', '--all'], { cwd: tree });
  await git([...who, 'commit', '--quiet', '--message', 'Begin'], { cwd: tree });
  await git(['push', '--quiet', origin, 'main'], { cwd: tree });
  return origin;
}

async function serveHealth(): Promise<Server> {
  const server = createServer((_request, response) => response.end('ok'));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

async function usually(ground: Ground): Promise<Surroundings> {
  const tracker = `{ kind: plane, workspace: test, project: ${planeProject} }`;
  const ci = JSON.stringify(agentCommand(ground.home, 'ci', 'test -f thing.txt'));
  const forge = `{ kind: local, ci: { command: ${ci} } }`;
  return { projects: projectsFile(ground, { tracker, forge }), env: {}, close: async () => {} };
}

/** Every agent takes the same lock: two at a time would leave the word "overlap". */
function agentCommand(home: string, name: string, work: string): string {
  return `mkdir ${home}/busy || echo overlap >>${home}/notes; echo ${name} >>${home}/notes; ${work}; code=$?; rmdir ${home}/busy; exit $code`;
}

/** One project whose agents are commands; `tracker` and `forge` are YAML. */
export function projectsFile(
  { home, origin, healthPort }: Ground,
  { tracker, forge }: { tracker: string; forge: string },
): string {
  const agent = (name: string, work: string) => JSON.stringify(agentCommand(home, name, work));
  const docs = 'docs/work-items/$SIGNALBOX_TASK';
  const spend = (costUsd: number) => `echo '{"usage":{"costUsd":${costUsd}}}' >$SIGNALBOX_REPORT`;
  return `
projects:
  - name: thing
    prefix: ET
    repo: ${origin}
    tracker: ${tracker}
    forge: ${forge}
    roles:
      analyst: { runner: command, command: ${agent('analyst', `mkdir -p ${docs} && echo '# Requirements' >${docs}/01-brd.md && ${spend(0.25)}`)} }
      architect: { runner: command, command: ${agent('architect', `mkdir -p ${docs}/06-adr && echo '# Decision' >${docs}/06-adr/1.md`)} }
      developer: { runner: command, command: ${agent('developer', `echo thing >>thing.txt && ${spend(0.5)}`)} }
      reviewer: { runner: command, command: ${agent('reviewer', 'true')} }
      tester: { runner: command, command: ${agent('tester', 'true')} }
    staging: { command: ${agent('staging', 'true')} }
    deploy:
      command: ${agent('deploy', 'true')}
      health: { url: "http://127.0.0.1:${healthPort}/", every: 1s, window: 1s }
`;
}

function toEnvironment(home: string, apiRoot: string): Record<string, string> {
  return {
    PATH: process.env['PATH'] ?? '',
    HOME: home,
    TEST_HOME: home,
    TELEGRAM_BOT_TOKEN: token,
    TELEGRAM_API_ROOT: apiRoot,
    TELEGRAM_OWNERS: String(ada.id),
    PLANE_WEBHOOK_SECRET: planeSecret,
    DB_PATH: join(home, 'signalbox.db'),
    PROJECTS_FILE: join(home, 'projects.yaml'),
    WORKSPACE_DIR: join(home, 'workspace'),
    RUNS_DIR: join(home, 'runs'),
    HTTP_PORT: '0',
    BACKOFF_BASE_SECONDS: '1',
    REAPER_SECONDS: '1',
    LOG_LEVEL: 'info',
    // Reading our own sources is most of what a start costs.
    NODE_COMPILE_CACHE: compileCache,
  };
}

type Child = { children: Set<ChildProcess>; env: Record<string, string> };

async function startChild({ children, env }: Child): Promise<Running> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'signalbox-child.ts')], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env,
  });
  children.add(child);
  const exited = once(child, 'exit').then(([code, signal]: unknown[]) => {
    children.delete(child);
    return String(signal ?? code);
  });
  const url = await Promise.race([firstLine(child), exited.then(() => '')]);
  const stop = async () => {
    child.kill('SIGTERM');
    await exited;
  };
  return { pid: child.pid ?? 0, url, exited, stop };
}

async function firstLine(child: ChildProcess): Promise<string> {
  let text = '';
  for await (const chunk of child.stdout ?? []) {
    text += String(chunk);
    if (text.includes('\n')) return text.slice(0, text.indexOf('\n'));
  }
  return '';
}
