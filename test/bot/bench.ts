import { onTestFinished } from 'vitest';
import { logFiles } from '../../src/agents/process/log-files.ts';
import { createBot } from '../../src/bot/create-bot.ts';
import type { Person, PersonRole } from '../../src/domain/people.ts';
import type { Project } from '../../src/domain/project.ts';
import { emptyReport, type Usage, unknownUsage } from '../../src/domain/report.ts';
import type { Signal } from '../../src/domain/signal.ts';
import { inEnglish, translatorOf } from '../../src/locale/translator.ts';
import type { Database } from '../../src/store/database.ts';
import type { NewRun } from '../../src/store/runs.ts';
import { createStore } from '../../src/store/store.ts';
import { toStoredTime } from '../../src/stored-time.ts';
import { renderBrd, renderBrdSummary } from '../../src/telegram/render-brd.ts';
import { renderOutput, renderRelease } from '../../src/telegram/render-release.ts';
import { commitSignal, signalbox } from '../../src/workflow/commit.ts';
import { type Context, createProjectIndex, toPaySettings } from '../../src/workflow/context.ts';
import type { Vitals } from '../../src/workflow/describe-health.ts';
import { openTask } from '../../src/workflow/open-task.ts';
import { createPeopleDirectory } from '../../src/workflow/people-directory.ts';
import { createRunLogs } from '../../src/workflow/read-log.ts';
import { openMemory } from '../support/memory.ts';
import { type Call, createHands } from './hands.ts';
import { me } from './updates.ts';
import { vitals } from './vitals.ts';

export const viewer = 11;
export const approver = 12;
export const operator = 13;
export const owner = 14;
export const second = 15;
export const stranger = 99;

const people: Record<number, { role: PersonRole; name?: string }> = {
  [viewer]: { role: 'viewer' },
  [approver]: { role: 'approver' },
  [operator]: { role: 'operator' },
  [owner]: { role: 'owner', name: 'Olga' },
  [second]: { role: 'approver' },
};

export const group = -1001;

export function project(name: string, changes: Partial<Project> = {}): Project {
  const prefix = name.toUpperCase();
  const role = {
    runner: 'command',
    command: 'true',
    model: null,
    effort: null,
    limitMs: 1000,
    silenceMs: 1000,
    promptFile: null,
    report: true,
    home: 'own',
  } as const;
  return {
    name,
    prefix,
    repo: { key: name, origin: `/origins/${name}`, defaultBranch: 'main' },
    chat: { id: group },
    notify: [],
    approval: null,
    tracker: null,
    forge: { kind: 'local', merge: 'merge', ci: { kind: 'none' } },
    roles: {
      analyst: role,
      architect: role,
      developer: role,
      reviewer: role,
      tester: role,
      'staging-deployer': role,
      deployer: role,
    },
    repeatable: false,
    health: null,
    rollback: null,
    env: {},
    budget: { task: null, day: null },
    reworkLimit: 3,
    ...changes,
  };
}

type Logged = { level: string; fields: unknown; message: string };

/** Everything a bot stands on, over a real file in memory. */
export function createBench(options: { projects?: Project[]; db?: Database } = {}) {
  const db = options.db ?? openMemory();
  if (options.db === undefined) onTestFinished(() => void db.close());
  const logged: Logged[] = [];
  const time = { now: new Date('2026-05-04T12:00:00Z'), nudges: 0, onNudge: (): void => undefined };
  const log = (level: string) => (fields: unknown, message?: string) => {
    logged.push(
      message === undefined ? { level, fields: {}, message: String(fields) } : { level, fields, message },
    );
  };
  const projects = createProjectIndex(options.projects ?? [project('shop')]);
  const context: Context = {
    store: createStore(db),
    clock: { now: () => time.now },
    log: { debug: log('debug'), info: log('info'), warn: log('warn'), error: log('error') },
    projects,
    gates: {
      slots: 2,
      perProject: null,
      repos: projects.all.map(({ repo }) => repo.key),
      dependencies: true,
      serial: 'off',
      pay: toPaySettings(projects.all, null),
    },
    trackers: { of: () => null },
    people: { find: () => undefined },
    hears: () => true,
    reconcileMs: 60_000,
    backoff: { baseSeconds: 10, maxSeconds: 600 },
    prices: {},
    chatDefaults: { language: 'en', timezone: 'UTC', digestAtMinute: null, quietHours: null },
    remindAfterMs: null,
    presenter: {
      text: (text) => ({ text, entities: [] }),
      digest: (digest) => ({ text: JSON.stringify(digest), entities: [] }),
      brd: (view, language) => renderBrd(view, translatorOf(language)),
      output: renderOutput,
      release: (view, language) => renderRelease(view, translatorOf(language)),
      brdSummary: (view, language) => renderBrdSummary(view, translatorOf(language)),
      notice: (text) => ({ text, entities: [] }),
    },
    checkpoint: () => undefined,
    nudge: () => {
      time.nudges += 1;
      time.onNudge();
    },
  };
  const mask = (text: string) => text.replaceAll(secret, '***');
  const logs = createRunLogs({ store: context.store, files: logFiles, mask });
  return { db, context, store: context.store, logs, logged, time };
}

