import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createChat } from '../../src/app-chat.ts';
import { createContext } from '../../src/app-context.ts';
import { type Config, loadConfig } from '../../src/config.ts';
import { createEmulator, type Emulator } from '../../src/emulator/create-emulator.ts';
import type { Logger } from '../../src/log.ts';
import type { Database } from '../../src/store/database.ts';
import { openDatabase } from '../../src/store/open-database.ts';
import { createStore } from '../../src/store/store.ts';
import type { Publisher } from '../../src/telegram/publisher.ts';
import type { RunContext } from '../../src/workflow/runs/run-context.ts';
import { until } from '../support/until.ts';

export const people = { vera: 11, anna: 12, oleg: 13, olga: 14, stranger: 15 } as const;
export const chats = { team: -1_001_000_000_001, forum: -1_001_000_000_002 } as const;
const token = '7:monkey';

export type Ground = {
  emulator: Emulator;
  config: Config;
  /** The app's clock and Telegram's. */
  now(): Date;
  advance(ms: number): void;
  /** What went wrong that no fault of Telegram's explains. */
  bugs: string[];
  boot(): Promise<Running>;
  close(): Promise<void>;
};

export type Running = {
  context: RunContext;
  db: Database;
  /** Waits until everything that people did was heard, and what can be written now is written. */
  settle(): Promise<void>;
  /** Waits until nothing is left to be written. */
  drained(): Promise<void>;
  stop(): Promise<void>;
};

/** Signalbox's chat as it is in production, on a file of its own, beside an emulator; agents and git are left out. */
export async function createGround(limits?: 'off'): Promise<Ground> {
  const home = mkdtempSync(join(tmpdir(), 'signalbox-monkey-'));
  let offsetMs = 0;
  const now = () => new Date(Date.now() + offsetMs);
  const advance = (ms: number) => {
    offsetMs += ms;
  };
  const emulator = createEmulator({ token, now, ...inhabitants, ...(limits && { limits }) });
  const { apiRoot } = await emulator.start();
  writeFileSync(join(home, 'projects.yaml'), projectsFile);
  const env = {
    TELEGRAM_BOT_TOKEN: token,
    TELEGRAM_API_ROOT: apiRoot,
    TELEGRAM_OWNERS: String(people.olga),
    DB_PATH: join(home, 'signalbox.db'),
    PROJECTS_FILE: join(home, 'projects.yaml'),
    WORKSPACE_DIR: join(home, 'workspace'),
    RUNS_DIR: join(home, 'runs'),
  };
  const config = loadConfig(env, { needs: 'service' });
  const bugs: string[] = [];
  return {
    emulator,
    config,
    now,
    advance,
    bugs,
    boot: () => boot({ emulator, config, env, now, advance, log: logInto(bugs) }),
    close: async () => {
      await emulator.stop();
      rmSync(home, { recursive: true, force: true });
    },
  };
}

const inhabitants = {
  users: Object.entries(people).map(([firstName, id]) => ({ id, firstName })),
  chats: [
    ...Object.values(people).map((id) => ({ id, type: 'private' as const, userId: id })),
    { id: chats.team, type: 'supergroup' as const, title: 'Team', memberIds: Object.values(people) },
    {
      id: chats.forum,
      type: 'supergroup' as const,
      title: 'Forum',
      memberIds: Object.values(people),
      topics: [],
    },
  ],
};

const role = '{ runner: command, command: "true" }';
const roles = `{ analyst: ${role}, architect: ${role}, developer: ${role}, reviewer: ${role}, tester: ${role} }`;
const releases = `staging: { command: "true" }
    deploy: { command: "true", health: { url: "http://127.0.0.1:1/", every: 10s, window: 1m } }`;

const projectsFile = `
projects:
  - name: shop
    prefix: SHOP
    repo: https://git.invalid/acme/shop.git
    chat: { id: ${chats.team} }
    forge: { kind: local, ci: { command: "true" } }
    roles: ${roles}
    ${releases}
  - name: till
    prefix: TILL
    repo: https://git.invalid/acme/till.git
    chat: { id: ${chats.forum}, topic: task }
    notify: [{ id: ${chats.team} }]
    approval: { by: [Anna, Oleg], needs: 2 }
    forge: { kind: local, ci: { command: "true" } }
    roles: ${roles}
    ${releases}
  - name: desk
    prefix: DESK
    repo: https://git.invalid/acme/desk.git
    chat: { id: ${people.oleg} }
    forge: { kind: local }
    roles: ${roles}
people:
  - { role: viewer, name: Vera, telegram: ${people.vera} }
  - { role: approver, name: Anna, telegram: ${people.anna} }
  - { role: operator, name: Oleg, telegram: ${people.oleg} }
  - { role: owner, name: Olga, telegram: ${people.olga} }
`;

type Start = {
  emulator: Emulator;
  config: Config;
  env: Record<string, string>;
  now: () => Date;
  advance: (ms: number) => void;
  log: Logger;
};

async function boot({ emulator, config, env, now, advance, log }: Start): Promise<Running> {
  const database = await openDatabase(config.dbPath);
  let publisherNudge = (): void => undefined;
  const store = createStore(database.db);
  const context = createContext(
    config,
    { log, env, clock: { now } },
    { store, sandbox: null, nudge: () => publisherNudge() },
  );
  const { bot, publisher } = createChat(context, config, env);
  publisherNudge = publisher.nudge;
  store.cards.touchAllUnfinished();
  publisher.start();
  bot.start();
  return {
    context,
    db: database.db,
    settle: async () => {
      await until(
        'every update was heard',
        () => emulator.isPolled() && emulator.pendingUpdates() === 0,
        30_000,
      );
      publisher.nudge();
      await new Promise((resolve) => setImmediate(resolve));
      await new Promise((resolve) => setImmediate(resolve));
    },
    drained: () => drain(publisher, advance),
    stop: async () => {
      await bot.stop();
      await publisher.stop();
      database.close();
    },
  };
}

/** What a chat allows in minutes is written at once. */
async function drain(publisher: Publisher, advance: (ms: number) => void): Promise<void> {
  const state = { isIdle: false };
  const idle = publisher.idle().then(() => {
    state.isIdle = true;
  });
  while (!state.isIdle) {
    advance(10_000);
    publisher.nudge();
    await sleep(1);
  }
  await idle;
}

/** Errors are ours to explain, warnings are told of Telegram's faults. */
function logInto(bugs: string[]): Logger {
  const quiet = () => undefined;
  const error = (fields: unknown, text?: string) => {
    const { err } = fields as { err?: unknown };
    if (err !== undefined)
      bugs.push(`${text ?? ''}: ${err instanceof Error ? err.stack : JSON.stringify(err)}`);
  };
  return { debug: quiet, info: quiet, warn: quiet, error };
}
