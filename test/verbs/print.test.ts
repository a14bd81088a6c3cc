import { describe, expect, test } from 'vitest';
import type { StoredEvent } from '../../src/store/event-log.ts';
import { printEvents, printQueue, printReplay, printTask, printWhy } from '../../src/verbs/print.ts';
import { describeQueue } from '../../src/workflow/describe-queue.ts';
import { describeTask } from '../../src/workflow/describe-task.ts';
import { createTestContext } from '../support/context.ts';
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
    store.pauses.pause('shop', 'Ada', hostile, now);
    store.chats.park(-100, hostile, now);
    store.chats.park(-200, 'the bot was blocked', now);
    expect(printQueue(describeQueue(context)).split('\n')).toEqual([
      'queued 1, running 1, done 0, failed 0',
      `running  ET-002  analyst  shop  since ${now}`,
      expect.stringMatching(/^waiting {2}ET-001 {2}pause: \S.*\.$/),
      `frozen   till  since ${now}: ${tamed}`,
      `paused   shop  since ${now}: ${tamed}`,
      'depends  ET-001 on ET-002',
      'parked   chat -200: the bot was blocked',
      `parked   chat -100: ${tamed}`,
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
        'done / rest: Done.',
        '  ✓ Analysis      61 s  3 rounds  opus',
        'rework 0, tokens in 1200, out 30, cost $1.00 (2 runs unknown)',
        'merged as 1a4ded',
      ]),
    );
  });
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
