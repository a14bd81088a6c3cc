import { describe, expect, test } from 'vitest';
import { unknownUsage } from '../../src/domain/report.ts';
import type { StoredEvent } from '../../src/store/event-log.ts';
import { printCosts, printEvents, printReplay, printTask, printWhy } from '../../src/verbs/print.ts';
import { printQueue } from '../../src/verbs/print-queue.ts';
import { describeCosts } from '../../src/workflow/describe-costs.ts';

import { createTestContext } from '../support/context.ts';
import { describeQueue, describeTask } from '../workflow/in-english.ts';
import { claim, failed, open, settle, walkTo } from '../workflow/walk.ts';

const now = '2026-03-01 12:00:00.000';
/** What would clear the terminal, ring, and begin a line of its own. */
const hostile = 'one\u001b[2J\u0007\r\ndone     ET-9';
const tamed = 'one [2J done     ET-9';

describe('the queue in words', () => {
  test('has a line for everything, whatever came from outside', async () => {
    const context = await createTestContext({ gates: { serial: 'off' } });
    const { store } = context;
    const [first, second] = [open(context).id, open(context).id];
    claim(context);
    settle(context, first, failed(hostile));
    claim(context);
    context.database.db
      .prepare('INSERT INTO job_deps (task_id, depends_on_task_id) VALUES (?, ?)')
      .run(first, second);
    store.freezes.freeze('till', hostile, null, now);
    store.freezes.freeze('till', 'red', 'ET-9', now);
    store.freezes.clear(2, { by: 'Bo', why: hostile }, now);
    const landed = { repo: 'shop', commit: 'c0ffee', base: null };
    store.deployments.begin({ ...landed, taskId: second }, now);
    store.deployments.end(second, { state: 'degraded', reason: hostile, by: 'Bo' }, now);
    store.deployments.begin({ ...landed, taskId: first }, now);
    store.deployments.watch(first, now, now);
    const look = { at: now, via: 'url', durationMs: 12 } as const;
    for (const error of [null, hostile]) store.deployments.recordCheck(2, { ...look, error }, now);
    store.locks.take('shop', first, now);
    const asked = { task_id: second, deployment_id: null, commit_sha: null, to_sha: null, asked_by: 'Ada' };
    store.rollbacks.ask({ ...asked, repo: 'shop' }, now);
    store.rollbacks.end(1, { state: 'done', exitCode: 0, output: hostile }, now);
    store.pauses.pause('shop', 'Ada', hostile, now);
    store.chats.park(-100, hostile, now);
    store.accounts.hold(
      { account: 'main', kind: 'fault', why: hostile, mend: 'Set a key.', until: null },
      now,
    );
    store.chats.park(-200, 'the bot was blocked', now);
    store.chats.pauseUntil(-50, '2999-01-01 00:00:00.000');
    store.chats.move(-10, -1_000_000_000_010, now);
    store.topics.want(-5, 'task:1', 'ET-001 One');
    store.topics.setTrouble(-5, 'task:1', hostile);
    store.chats.noteMessage(-5, 1);
    expect(printQueue(describeQueue(context)).split('\n')).toEqual([
      'queued 1, running 1, done 0, failed 0',
      `running  ET-002  analyst  shop  since ${now}`,
      `release  ET-001  shop  watching  since ${now}, until ${now}: 2 checks, 1 failed in a row`,
      `check    ET-001  url  ${now}  ${tamed}`,
      `check    ET-001  url  ${now}  well`,
      `rollback ET-002  shop  done  by Ada since ${now}, ended ${now} with exit status 0`,
      `lock     shop  ET-001  since ${now}`,
      expect.stringMatching(/^waiting {2}ET-001 {2}pause: \S.*\.$/),
      `frozen   till  #1 since ${now}: ${tamed}  (somebody)`,
      `lifted   till  #2 since ${now}: red  (the release of ET-9)  ${now} by Bo: ${tamed}`,
      `paused   shop  since ${now}: ${tamed}  (Ada)`,
      `account  main  since ${now}: ${tamed}; Set a key.`,
      'depends  ET-001 on ET-002',
      'parked   chat -200: the bot was blocked',
      `parked   chat -100: ${tamed}`,
      'silent   chat -50: until 2999-01-01 00:00:00.000',
      'moved    chat -10: goes on as -1000000000010',
      `topic    chat -5, ET-001 One: ${tamed}`,
      `released ET-002  shop  degraded  ${now}: ${tamed}`,
    ]);
  });
});

