import { describe, expect, test } from 'vitest';
import { systemClock } from '../../src/clock.ts';
import type { JobRow } from '../../src/store/jobs.ts';
import { until } from '../support/until.ts';
import { createRunContext, type TestRunContext } from '../workflow/run-context.ts';
import { find, jobOf, open } from '../workflow/walk.ts';
import { createGatedContext, letGo, notesOf, startWorker } from './started-worker.ts';

/** The same context with every claim counted, and something more done after it. */
function countingClaims(context: TestRunContext, after = (_claimed: JobRow | undefined) => {}) {
  const { jobs } = context.store;
  const claims = { count: 0 };
  const claim: typeof jobs.claim = (gates, now) => {
    claims.count += 1;
    const claimed = jobs.claim(gates, now);
    after(claimed);
    return claimed;
  };
  return { claims, context: { ...context, store: { ...context.store, jobs: { ...jobs, claim } } } };
}

const started = (context: TestRunContext, count: number) =>
  until(`${count} agents have started`, () => {
    const notes = notesOf(context).filter((note) => note.startsWith('start'));
    return notes.length >= count ? notes : undefined;
  });

/** As many at once as the notes of the agents tell. */
function mostAtOnce(notes: readonly string[]): number {
  let [running, most] = [0, 0];
  for (const note of notes) {
    running += note.startsWith('start') ? 1 : -1;
    most = Math.max(most, running);
  }
  return most;
}

describe('the worker', () => {
  test('claims what is ready when it is woken, and does not look before', async () => {
    const base = await createGatedContext();
    const counting = countingClaims(base);
    const { worker } = startWorker(counting.context);
    await until('the first look', () => counting.claims.count === 1);
    const { id } = open(base);
    for (let n = 0; n < 5; n += 1) await new Promise((resolve) => setImmediate(resolve));
    expect(counting.claims.count).toBe(1);
    expect(jobOf(base, id).status).toBe('queued');
    worker.nudge();
    await started(base, 1);
    expect(jobOf(base, id)).toMatchObject({ status: 'running', attempts: 1 });
    letGo(base);
  });

  test('is woken by what is committed', async () => {
    const { context } = startWorker(await createGatedContext());
    open(context);
    expect(await started(context, 1)).toEqual(['start ET-001']);
    letGo(context);
  });

  test('runs no more agents at once than there are slots, and gives a free one to the next', async () => {
    const { context } = startWorker(await createGatedContext({ gates: { slots: 2, serial: 'off' } }));
    const ids = [1, 2, 3, 4].map(() => open(context).id);
    expect((await started(context, 2)).toSorted()).toEqual(['start ET-001', 'start ET-002']);
    expect(ids.map((id) => jobOf(context, id).status)).toEqual(['running', 'running', 'queued', 'queued']);
    letGo(context, 'ET-001');
    await started(context, 3);
    expect(notesOf(context)).toEqual(expect.arrayContaining(['end ET-001', 'start ET-003']));
    expect(notesOf(context)).not.toContain('end ET-002');
    letGo(context);
    await until('all four have ended', () => notesOf(context).length === 8);
    expect(mostAtOnce(notesOf(context))).toBe(2);
  });

  test('claims a job that was put off as soon as it is due again', async () => {
    const base = await createRunContext();
    const soon = {
      ...base,
      clock: { ...base.clock, ...systemClock },
      backoff: { baseSeconds: 0.1, maxSeconds: 1 },
    };
    const { context } = startWorker(soon);
    const { id } = open(context);
    await until('the second attempt has failed as well', () => find(context, id).attention);
    expect(jobOf(context, id)).toMatchObject({ status: 'failed', attempts: 2 });
    const waits = context.store.runs.listOfTask(id).map(({ started_at: at }) => Date.parse(`${at}Z`));
    expect((waits[1] ?? 0) - (waits[0] ?? 0)).toBeLessThan(5000);
  });

  test('does not forget what falls due while it looks', async () => {
    const base = await createGatedContext();
    const { id } = open(base);
    const { now } = base.clock;
    const dueAt = new Date(now().getTime() + 500).toISOString().replace('T', ' ').replace('Z', '');
    base.database.db.prepare('UPDATE jobs SET available_at = ? WHERE task_id = ?').run(dueAt, id);
    const counting = countingClaims(base, (claimed) => {
      if (claimed === undefined) base.clock.advance(1000);
    });
    const { context } = startWorker(counting.context);
    expect(await started(context, 1)).toEqual(['start ET-001']);
    letGo(context);
  });
});

test('an event that was stored is dispatched, and what it opens is started', async () => {
  const base = await createGatedContext();
  const { context, worker } = startWorker(base, {
    plane: () => ({ subject: null, settle: () => `opened ${open(base).work_item_id}` }),
    health: () => {
      throw new Error('what is this');
    },
  });
  const now = '2026-03-01 12:00:00.000';
  const event = { eventType: 'issue', payload: '{}', deliveryId: null, bodyHash: null };
  for (const source of ['health', 'plane']) context.store.inbox.record({ ...event, source }, now);
  worker.nudge();
  expect(await started(context, 1)).toEqual(['start ET-001']);
  expect(context.store.inbox.find(1)).toMatchObject({ state: 'failed', note: 'what is this' });
  expect(context.store.inbox.find(2)).toMatchObject({ state: 'done', note: 'opened ET-001' });
  letGo(context);
});
