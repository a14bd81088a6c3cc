import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openDatabase } from '../../src/store/open-database.ts';
import type { GateSettings } from '../../src/store/standings.ts';
import { createStore, type Store } from '../../src/store/store.ts';
import { useDatabaseFolder } from '../support/database-folder.ts';
import { payNothing } from './claim-states.ts';

const at = useDatabaseFolder();
const now = '2026-03-01 10:00:00.000';
const later = '2026-03-01 11:00:00.000';
const gates: GateSettings = {
  slots: 4,
  perProject: null,
  repos: ['shop'],
  dependencies: true,
  serial: 'all',
  pay: payNothing,
};

let opened: Awaited<ReturnType<typeof openDatabase>>;
let store: Store;

beforeEach(async () => {
  opened = await openDatabase(at.path);
  store = createStore(opened.db);
});

afterEach(() => opened.close());

/** A task at work in development, and its queued job. */
function addTask(name = 'SHOP-001'): { taskId: number; jobId: number } {
  const task = { project: 'shop', repo: 'shop', workItemId: name, branch: name, title: name };
  const taskId = store.tasks.create({ ...task, description: '', trackerItem: null }, now);
  store.tasks.move(taskId, { stage: 'development', step: 'work' }, now);
  return { taskId, jobId: addJob(taskId) };
}

function addJob(taskId: number): number {
  return store.jobs.enqueue({ role: 'developer', repo: 'shop', taskId, title: 'x', notes: '' }, now);
}

function claimedJob(runId: number | null = 5): number {
  const { jobId } = addTask();
  store.jobs.claim(gates, now);
  if (runId !== null) store.jobs.attachRun(jobId, runId, 4711);
  return jobId;
}

const lost = { outcome: 'lost', error: null, attemptBack: true } as const;

describe('the claim', () => {
  test('takes the oldest job first', () => {
    const ids = ['SHOP-001', 'SHOP-002', 'SHOP-003'].map((name) => addTask(name).jobId);
    expect([1, 2, 3].map(() => store.jobs.claim(gates, now)?.id)).toEqual(ids);
    expect(store.jobs.claim(gates, now)).toBeUndefined();
  });

  test('counts the attempt and forgets the last one', () => {
    const { jobId } = addTask();
    opened.db.exec(
      `UPDATE jobs SET attempts = 1, run_id = 9, pid = 4711, started_at = 'x', finished_at = 'y'`,
    );
    expect(store.jobs.claim(gates, now)).toMatchObject({
      id: jobId,
      status: 'running',
      attempts: 2,
      run_id: null,
      pid: null,
      started_at: now,
      finished_at: null,
    });
  });

  test('takes a job put off once its time has come', () => {
    const { jobId } = addTask();
    opened.db.prepare('UPDATE jobs SET available_at = ?').run(later);
    expect(store.jobs.claim(gates, now)).toBeUndefined();
    expect(store.jobs.nextDue(now)).toBe(later);
    expect(store.jobs.claim(gates, later)?.id).toBe(jobId);
  });

  test('takes a job that belongs to no task', () => {
    opened.db.exec(`INSERT INTO jobs (agent, repo) VALUES ('analyst', 'shop')`);
    expect(store.jobs.claim(gates, now)?.task_id).toBeNull();
  });

  test('leaves a job alone whose task is gone', () => {
    opened.db.exec(`INSERT INTO jobs (agent, repo, task_id) VALUES ('analyst', 'shop', 99)`);
    expect(store.jobs.claim(gates, now)).toBeUndefined();
  });

  test('passes over a task that waits for the world, whatever an old file has queued for it', () => {
    const { taskId, jobId } = addTask();
    store.tasks.move(taskId, { stage: 'development', step: 'ci' }, now);
    expect(store.jobs.claim(gates, now)).toBeUndefined();
    store.tasks.move(taskId, { stage: 'development', step: 'work' }, now);
    expect(store.jobs.claim(gates, now)?.id).toBe(jobId);
  });

  test('leaves a job alone that is for another stage than its task stands at', () => {
    const { taskId, jobId } = addTask();
    store.tasks.move(taskId, { stage: 'review', step: 'work' }, now);
    expect(store.jobs.claim(gates, now)).toBeUndefined();
    store.tasks.move(taskId, { stage: 'development', step: 'work' }, now);
    expect(store.jobs.claim(gates, now)?.id).toBe(jobId);
  });

  test('takes the analyst of a task that an earlier installation left in created', () => {
    const { taskId } = addTask();
    opened.db.exec(`UPDATE tasks SET stage = 'created', step = NULL; UPDATE jobs SET agent = 'analyst'`);
    expect(store.jobs.claim(gates, now)).toMatchObject({ task_id: taskId, agent: 'analyst' });
  });

  test('runs one job of a task at a time', () => {
    const { taskId, jobId } = addTask();
    const second = addJob(taskId);
    expect(store.jobs.claim(gates, now)?.id).toBe(jobId);
    expect(store.jobs.claim(gates, now)).toBeUndefined();
    store.jobs.finish({ id: jobId, runId: null, ...lost, succeeded: true }, now);
    expect(store.jobs.claim(gates, now)?.id).toBe(second);
  });
});