describe('a task in words', () => {
  test('tells its stages, rounds, models, usage and merge', async () => {
    const context = await createTestContext();
    const { id } = open(context, hostile);
    walkTo(context, id, 'done/rest');
    const view = describeTask(context, id);
    if (view === undefined) throw new Error('no such task');
    const [first] = view.stages;
    if (first === undefined) throw new Error('no stages');
    const stages = [{ ...first, rounds: 3, durationMs: 61_400, model: 'opus' }, ...view.stages.slice(1)];
    const usage = { ...view.usage, inputTokens: 1200, outputTokens: 30, costUsd: 1.005, unknownRuns: 2 };
    const lines = printTask({ ...view, stages, usage }).split('\n');
    expect(lines).toHaveLength(12);
    expect(lines).toEqual(
      expect.arrayContaining([
        `ET-001  ${tamed}`,
        'shop  shop  task/et-001',
        'done / rest: Done: the release is healthy.',
        '  ✓ Analysis      61 s  3 rounds  opus',
        'rework 0, tokens in 1200, out 30, cost $1.00 (2 runs unknown)',
        'merged as 1a4ded',
      ]),
    );
  });
});

test('costs have a line for each sum and each thing they were spent on', async () => {
  const context = await createTestContext();
  const { id } = open(context);
  const none = { effectId: null, stage: null, clone: '', startCommit: null, effort: null, account: null };
  const session = { runner: 'claude', sessionId: null, resumes: null, jobId: null };
  const row = {
    taskId: id,
    agent: 'analyst',
    name: 'one',
    folder: '/nowhere',
    model: hostile,
    ...none,
    ...session,
  };
  const run = context.store.runs.begin(row, now);
  const usage = { ...unknownUsage, inputTokens: 100, cacheReadTokens: 1100, outputTokens: 30, costUsd: 1.5 };
  const ended = { exitCode: 0, outcome: 'completed', summary: null, turns: null, fault: null };
  const charge = { usage, basis: 'estimated', sessionCostUsd: null } as const;
  context.store.runs.end(run, { ...ended, charge, session: { id: null, isGone: false } }, now);
  const lines = printCosts(describeCosts(context, { taskId: id })).split('\n');
  expect(lines.map((line) => line.replaceAll(/ {2,}/g, '  '))).toEqual([
    'In all  ≈ $1.50  1.2k in, 30 out  1 run',
    'by role',
    '  analyst  ≈ $1.50  1.2k in, 30 out  1 run',
    'by model',
    `  ${tamed.replaceAll(/ {2,}/g, '  ')}  ≈ $1.50  1.2k in, 30 out  1 run`,
  ]);
  expect(
    printCosts(describeCosts(context, {}))
      .split('\n')
      .slice(0, 2)
      .map((line) => line.slice(0, 12)),
  ).toEqual(['Today       ', 'Last 30 days']);
});

test('why is one line, with or without a time', () => {
  const why = { task: 'ET-1', stage: null, step: 'work', code: 'done', text: 'Done.', lifts: '' } as const;
  expect(printWhy({ ...why, since: null })).toBe('ET-1 (no stage / work): Done.');
  expect(printWhy({ ...why, since: now, lifts: 'Nothing\nmore.' })).toBe(
    `ET-1 (no stage / work): Done. Since ${now} UTC. Nothing more.`,
  );
});

describe('events in words', () => {
  const event: StoredEvent = {
    id: 7,
    at: now,
    source: 'plane',
    type: 'issue',
    state: 'done',
    deliveries: 1,
    note: 'opened ET-012',
    pruned: false,
  };

  test('have a line each, whatever came from outside', () => {
    const events: StoredEvent[] = [
      { ...event, state: 'failed', deliveries: 3, note: hostile },
      { ...event, id: 12, note: `${'x'.repeat(99)}😀 and more` },
      { ...event, id: 1, at: null, type: hostile, state: 'history', note: null },
    ];
    expect(printEvents({ events, unlisted: 0 }).split('\n')).toEqual([
      `failed   7  ${now}  plane  issue  3 deliveries  ${tamed}`,
      `done     12  ${now}  plane  issue  1 delivery  ${'x'.repeat(99)}…`,
      `history  1  ?  plane  ${tamed}  1 delivery`,
    ]);
    expect(printReplay({ ...event, type: hostile }, 30).split('\n')).toHaveLength(2);
  });

  test('say how many more there are, or that there are none', () => {
    expect(printEvents({ events: [event], unlisted: 4 })).toMatch(/\n4 more: npm start -- events --all$/);
    expect(printEvents({ events: [], unlisted: 0 })).toBe('no events');
  });
});