/** What must never leave in the output of a run. */
export const secret = 'sk-very-secret';

export type Bench = ReturnType<typeof createBench>;

/** As configured. */
export const configured = Object.entries(people).map(([id, person]) => ({
  ...person,
  telegram: Number(id),
  plane: null,
  gitea: null,
  github: null,
}));

export type { Call } from './hands.ts';

/** A bot whose calls are recorded instead of made. `fail` may refuse one with an answer of Telegram's. */
export function createTestBot(
  bench: Pick<Bench, 'context' | 'store' | 'logs'>,
  fail?: (call: Call) => { code: number; why: string } | undefined,
  {
    configured: known = configured,
    vitals: machine = vitals,
  }: { configured?: readonly Person[]; vitals?: Vitals } = {},
) {
  const calls: Call[] = [];
  const bot = createBot({
    token: '1:test',
    apiRoot: 'http://127.0.0.1:9',
    context: bench.context,
    people: createPeopleDirectory(bench.store, known),
    logs: bench.logs,
    vitals: machine,
  });
  let messageId = 5000;
  bot.api.config.use((_call, method, payload) => {
    const call = { method, payload: payload as Record<string, unknown> };
    if (method === 'getMe') return Promise.resolve({ ok: true, result: me } as never);
    calls.push(call);
    const failure = fail?.(call);
    if (failure !== undefined) {
      return Promise.resolve({ ok: false, error_code: failure.code, description: failure.why } as never);
    }
    messageId += 1;
    const result = method.startsWith('send') ? { message_id: messageId, date: 0, chat: { id: 0 } } : true;
    return Promise.resolve({ ok: true, result } as never);
  });
  return { bot, calls, ...createHands(bench, bot, calls) };
}

export function toast(calls: Call[]): { text: unknown; alert: unknown } {
  const [first] = calls;
  if (first?.method !== 'answerCallbackQuery') throw new Error(`first came ${first?.method ?? 'nothing'}`);
  return { text: first.payload['text'], alert: first.payload['show_alert'] };
}

/** Opens a task by the use case itself. */
export function open({ context }: Bench, title = 'Show prices', name = 'shop') {
  const project = context.projects.findByName(name);
  if (project === undefined) throw new Error(`there is no project ${name}`);
  return openTask(context, { project, title, description: '', item: null, by: signalbox });
}

export function signal({ context }: Bench, taskId: number, sent: Signal): void {
  const decision = commitSignal(context, taskId, sent, { by: signalbox });
  if (decision.kind === 'stay') throw new Error(`${sent.type} changed nothing: ${inEnglish(decision.why)}`);
}

/** Takes the next job and begins its run; returns the run's id. */
export function begin({ context, store }: Bench, taskId: number, changes: Partial<NewRun> = {}): number {
  const now = toStoredTime(context.clock.now());
  const job = store.jobs.claim(context.gates, now);
  if (job?.task_id !== taskId) throw new Error(`the job of another task came first`);
  const run = {
    taskId,
    jobId: job.id,
    effectId: null,
    agent: job.agent,
    stage: 'analysis',
    name: `run-${job.id}-${job.attempts}`,
    folder: 'folder',
    clone: 'clone',
    startCommit: null,
    model: null,
    effort: null,
    runner: 'command',
    account: null,
    sessionId: null,
    resumes: null,
    ...changes,
  };
  const id = store.runs.begin(run, now);
  store.jobs.attachRun(job.id, id, null);
  store.tasks.markStarted(taskId, now);
  return id;
}

export function end(bench: Bench, runId: number, usage: Partial<Usage> = {}): void {
  const charge = { usage: { ...unknownUsage, ...usage }, basis: 'told', sessionCostUsd: null } as const;
  const session = { id: null, isGone: false };
  const told = { summary: 'Written.', charge, session, turns: null, fault: null };
  const ended = { exitCode: 0, outcome: 'completed', ...told };
  bench.store.runs.end(runId, ended, toStoredTime(bench.context.clock.now()));
}

/** The analyst has written the BRD, and a person is asked about it. */
export function askApproval(bench: Bench, taskId: number, revision: string): string {
  const runId = begin(bench, taskId);
  end(bench, runId);
  const work = {
    commit: `c-${revision}`,
    descends: true,
    changedOutsideDocs: false,
    brdRevision: revision,
    brdText: `# ${revision}`,
    adrCount: 0,
  };
  signal(bench, taskId, { type: 'runSettled', outcome: { kind: 'completed', report: emptyReport }, work });
  signal(bench, taskId, { type: 'published', commit: work.commit });
  const request = bench.store.approvals.findLatest(taskId);
  if (request === undefined) throw new Error('nothing is asked for');
  return request.nonce;
}

/** The run came to nothing, and a person is asked. */
export function askAttention(bench: Bench, taskId: number): void {
  const runId = begin(bench, taskId);
  end(bench, runId);
  const outcome = { kind: 'question', question: 'Which currency?', report: emptyReport } as const;
  signal(bench, taskId, { type: 'runSettled', outcome, work: null });
}
