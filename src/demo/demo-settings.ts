import { createServer } from 'node:net';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { partsOf } from './demo-home.ts';
import type { DemoRepository } from './sample-repository.ts';

export const people = {
  ada: { id: 1001, firstName: 'Ada', username: 'ada' },
  bo: { id: 1002, firstName: 'Bo', username: 'bo' },
  cleo: { id: 1003, firstName: 'Cleo', username: 'cleo' },
  dima: { id: 1004, firstName: 'Dima', username: 'dima', languageCode: 'ru' },
} as const;

export const chats = { ada: 1001, bo: 1002, cleo: 1003, dima: 1004, team: -1_001_000_000_001 } as const;

export const plane = {
  secret: 'plane_wh_demo',
  workspaceId: '6b1f0c1e-0000-4000-8000-000000000002',
  boards: {
    noticeboard: '6b1f0c1e-0000-4000-8000-000000000003',
    kiosk: '6b1f0c1e-0000-4000-8000-000000000004',
  },
  todo: { id: '6b1f0c1e-0000-4000-8000-00000000000a', name: 'Todo' },
  inProgress: { id: '6b1f0c1e-0000-4000-8000-00000000000b', name: 'In Progress' },
} as const;

export const botToken = '424242:demo-token-of-the-emulator-0000000';

type DemoPorts = { staging: number; production: number; screen: number };

/** Ports the system gives out; whoever uses them soon has them for himself. */
export async function findFreePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('the system gave out no port');
  return address.port;
}

type Shape = {
  repository: DemoRepository;
  /** Of the second project of the sample. */
  kiosk: DemoRepository | null;
  script: string;
  ci: string | null;
  ports: DemoPorts;
};

const team = [
  { role: 'owner', name: people.ada.firstName, telegram: people.ada.id },
  { role: 'viewer', name: people.bo.firstName, telegram: people.bo.id },
  { role: 'approver', name: people.dima.firstName, telegram: people.dima.id },
];

/** The projects file of the demo: the same that a real installation has. */
export function toProjectsFile({ repository, kiosk, script, ci, ports }: Shape): string {
  const scripted = { runner: 'scripted', script, model: 'scripted', effort: 'medium' };
  const first = {
    name: kiosk === null ? 'visitor' : 'noticeboard',
    prefix: kiosk === null ? 'DEMO' : 'NOTE',
    repo: repository.origin,
    branch: repository.branch,
    chat: { id: chats.ada },
    tracker: { kind: 'plane', workspace: 'demo', project: plane.boards.noticeboard },
    forge: { kind: 'local', merge: 'merge', ci: ci === null ? 'none' : { command: ci } },
    roles: {
      analyst: scripted,
      architect: scripted,
      developer: scripted,
      reviewer: scripted,
      tester: scripted,
    },
    ...(kiosk === null ? {} : { notify: [{ id: chats.team }], ...sampleDeploy(ports) }),
  };
  const others = kiosk === null ? [] : [kioskProject(kiosk, scripted, ports)];
  return stringify({ projects: [first, ...others], people: team });
}

/** Shown to the whole team, a topic for each task; two people approve, and what it releases is too wide for its screen. */
function kioskProject({ origin, branch }: DemoRepository, scripted: object, { screen }: DemoPorts) {
  const agreed = { runner: 'command', command: 'true' };
  return {
    name: 'kiosk',
    prefix: 'KIOSK',
    repo: origin,
    branch,
    chat: { id: chats.team, topic: 'task' },
    notify: [{ id: chats.dima }],
    approval: { by: [people.ada.firstName, people.dima.firstName] },
    tracker: { kind: 'plane', workspace: 'demo', project: plane.boards.kiosk },
    forge: { kind: 'local' },
    roles: { analyst: scripted, architect: scripted, developer: scripted, reviewer: agreed, tester: agreed },
    deploy: {
      command: 'sh deploy.sh screen',
      rollback: 'sh deploy.sh screen back',
      health: { url: `http://127.0.0.1:${screen}/healthz`, every: '1s', window: '1m', degradedAfter: 2 },
    },
    env: ['RELEASES_DIR', 'SCREEN_PORT'],
  };
}

function sampleDeploy({ production }: DemoPorts) {
  const health = {
    url: `http://127.0.0.1:${production}/healthz`,
    every: '1s',
    window: '3s',
    degradedAfter: 3,
  };
  return {
    staging: { command: 'sh deploy.sh staging' },
    deploy: { command: 'sh deploy.sh production', health },
    env: ['RELEASES_DIR', 'STAGING_PORT', 'PRODUCTION_PORT'],
  };
}

type Place = {
  home: string;
  apiRoot: string;
  ports: DemoPorts;
  inherited: Readonly<Record<string, string | undefined>>;
};

/** The demo's whole environment: what a shell has, and settings of its own, never the visitor's. */
export function toEnvironment({
  home,
  apiRoot,
  ports,
  inherited,
}: Place): Record<string, string | undefined> {
  const { PATH, HOME, LANG, TZ, TMPDIR } = inherited;
  return {
    PATH,
    HOME,
    LANG,
    TZ,
    TMPDIR,
    TELEGRAM_BOT_TOKEN: botToken,
    TELEGRAM_API_ROOT: apiRoot,
    TELEGRAM_OWNERS: String(people.ada.id),
    PLANE_WEBHOOK_SECRET: plane.secret,
    DB_PATH: join(home, 'signalbox.db'),
    PROJECTS_FILE: join(home, 'projects.yaml'),
    WORKSPACE_DIR: join(home, 'workspace'),
    RUNS_DIR: partsOf(home).runs,
    HTTP_PORT: '0',
    BACKOFF_BASE_SECONDS: '1',
    // The day's digest comes once: when a visitor gives it a time, which is when there is something to tell.
    DIGEST_AT: 'off',
    LOG_LEVEL: inherited['LOG_LEVEL'] ?? 'warn',
    RELEASES_DIR: partsOf(home).releases,
    STAGING_PORT: String(ports.staging),
    PRODUCTION_PORT: String(ports.production),
    SCREEN_PORT: String(ports.screen),
  };
}
