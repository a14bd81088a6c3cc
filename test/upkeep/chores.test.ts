import { existsSync } from 'node:fs';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Tracker } from '../../src/trackers/tracker.ts';
import { createChores } from '../../src/upkeep/chores.ts';
import { claimJob, startRun } from '../../src/workflow/runs/start-run.ts';
import { createTestContext } from '../support/context.ts';
import { until } from '../support/until.ts';
import { createGatedContext, letGo, notesOf } from '../worker/started-worker.ts';
import { restart, runsEnded, type TestRunContext } from '../workflow/run-context.ts';
import { find, jobOf, open, positionOf, walkTo } from '../workflow/walk.ts';

const well = async () => null;

function choresOf(
  context: Parameters<typeof createChores>[0],
  probe = well as Parameters<typeof createChores>[1],
) {
  const settings = { reaperGraceSeconds: 120, reaperSeconds: 7, reconcileSeconds: 60, eventsKeepDays: 30 };
  const chores = createChores(context, probe, settings);
  const named = (name: string) => {
    const chore = chores.find((one) => one.name === name);
    if (chore === undefined) throw new Error(`there is no chore ${name}`);
    return chore;
  };
  return {
    reconciler: named('reconciler'),
    health: named('health'),
    reaper: named('reaper'),
    pruning: named('pruning'),
  };
}

/** A task whose analyst was started by a process that has ended since, as the next one finds it. */
async function leftBehind() {
  const before = await createGatedContext();
  const { id } = open(before);
  const job = claimJob(before);
  if (job === undefined) throw new Error('nothing was claimed');
  await startRun(before, job);
  await until('the agent has started', () => notesOf(before).length === 1);
  const context = await restart(before);
  const run = context.store.runs.listLive()[0];
  onTestFinished(async () => {
    letGo(context);
    await until('the agent is gone', () => !existsSync(`/proc/${run?.pid}`));
  });
  return { context, id, run };
}

const outcomes = ({ store }: TestRunContext, id: number) =>
  store.runs.listOfTask(id).map(({ outcome }) => outcome);

test('the reaper comes as often as it is configured, the health watch every second', async () => {
  const { health, reaper } = choresOf((await createTestContext()) as TestRunContext);
  expect([health, reaper]).toMatchObject([
    { name: 'health', everySeconds: 1 },
    { name: 'reaper', everySeconds: 7 },
  ]);
});

test('the reconciler looks at nothing before the Resume of a takeover', async () => {
  const base = await createTestContext();
  const asked: string[] = [];
  const listChanged = async () => {
    asked.push('work items');
    return [];
  };
  const tracker = { listChanged } as Partial<Tracker> as Tracker;
  const context = { ...base, trackers: { of: () => tracker } } as unknown as TestRunContext;
  const { reconciler } = choresOf(context);
  const at = '2026-03-01 12:00:00.000';
  context.store.pauses.pause('*', 'signalbox', 'taken over from an earlier installation', at);
  await reconciler.run();
  expect(asked).toEqual([]);
  context.store.pauses.resume('*');
  context.store.pauses.pause('*', 'Ada', 'lunch', at);
  await reconciler.run();
  expect(asked).toEqual(['work items']);
});

describe('the reaper', () => {
  test('takes up a run that lives and that nobody watches, once', async () => {
    const { context, id, run } = await leftBehind();
    const { reaper } = choresOf(context);
    await reaper.run();
    expect(context.live.has(run?.id ?? 0)).toBe(true);
    await reaper.run();
    expect(context.logged.filter(({ text }) => text === 'run adopted')).toHaveLength(1);
    expect(jobOf(context, id).status).toBe('running');
    letGo(context);
    await runsEnded(context);
    expect(outcomes(context, id)).toEqual(['completed']);
    expect(notesOf(context)).toEqual(['start ET-001', 'end ET-001']);
  });

  test('settles a run that ended while nobody watched', async () => {
    const { context, id } = await leftBehind();
    letGo(context);
    await until('the agent has ended', () => notesOf(context).length === 2);
    await choresOf(context).reaper.run();
    await runsEnded(context);
    expect(outcomes(context, id)).toEqual(['completed']);
    expect(jobOf(context, id)).toMatchObject({ status: 'queued', attempts: 1 });
  });

  test('queues the job of a run that vanished again, and counts no attempt', async () => {
    const { context, id, run } = await leftBehind();
    process.kill(-(run?.pid ?? Number.NaN), 'SIGKILL');
    await choresOf(context).reaper.run();
    await runsEnded(context);
    expect(outcomes(context, id)).toEqual(['lost']);
    expect(jobOf(context, id)).toMatchObject({ status: 'queued', attempts: 0, transient_attempts: 1 });
  });

  test('ends waits that are over and wakes every loop', async () => {
    const context = (await createTestContext()) as TestRunContext;
    const { id } = open(context);
    const now = '2026-03-01 12:00:00.000';
    walkTo(context, id, 'staging/work');
    context.store.freezes.freeze('shop', 'degraded', null, now);
    walkTo(context, id, 'deploy/thaw');
    for (const { id } of context.store.freezes.listActive('shop'))
      context.store.freezes.clear(id, { by: 'Ada', why: null }, now);
    context.nudges.count = 0;
    await choresOf(context).reaper.run();
    expect(positionOf(context, id)).toBe('deploy/merge');
    expect(context.nudges.count).toBeGreaterThan(1);
  });

  test('wakes every loop even when something cannot be taken up', async () => {
    const context = (await createTestContext()) as TestRunContext;
    const { store } = context;
    const listReviewsTakenOver = () => {
      throw new Error('no such table');
    };
    const broken = { ...context, store: { ...store, tasks: { ...store.tasks, listReviewsTakenOver } } };
    await expect(choresOf(broken).reaper.run()).rejects.toThrow('no such table');
    expect(context.nudges.count).toBe(1);
  });
});

