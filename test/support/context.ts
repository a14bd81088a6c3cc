import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Clock } from '../../src/clock.ts';
import type { HealthSettings, Project, RoleSettings } from '../../src/domain/project.ts';
import { roles } from '../../src/domain/stage.ts';
import { translatorOf } from '../../src/locale/translator.ts';
import type { Logger } from '../../src/log.ts';
import { type OpenedDatabase, openDatabase } from '../../src/store/open-database.ts';
import type { GateSettings } from '../../src/store/standings.ts';
import { createStore } from '../../src/store/store.ts';
import { renderBrd, renderBrdSummary } from '../../src/telegram/render-brd.ts';
import { renderDigest } from '../../src/telegram/render-digest.ts';
import { renderOutput, renderRelease } from '../../src/telegram/render-release.ts';
import { type Context, createProjectIndex, toPaySettings } from '../../src/workflow/context.ts';

type LogLine = { level: string; fields: Record<string, unknown>; text: string };

export type TestClock = Clock & { set(time: string): void; advance(ms: number): void };

export type TestContext = Context & {
  clock: TestClock;
  path: string;
  database: OpenedDatabase;
  logged: LogLine[];
  checkpoints: string[];
  nudges: { count: number };
};

export type ContextOptions = {
  projects?: readonly Project[];
  gates?: Partial<GateSettings>;
  path?: string;
  clock?: TestClock;
  /** Called at every checkpoint; what it throws stops the work there, as a crash would. */
  onCheckpoint?: (name: string) => void;
};

/** Real SQLite in a folder of its own, a clock that stands still, and records of what is asked of the process. */
export async function createTestContext(options: ContextOptions = {}): Promise<TestContext> {
  const path = options.path ?? join(makeFolder(), 'signalbox.db');
  const projects = options.projects ?? [project()];
  if (!existsSync(path)) writeFileSync(path, await template());
  const database = await openDatabase(path);
  onTestFinished(() => database.close());
  const [checkpoints, nudges] = [[] as string[], { count: 0 }];
  const { log, logged } = recordingLog();
  return {
    path,
    database,
    store: createStore(database.db),
    clock: options.clock ?? testClock(),
    log,
    logged,
    checkpoints,
    nudges,
    projects: createProjectIndex(projects),
    gates: {
      slots: 2,
      perProject: null,
      repos: [...new Set(projects.map(({ repo }) => repo.key))],
      dependencies: true,
      serial: 'all',
      pay: toPaySettings(projects, null),
      ...options.gates,
    },
    backoff: { baseSeconds: 10, maxSeconds: 600 },
    prices: {},
    chatDefaults: { language: 'en', timezone: 'UTC', digestAtMinute: null, quietHours: null },
    remindAfterMs: null,
    trackers: { of: () => null },
    people: { find: () => undefined },
    hears: () => true,
    reconcileMs: 60_000,
    presenter: {
      text: (text) => ({ text, entities: [] }),
      digest: (digest, language) => renderDigest(digest, translatorOf(language)),
      brd: (view, language) => renderBrd(view, translatorOf(language)),
      output: renderOutput,
      release: (view, language) => renderRelease(view, translatorOf(language)),
      brdSummary: (view, language) => renderBrdSummary(view, translatorOf(language)),
      notice: (text, { data }) => ({ text: `${text}\n[${data}]`, entities: [] }),
    },
    checkpoint: (name) => {
      checkpoints.push(name);
      options.onCheckpoint?.(name);
    },
    nudge: () => {
      nudges.count += 1;
    },
  };
}

let migrated: Promise<Buffer> | undefined;

/** An empty file of this version: migrating one takes most of the time of a small test. */
function template(): Promise<Buffer> {
  migrated ??= migrateNew();
  return migrated;
}

async function migrateNew(): Promise<Buffer> {
  const folder = mkdtempSync(join(tmpdir(), 'signalbox-template-'));
  const path = join(folder, 'signalbox.db');
  const { close } = await openDatabase(path);
  close();
  const bytes = readFileSync(path);
  rmSync(folder, { recursive: true });
  return bytes;
}

/** The file as the next process finds it, with the same clock going on. */
export function reopen(context: TestContext, options: ContextOptions = {}): Promise<TestContext> {
  context.database.close();
  return createTestContext({ path: context.path, clock: context.clock, ...options });
}

export function testClock(start = '2026-03-01T12:00:00Z'): TestClock {
  let at = new Date(start);
  return {
    now: () => at,
    set: (time) => {
      at = new Date(time);
    },
    advance: (ms) => {
      at = new Date(at.getTime() + ms);
    },
  };
}

function recordingLog(): { log: Logger; logged: LogLine[] } {
  const logged: LogLine[] = [];
  const at = (level: string) => (fields: unknown, text?: string) => {
    const isText = typeof fields === 'string';
    logged.push({
      level,
      fields: isText ? {} : (fields as LogLine['fields']),
      text: isText ? fields : (text ?? ''),
    });
  };
  const log = { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
  return { log, logged };
}

export function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'signalbox-context-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export function role(command: string, overrides: Partial<RoleSettings> = {}): RoleSettings {
  const settings = {
    model: null,
    effort: null,
    limitMs: 60_000,
    silenceMs: null,
    promptFile: null,
    home: 'own',
  };
  return { runner: 'command', command, ...settings, report: true, ...overrides } as RoleSettings;
}

export const planeTracker = {
  kind: 'plane',
  workspace: 'acme',
  project: '6b1f0c1e-0000-4000-8000-000000000003',
  label: null,
  stages: {},
  states: { start: ['In Progress'], approved: ['Approved'], rejected: ['Rejected'], cancelled: 'Cancelled' },
} as const;

export const urlHealth: HealthSettings = {
  probe: { kind: 'url', url: 'http://127.0.0.1:1/' },
  everyMs: 10_000,
  windowMs: 60_000,
  healthyAfter: null,
  degradedAfter: 3,
};

/** A project with everything configured and every role the command `true`; `overrides` replace what a test is about. */
export function project(overrides: Partial<Project> = {}): Project {
  return {
    name: 'shop',
    prefix: 'ET',
    repo: { key: 'shop', origin: 'nowhere', defaultBranch: 'main' },
    chat: { id: -100 },
    notify: [],
    approval: null,
    tracker: { ...planeTracker, states: { ...planeTracker.states } } as unknown as Project['tracker'],
    forge: { kind: 'local', merge: 'merge', ci: { kind: 'command', command: 'true', timeoutMs: 60_000 } },
    roles: Object.fromEntries(roles.map((name) => [name, role('true')])) as Project['roles'],
    repeatable: false,
    health: urlHealth,
    rollback: null,
    env: {},
    budget: { task: null, day: null },
    reworkLimit: 3,
    ...overrides,
  };
}
