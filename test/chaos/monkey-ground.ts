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
import { createHoldWatch } from '../../src/workflow/hold-watch.ts';
import { remind } from '../../src/workflow/remind.ts';
import type { RunContext } from '../../src/workflow/runs/run-context.ts';
import { type Line, tapLine } from './monkey-line.ts';

export const people = { vera: 11, anna: 12, oleg: 13, olga: 14, stranger: 15 } as const;
/** `basic` may become the supergroup `grown`. */
export const chats = {
  team: -1_001_000_000_001,
  forum: -1_001_000_000_002,
  basic: -4_000_003,
  grown: -1_001_000_000_003,
} as const;
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
  /** What the clock looks after: reminders, and cards that change as time goes by. */
  tick(): void;
  /** What this process says to Telegram. */
  line: Line;
  stop(): Promise<void>;
  /** As SIGKILL would: what is under way reaches Telegram, and its answer reaches nobody. */
  kill(): void;
};

/** Signalbox's chat as it is in production, on a file of its own, beside an emulator; agents and git are left out. */
export async function createGround(limits?: 'off'): Promise<Ground> {
  const home = mkdtempSync(join(tmpdir(), 'signalbox-monkey-'));
  // Time goes by only when somebody lets it, or no seed would play the same game twice.
  let offsetMs = Date.parse('2026-11-02T08:00:00Z');
  const now = () => new Date(offsetMs);
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
    // Elsewhere tasks go on beside each other, or few would be through before the game is over.
    SERIAL_GATE_REPOS: 'acme/shop',
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
    { id: chats.basic, type: 'group' as const, title: 'Small', memberIds: Object.values(people) },
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
  - name: kiosk
    prefix: KIOSK
    repo: https://git.invalid/acme/kiosk.git
    chat: { id: ${chats.basic} }
    forge: { kind: local, ci: { command: "true" } }
    roles: ${roles}
    ${releases}
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

async function boot({ emulator, config, env, now, advance, log: ownLog }: Start): Promise<Running> {
  const { log, silence } = createMortalLog(ownLog);
  const database = await openDatabase(config.dbPath);
  // No power fails here, and waiting for the disk takes most of the time.
  database.db.pragma('synchronous = OFF');
  let publisherNudge = (): void => undefined;
  const store = createStore(database.db);
  const context = createContext(
    config,
    { log, env, clock: { now } },
    { store, sandbox: null, nudge: () => publisherNudge() },
  );
  const { bot, publisher } = createChat(context, config, env);
  const line = tapLine(bot.api, context, database.db);
  publisherNudge = publisher.nudge;
  store.cards.touchAllUnfinished();
  publisher.start();
  bot.start();
  const watchHolds = createHoldWatch(context);
  return {
    context,
    tick: () => {
      remind(context);
      watchHolds();
    },
    db: database.db,
    line,
    settle: () => settle(emulator, publisher, line),
    drained: () => drain(publisher, advance),
    stop: async () => {
      await bot.stop();
      await publisher.stop();
      database.close();
    },
    kill: () => {
      silence();
      line.cut();
      void publisher.stop();
      void bot.stop();
      database.close();
    },
  };
}

const settleLimitMs = 30_000;

async function settle(emulator: Emulator, publisher: Publisher, line: Line): Promise<void> {
  const deadline = Date.now() + settleLimitMs;
  let quietTurns = 0;
  publisher.nudge();
  while (quietTurns < 4) {
    if (Date.now() > deadline) throw new Error('the chat did not settle');
    const isHeard = emulator.isPolled() && emulator.pendingUpdates() === 0;
    const isQuiet = isHeard && line.underWay() === 0;
    if (quietTurns === 0 && isQuiet) publisher.nudge();
    quietTurns = isQuiet ? quietTurns + 1 : 0;
    // Only a failed poll is waited for, so that the rest does not spin.
    await (isHeard || line.underWay() > 0 ? nextTurn() : sleep(1));
  }
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
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

/** What a process does after its death says nothing. */
function createMortalLog({ debug, info, warn, error }: Logger): { log: Logger; silence(): void } {
  const state = { isDead: false };
  const log: Logger = {
    debug,
    info,
    warn,
    error: (fields: unknown, text?: string) => (state.isDead ? undefined : error(fields, text)),
  };
  return {
    log,
    silence: () => {
      state.isDead = true;
    },
  };
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
