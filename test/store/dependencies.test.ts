import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openDatabase } from '../../src/store/open-database.ts';
import type { GateSettings } from '../../src/store/standings.ts';
import { createStore, type Store } from '../../src/store/store.ts';
import { useDatabaseFolder } from '../support/database-folder.ts';
import { payNothing } from './claim-states.ts';

const at = useDatabaseFolder();
const now = '2026-03-01 10:00:00.000';
const gates: GateSettings = {
  slots: 4,
  perProject: null,
  repos: ['shop', 'blog'],
  dependencies: true,
  serial: 'off',
  pay: payNothing,
};

let opened: Awaited<ReturnType<typeof openDatabase>>;
let store: Store;

beforeEach(async () => {
  opened = await openDatabase(at.path);
  store = createStore(opened.db);
});

afterEach(() => opened.close());

function addTask(
  name: string,
  { repo = 'shop', stage = 'development' as const, started = true } = {},
): number {
  const task = { project: repo, repo, workItemId: name, branch: name, title: name };
  const id = store.tasks.create({ ...task, description: '', trackerItem: null }, now);
  store.tasks.move(id, { stage, step: 'work' }, now);
  if (started) store.tasks.markStarted(id, now);
  return id;
}

function setStage(id: number, stage: string | null): void {
  opened.db.prepare('UPDATE tasks SET stage = ? WHERE id = ?').run(stage, id);
}

function addByHand(from: number, to: number): void {
  opened.db.prepare('INSERT INTO job_deps (task_id, depends_on_task_id) VALUES (?, ?)').run(from, to);
}

describe('an edge', () => {
  test('named by the tracker is marked so, and taken back', () => {
    const [from, to] = [addTask('SHOP-1'), addTask('SHOP-2')];
    store.dependencies.add({ from, to }, 'tracker', now);
    expect(store.dependencies.listOfTask(from)).toEqual([
      { to, name: 'SHOP-2', stage: 'development', source: 'tracker' },
    ]);
    store.dependencies.remove({ from, to });
    expect(store.dependencies.listOfTask(from)).toEqual([]);
  });

  test('made by hand stays so when the tracker names it too', () => {
    const [from, to] = [addTask('SHOP-1'), addTask('SHOP-2')];
    addByHand(from, to);
    store.dependencies.add({ from, to }, 'tracker', now);
    expect(store.dependencies.listOfTask(from)).toMatchObject([{ to, source: null }]);
  });

  test('of the tracker becomes a person’s when one names it too', () => {
    const [from, to] = [addTask('SHOP-1'), addTask('SHOP-2')];
    store.dependencies.add({ from, to }, 'tracker', now);
    store.dependencies.adopt({ from, to });
    expect(store.dependencies.listOfTask(from)).toMatchObject([{ to, source: 'chat' }]);
  });

  test.for([
    ['done', []],
    ['cancelled', []],
    [null, []],
    ['grooming', [1]],
    ['review', [1]],
  ] as const)('is listed while the task that depends is not finished: %s', ([stage, listed]) => {
    const [from, to] = [addTask('SHOP-1'), addTask('SHOP-2')];
    store.dependencies.add({ from, to }, 'tracker', now);
    setStage(from, stage);
    expect(store.dependencies.list().map((row) => row.task_id)).toEqual(listed);
    expect(store.dependencies.listEdges().map((edge) => edge.from)).toEqual(listed);
  });

  test('of a task that is gone is shown, and nobody waits by it', () => {
    const here = addTask('SHOP-1');
    addByHand(99, here);
    addByHand(here, 98);
    expect(store.dependencies.list()).toEqual([
      { task_id: here, depends_on_task_id: 98, task: 'SHOP-1', depends_on: null },
      { task_id: 99, depends_on_task_id: here, task: null, depends_on: 'SHOP-1' },
    ]);
    expect(store.dependencies.listEdges()).toEqual([]);
    expect(store.dependencies.listOfTask(here)).toEqual([
      { to: 98, name: 'task 98', stage: null, source: null },
    ]);
  });
});

describe('an awaited work item', () => {
  const item = { tracker: 'plane:acme', item: 'b', name: 'SHOP-9' };

  test('is noted once, found from both ends, and forgotten', () => {
    const [first, second] = [addTask('SHOP-1'), addTask('SHOP-2')];
    expect([1, 2].map(() => store.dependencies.await(second, item, now).changes)).toEqual([1, 0]);
    store.dependencies.await(first, item, now);
    store.dependencies.await(first, { ...item, tracker: 'built-in' }, now);
    expect(store.dependencies.listAwaiting('plane:acme', 'b')).toEqual([first, second]);
    expect(store.dependencies.listAwaitedOf(second)).toEqual([item]);
    store.dependencies.forgetAwaited(second, 'plane:acme', 'b');
    expect(store.dependencies.listAwaiting('plane:acme', 'b')).toEqual([first]);
    expect(store.dependencies.listAwaitedOf(second)).toEqual([]);
  });

  test('is shown while the task that waits has not finished', () => {
    const id = addTask('SHOP-1');
    store.dependencies.await(id, item, now);
    expect(store.dependencies.listAwaited()).toEqual([{ task_id: id, task: 'SHOP-1', name: 'SHOP-9' }]);
    setStage(id, 'cancelled');
    expect(store.dependencies.listAwaited()).toEqual([]);
  });

  test('holds every job of the task, where dependencies count', () => {
    const id = addTask('SHOP-1');
    store.jobs.enqueue({ role: 'developer', repo: 'shop', taskId: id, title: 'x', notes: '' }, now);
    store.dependencies.await(id, item, now);
    expect(store.jobs.claim(gates, now)).toBeUndefined();
    expect(store.jobs.claim({ ...gates, dependencies: false }, now)?.task_id).toBe(id);
  });
});

describe('waits that nobody lifts by hand', () => {
  test('are those of new tasks for each started one of their repository', () => {
    const started = addTask('SHOP-1');
    const opening = { stage: 'analysis' as never, started: false };
    const fresh = addTask('SHOP-2', opening);
    addTask('BLOG-1', { ...opening, repo: 'blog' });
    // Beyond analysis no lane holds a task, whatever an old file forgot to note.
    addTask('SHOP-3', { started: false });
    setStage(addTask('SHOP-4', opening), 'cancelled');
    setStage(addTask('SHOP-5'), 'done');
    expect(store.dependencies.listLaneWaits()).toEqual([{ from: fresh, to: started, repo: 'shop' }]);
  });

  test('and those of all others in a repository for the holder of its merge lock', () => {
    const [holder, other] = [addTask('SHOP-1'), addTask('SHOP-2')];
    addTask('BLOG-1', { repo: 'blog' });
    setStage(addTask('SHOP-3'), 'done');
    expect(store.dependencies.listLockWaits()).toEqual([]);
    store.locks.take('shop', holder, now);
    expect(store.dependencies.listLockWaits()).toEqual([{ from: other, to: holder }]);
  });
});