test('the health watch asks about what is due and commits what it learns', async () => {
  const context = await createTestContext();
  const { id } = open(context);
  walkTo(context, id, 'deploy/health');
  const asked: string[] = [];
  const { health } = choresOf(context as TestRunContext, async (url) => {
    asked.push(url);
    return asked.length > 3 ? null : 'GET http://127.0.0.1:1/ answered 503';
  });
  await health.run();
  await health.run();
  expect(asked).toEqual(['http://127.0.0.1:1/']);
  for (let n = 0; n < 2; n += 1) {
    context.clock.advance(10_000);
    await health.run();
  }
  expect(positionOf(context, id)).toBe('done/rest');
  expect(context.store.freezes.listActive(find(context, id).repo)).toHaveLength(1);
});

test('answers to commands are forgotten after a week, once they were sent; nothing else is', async () => {
  const context = (await createTestContext()) as TestRunContext;
  const { notices } = context.store;
  const [then, now] = ['2026-02-01 12:00:00.000', '2026-03-01 11:00:00.000'];
  const add = (key: string, at: string) =>
    notices.add(
      {
        key,
        chatId: 1,
        topicId: null,
        subject: null,
        taskId: null,
        message: '{}',
        importance: 'notice',
        loud: false,
      },
      at,
    );
  for (const key of ['answer:old', 'answer:unsent', 'brd:1:1']) add(key, then);
  add('answer:new', now);
  for (const { id, key } of notices.listPending()) {
    if (key !== 'answer:unsent') notices.setState(id, 'sent', now, { messageId: id });
  }
  await choresOf(context).pruning.run();
  const left = context.database.db.prepare('SELECT key FROM notices ORDER BY key').pluck().all();
  expect(left).toEqual(['answer:new', 'answer:unsent', 'brd:1:1']);
});

test('payloads of events are emptied once they are older than they are to be kept', async () => {
  const context = (await createTestContext()) as TestRunContext;
  const { inbox, eventLog } = context.store;
  const record = (deliveryId: string, at: string) => {
    const event = { source: 'plane', eventType: 'issue', payload: '{}', deliveryId, bodyHash: null };
    const recorded = inbox.record(event, at);
    if (recorded === 'duplicate') throw new Error('recorded twice');
    inbox.markDone(recorded.id, 'done', at);
  };
  record('31 days ago', '2026-01-29 11:59:59.999');
  record('30 days ago', '2026-01-30 12:00:00.000');
  await choresOf(context).pruning.run();
  expect(eventLog.list({ limit: null })).toMatchObject([
    { id: 2, pruned: false },
    { id: 1, pruned: true },
  ]);
});

test('deeds are forgotten after a year, and that a stranger was told after a day', async () => {
  const context = (await createTestContext()) as TestRunContext;
  const { audit, strangers } = context.store;
  const deed = { userId: 7, who: 'Ada', role: 'owner', chatId: 1, via: 'command', action: 'tasks' } as const;
  const entry = { ...deed, target: null, outcome: 'done', detail: null } as const;
  audit.add(entry, '2025-03-01 11:59:59.999');
  audit.add(entry, '2025-03-01 12:00:00.000');
  strangers.tell(9, '2026-02-28 11:59:59.999', '2026-02-28 11:00:00.000');
  await choresOf(context).pruning.run();
  expect(audit.listLatest(9).map(({ id }) => id)).toEqual([2]);
  expect(context.database.db.prepare('SELECT * FROM strangers').all()).toEqual([]);
});