describe('settling', () => {
  test('succeeds once, and the second settler changes nothing', () => {
    const id = claimedJob();
    const done = { id, runId: 5, outcome: 'completed', error: null, attemptBack: true } as const;
    expect(store.jobs.finish({ ...done, succeeded: true }, now)).toBe(true);
    expect(store.jobs.finish({ ...done, succeeded: false }, later)).toBe(false);
    expect(store.jobs.putOff({ id, runId: 5, ...lost, transient: true, at: later })).toBe(false);
    expect(store.jobs.find(id)).toMatchObject({ status: 'done', finished_at: now, outcome: 'completed' });
  });

  test('is refused to a run that is not the one under way', () => {
    const id = claimedJob(5);
    for (const runId of [4, null]) {
      expect(store.jobs.finish({ id, runId, ...lost, succeeded: false }, now)).toBe(false);
      expect(store.jobs.putOff({ id, runId, ...lost, transient: true, at: later })).toBe(false);
    }
    expect(store.jobs.find(id)?.status).toBe('running');
  });

  test('works before a run was attached, comparing nothing with nothing', () => {
    const id = claimedJob(null);
    expect(store.jobs.finish({ id, runId: null, ...lost, succeeded: false }, now)).toBe(true);
  });

  test('a run is attached to a running job only, and never in place of another', () => {
    const id = claimedJob(5);
    expect(store.jobs.attachRun(id, 6, 1)).toBe(false);
    expect(store.jobs.attachRun(id, 5, 4712)).toBe(true);
    store.jobs.finish({ id, runId: 5, ...lost, succeeded: false }, now);
    expect(store.jobs.attachRun(id, 5, 4713)).toBe(false);
  });

  test('a job put off waits until its time without a trace of the attempt', () => {
    const id = claimedJob();
    expect(store.jobs.putOff({ id, runId: 5, ...lost, error: '502', transient: true, at: later })).toBe(true);
    expect(store.jobs.find(id)).toMatchObject({
      status: 'queued',
      attempts: 0,
      transient_attempts: 1,
      available_at: later,
      run_id: null,
      pid: null,
      started_at: null,
      finished_at: null,
      error: '502',
      outcome: 'lost',
    });
  });

  test.each([
    { attemptBack: true, attempts: 0 },
    { attemptBack: false, attempts: 1 },
  ])('gives the attempt back: $attemptBack, which leaves $attempts', ({ attemptBack, attempts }) => {
    const finished = claimedJob();
    store.jobs.finish({ id: finished, runId: 5, ...lost, attemptBack, succeeded: false }, now);
    const putOff = claimedJob();
    store.jobs.putOff({ id: putOff, runId: 5, ...lost, attemptBack, transient: false, at: later });
    expect(store.jobs.find(finished)?.attempts).toBe(attempts);
    expect(store.jobs.find(putOff)).toMatchObject({ attempts, transient_attempts: 0 });
  });

  test('the error keeps its last text when none is given', () => {
    const id = claimedJob();
    store.jobs.putOff({ id, runId: 5, ...lost, error: 'first', transient: true, at: now });
    store.jobs.claim(gates, now);
    store.jobs.putOff({ id, runId: null, ...lost, transient: true, at: now });
    expect(store.jobs.find(id)?.error).toBe('first');
    store.jobs.claim(gates, now);
    store.jobs.finish({ id, runId: null, ...lost, succeeded: true }, now);
    expect(store.jobs.find(id)?.error).toBe('first');
  });
});

test('a job that is hurried is due at once, and a dropped one is failed as cancelled', () => {
  const { taskId, jobId } = addTask();
  opened.db.prepare('UPDATE jobs SET available_at = ?').run(later);
  store.jobs.hurry(taskId);
  expect(store.jobs.find(jobId)?.available_at).toBeNull();
  store.jobs.dropQueued(taskId, 'stopped by Ada', now);
  expect(store.jobs.find(jobId)).toMatchObject({
    status: 'failed',
    outcome: 'cancelled',
    error: 'stopped by Ada',
    finished_at: now,
  });
  expect(store.jobs.countByStatus()).toEqual({ queued: 0, running: 0, done: 0, failed: 1 });
});

test('the job of a task is its running one, else its queued one, else its latest', () => {
  const { taskId, jobId: first } = addTask();
  const second = addJob(taskId);
  expect(store.jobs.findOfTask(taskId)?.id).toBe(second);
  store.jobs.claim(gates, now);
  expect(store.jobs.findOfTask(taskId)?.id).toBe(first);
  store.jobs.dropQueued(taskId, 'x', now);
  store.jobs.finish({ id: first, runId: null, ...lost, succeeded: true }, now);
  expect(store.jobs.findOfTask(taskId)?.id).toBe(second);
});
