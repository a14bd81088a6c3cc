import * as fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { explain, findHold } from '../../src/domain/explain.ts';
import type { JobRow } from '../../src/store/jobs.ts';
import { openDatabase } from '../../src/store/open-database.ts';
import type { GateSettings } from '../../src/store/standings.ts';
import { createStore, type Store } from '../../src/store/store.ts';
import { useDatabaseFolder } from '../support/database-folder.ts';
import { createStateWriter, now, someState } from './claim-states.ts';

const at = useDatabaseFolder();
let opened: Awaited<ReturnType<typeof openDatabase>>;

beforeEach(async () => {
  opened = await openDatabase(at.path);
  opened.db.pragma('synchronous = OFF');
});

afterEach(() => opened.close());

/** The queued jobs that `explain` calls ready, the highest priority and then the oldest first; those without a task have nobody to explain them to. */
function listReady(store: Store, gates: GateSettings): JobRow[] {
  const standingOf = store.standings.at(gates, now);
  const ready = store.jobs.listQueued().flatMap((job) => {
    const task = job.task_id === null ? undefined : store.tasks.find(job.task_id);
    if (task === undefined) return [];
    const standing = standingOf(task, job);
    const isReady = explain(standing).code === 'ready';
    if (isReady && findHold(standing) !== null) throw new Error(`job ${job.id} is ready and held`);
    return isReady ? [{ job, priority: task.priority }] : [];
  });
  return ready.toSorted((a, b) => b.priority - a.priority || a.job.id - b.job.id).map(({ job }) => job);
}

/** As the worker does: the claim, then the mark that the task has started. */
function claim(store: Store, gates: GateSettings): JobRow | undefined {
  const job = store.jobs.claim(gates, now);
  if (job?.task_id != null) store.tasks.markStarted(job.task_id, now);
  return job;
}

test('the claim and the explanation never disagree', () => {
  const store = createStore(opened.db);
  const write = createStateWriter(opened.db);
  const seen = { claimed: 0, held: 0 };
  fc.assert(
    fc.property(someState, (state) => {
      write(state);
      for (let turn = 0; turn <= state.jobs.length; turn += 1) {
        const [ready] = listReady(store, state.gates);
        const job = claim(store, state.gates);
        // A job of no task has nobody to explain it to, and may come before any.
        const explained = job !== undefined && job.task_id === null ? undefined : ready?.id;
        expect(job?.task_id == null ? undefined : job.id).toBe(explained);
        seen[job === undefined ? 'held' : 'claimed'] += 1;
        if (job === undefined) return;
      }
      throw new Error('the claim never came to an end');
    }),
    { numRuns: 3000 },
  );
  expect(seen.claimed).toBeGreaterThan(300);
  expect(seen.held).toBeGreaterThan(500);
});

test('no task ever gets a second live run, and no more jobs run than there are slots', () => {
  const store = createStore(opened.db);
  const write = createStateWriter(opened.db);
  fc.assert(
    fc.property(someState, (state) => {
      write(state);
      const before = new Set(store.jobs.listRunning().map((job) => job.task_id));
      const runs = new Set(store.runs.listLive().map((run) => run.task_id));
      for (let job = claim(store, state.gates); job !== undefined; job = claim(store, state.gates)) {
        expect(store.jobs.countByStatus().running).toBeLessThanOrEqual(state.gates.slots);
        if (job.task_id === null) continue;
        expect(before.has(job.task_id) || runs.has(job.task_id)).toBe(false);
        before.add(job.task_id);
      }
    }),
    { numRuns: 500 },
  );
});
