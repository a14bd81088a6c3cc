import { describe, expect, test } from 'vitest';
import type { Said } from '../../src/domain/phrase.ts';
import type { Project } from '../../src/domain/project.ts';
import { inEnglish } from '../../src/locale/translator.ts';
import { syncBlockers } from '../../src/workflow/dependencies.ts';
import { trackerOf } from '../../src/workflow/find-project.ts';
import { openTask } from '../../src/workflow/open-task.ts';
import { createTestContext, project, type TestContext } from '../support/context.ts';
import { describeQueue, describeTask, restartTask } from './in-english.ts';
import { ada, claim, completed, find, jobOf, positionOf, settle, signal, walkTo, why, work } from './walk.ts';

const till = project({ name: 'till', repo: { key: 'till', origin: 'nowhere', defaultBranch: 'main' } });
const tracker = trackerOf(till);
const parallel = { gates: { serial: 'off', slots: 9 } } as const;

/** The task of the item `ET-number`. */
function openItem(context: TestContext, number: number, of: Project = project()): number {
  const item = { id: `item-${number}`, wantedId: `ET-${number}` };
  return openTask(context, { project: of, title: 'T', description: '', item, by: ada }).taskId;
}

/** What the tracker says blocks a task: items that are open, but for the `closed`. */
function sync(
  context: TestContext,
  taskId: number,
  items: readonly number[],
  closed: readonly number[] = [],
) {
  const named = [...items, ...closed].map((number) => ({
    item: `item-${number}`,
    name: `ET-${number}`,
    open: !closed.includes(number),
  }));
  return worded(syncBlockers(context, taskId, named, tracker));
}

const worded = (told: readonly Said[] | null) => told?.map(inEnglish).join('; ') ?? null;

function drawAll({ store }: TestContext): void {
  for (const { task_id: id, wanted } of store.cards.listStale())
    store.cards.markDrawn(id, wanted, 'x', '2026');
}

const stale = ({ store }: TestContext) =>
  store.cards
    .listStale()
    .map(({ task_id: id }) => id)
    .toSorted((a, b) => a - b);

const edges = ({ store }: TestContext) => store.dependencies.listEdges().map(({ from, to }) => [from, to]);
const text = (context: TestContext, id: number) =>
  inEnglish(describeTask(context, id)?.explanation.text ?? '');

describe('what the tracker names', () => {
  test('holds the jobs of a task until the other is done', async () => {
    const context = await createTestContext(parallel);
    const [second, first] = [openItem(context, 2), openItem(context, 1)];
    drawAll(context);
    const { count } = context.nudges;
    expect(sync(context, second, [1])).toBe('depends on ET-1 now');
    expect(context.nudges.count).toBe(count + 1);
    expect(stale(context)).toEqual([second]);
    expect(context.store.log.listOfTask(second).at(-1)).toMatchObject({
      from_stage: null,
      to_stage: null,
      why: 'depends on ET-1 now',
      who: 'signalbox',
      via: 'signalbox',
      recovered: 0,
    });
    expect(text(context, second)).toBe('It depends on ET-1 (analysis).');
    expect(claim(context)?.task_id).toBe(first);
    expect(claim(context)).toBeUndefined();
    walkTo(context, first, 'deploy/health');
    drawAll(context);
    walkTo(context, first, 'done/rest');
    expect(stale(context)).toEqual([second, first].toSorted((a, b) => a - b));
    expect(claim(context)?.task_id).toBe(second);
  });

  test('again and again changes nothing more', async () => {
    const context = await createTestContext(parallel);
    const [first, second] = [openItem(context, 1), openItem(context, 2)];
    sync(context, second, [1, 3]);
    drawAll(context);
    const before = [context.store.log.listOfTask(second).length, context.nudges.count];
    expect(sync(context, second, [3, 1, 1])).toBeNull();
    expect([context.store.log.listOfTask(second).length, context.nudges.count]).toEqual(before);
    expect(stale(context)).toEqual([]);
    expect(edges(context)).toEqual([[second, first]]);
  });

  test('without a task holds too while it is open, and is shown', async () => {
    const context = await createTestContext(parallel);
    const id = openItem(context, 1);
    expect(sync(context, id, [14], [15])).toBe('depends on ET-14 now (no task yet)');
    expect(text(context, id)).toBe('It depends on ET-14 (no task yet).');
    expect(describeQueue(context).dependencies).toEqual([{ task: 'ET-1', dependsOn: 'ET-14' }]);
    expect(claim(context)).toBeUndefined();
    expect(sync(context, id, [], [14, 15])).toBe('no longer depends on ET-14');
    expect(claim(context)?.task_id).toBe(id);
  });

  test('no longer lets the job go, but for what was set by hand', async () => {
    const context = await createTestContext(parallel);
    const [first, second, third] = [openItem(context, 1), openItem(context, 2), openItem(context, 3)];
    context.database.db
      .prepare('INSERT INTO job_deps (task_id, depends_on_task_id) VALUES (?, ?)')
      .run(third, first);
    expect(sync(context, third, [1, 2])).toBe('depends on ET-2 now');
    expect(edges(context)).toEqual([
      [third, first],
      [third, second],
    ]);
    drawAll(context);
    expect(sync(context, third, [])).toBe('no longer depends on ET-2');
    expect(stale(context)).toEqual([third]);
    expect(edges(context)).toEqual([[third, first]]);
  });

  test('is the latest task of an item', async () => {
    const context = await createTestContext(parallel);
    const [first, second] = [openItem(context, 1), openItem(context, 2)];
    sync(context, second, [1]);
    signal(context, first, { type: 'cancel', by: ada });
    restartTask(context, first, ada);
    const again = context.store.origins.find(tracker, 'item-1');
    const name = find(context, again ?? 0).work_item_id;
    expect(sync(context, second, [1])).toBe(`no longer depends on ET-1; depends on ${name} now`);
    expect(edges(context)).toEqual([[second, again]]);
  });

  test('is found by its tracker, and without an origin by what an earlier installation noted', async () => {
    const context = await createTestContext(parallel);
    const [first, other, second] = [openItem(context, 1), openItem(context, 2), openItem(context, 3)];
    const { db } = context.database;
    db.exec(`UPDATE task_origins SET tracker = 'other', item = 'item-1' WHERE item = 'item-2';
      UPDATE tasks SET plane_issue_id = 'item-1' WHERE id = ${other}`);
    expect(sync(context, second, [1])).toBe('depends on ET-1 now');
    db.exec(`DELETE FROM task_origins; UPDATE tasks SET plane_issue_id = NULL WHERE id = ${other}`);
    expect(sync(context, second, [1])).toBeNull();
    expect(edges(context)).toEqual([[second, first]]);
  });

  test('of a tracker that the project has left holds nothing any more', async () => {
    const context = await createTestContext(parallel);
    const id = openItem(context, 1);
    sync(context, id, [7]);
    const named = { item: 'item-7', name: 'NEW-7', open: true };
    expect(worded(syncBlockers(context, id, [named], 'other'))).toBe(
      'no longer depends on ET-7; depends on NEW-7 now (no task yet)',
    );
    expect(text(context, id)).toBe('It depends on NEW-7 (no task yet).');
    expect(worded(syncBlockers(context, id, [], 'built-in'))).toBe('no longer depends on NEW-7');
    expect(claim(context)?.task_id).toBe(id);
  });

  test('of a task that has finished, or that nobody knows, is left as it is', async () => {
    const context = await createTestContext(parallel);
    const [first, second] = [openItem(context, 1), openItem(context, 2)];
    signal(context, second, { type: 'cancel', by: ada });
    drawAll(context);
    expect([sync(context, second, [1, 3]), sync(context, 99, [1, 3])]).toEqual([null, null]);
    expect(context.store.dependencies.listOfTask(second)).toEqual([]);
    expect(context.store.dependencies.listAwaitedOf(second)).toEqual([]);
    expect(stale(context)).toEqual([]);
    expect(first).toBe(1);
  });
});

describe('a dependency that would never end is refused', () => {
  test('and told once, with the tasks that would wait for each other', async () => {
    const context = await createTestContext(parallel);
    const ids = [openItem(context, 1), openItem(context, 2), openItem(context, 3)] as const;
    sync(context, ids[0], [2]);
    sync(context, ids[1], [3]);
    drawAll(context);
    const words = 'cannot depend on ET-1: they would wait for each other (ET-3 → ET-1 → ET-2 → ET-3)';
    expect(sync(context, ids[2], [1])).toBe(words);
    expect([why(context, ids[2]), stale(context)]).toEqual([words, [ids[2]]]);
    const told = context.store.log.listOfTask(ids[2]).length;
    expect(sync(context, ids[2], [1])).toBeNull();
    expect(context.store.log.listOfTask(ids[2])).toHaveLength(told);
    expect(describeTask(context, ids[2])?.note).toBe(words);
    expect([sync(context, ids[2], []), sync(context, ids[2], [1])]).toEqual([null, words]);
    expect(edges(context)).toEqual([
      [ids[0], ids[1]],
      [ids[1], ids[2]],
    ]);
    expect(claim(context)?.task_id).toBe(ids[2]);
  });

  test('on itself', async () => {
    const context = await createTestContext(parallel);
    const id = openItem(context, 1);
    expect(sync(context, id, [1])).toBe(
      'cannot depend on ET-1: they would wait for each other (ET-1 → ET-1)',
    );
    expect(claim(context)?.task_id).toBe(id);
  });

  test('of a started task on one that waits for its repository', async () => {
    const context = await createTestContext({ projects: [project(), till] });
    const [first, second, third] = [openItem(context, 1), openItem(context, 2), openItem(context, 3, till)];
    expect(claim(context)?.task_id).toBe(first);
    expect(sync(context, first, [2])).toBe(
      'cannot depend on ET-2: they would wait for each other (ET-1 → ET-2 → ET-1)',
    );
    expect(sync(context, third, [2])).toBe('depends on ET-2 now');
    expect(sync(context, first, [3])).toBe(
      'cannot depend on ET-3: they would wait for each other (ET-1 → ET-3 → ET-2 → ET-1)',
    );
    const free = { ...context, gates: { ...context.gates, serial: ['till'] } };
    expect(sync(free, first, [2])).toBe('depends on ET-2 now');
    expect(second).toBe(2);
  });

  test('of the holder of the merge lock on one that needs it', async () => {
    const context = await createTestContext(parallel);
    const [first, second] = [openItem(context, 1), openItem(context, 2)];
    walkTo(context, first, 'staging/work');
    expect(sync(context, first, [2])).toBe(
      'cannot depend on ET-2: they would wait for each other (ET-1 → ET-2 → ET-1)',
    );
    while (jobOf(context, first).status === 'queued') claim(context);
    settle(context, first, completed('fail'), work);
    expect(positionOf(context, first)).toBe('development/work');
    expect(sync(context, first, [2])).toBe('depends on ET-2 now');
    expect(second).toBe(2);
  });

  test('until the dependency it contradicts is gone, also when both turn round at once', async () => {
    const context = await createTestContext(parallel);
    const [first, second, third] = [openItem(context, 1), openItem(context, 2), openItem(context, 3)];
    sync(context, first, [2]);
    expect(sync(context, second, [1])).toMatch(/^cannot/);
    sync(context, third, [1]);
    expect(sync(context, first, [3])).toMatch(/^no longer depends on ET-2; cannot/);
    expect(sync(context, second, [1])).toBe('depends on ET-1 now');
  });
});

describe('when a work item that others wait for gets its task', () => {
  test('they depend on that task', async () => {
    const context = await createTestContext(parallel);
    const waiting = openItem(context, 1);
    sync(context, waiting, [14]);
    drawAll(context);
    const opened = openItem(context, 14);
    expect(stale(context)).toEqual([waiting, opened]);
    expect(why(context, waiting)).toBe('ET-14, on which it depends, has a task now');
    expect(text(context, waiting)).toBe('It depends on ET-14 (analysis).');
    expect(context.store.dependencies.listOfTask(waiting)).toEqual([
      { to: opened, name: 'ET-14', stage: 'analysis', source: 'tracker' },
    ]);
    expect(context.store.dependencies.listAwaited()).toEqual([]);
    expect(sync(context, waiting, [14])).toBeNull();
  });

  test('one that has finished meanwhile does not', async () => {
    const context = await createTestContext(parallel);
    const waiting = openItem(context, 1);
    sync(context, waiting, [14]);
    signal(context, waiting, { type: 'cancel', by: ada });
    const told = context.store.log.listOfTask(waiting).length;
    openItem(context, 14);
    expect(context.store.dependencies.listOfTask(waiting)).toEqual([]);
    expect(context.store.dependencies.listAwaitedOf(waiting)).toEqual([]);
    expect(context.store.log.listOfTask(waiting)).toHaveLength(told);
  });

  test('one that has started does not wait for a task that waits for its repository', async () => {
    const context = await createTestContext();
    const waiting = openItem(context, 1);
    walkTo(context, waiting, 'architecture/work');
    sync(context, waiting, [14]);
    expect(claim(context)).toBeUndefined();
    drawAll(context);
    const opened = openItem(context, 14);
    expect(why(context, waiting)).toBe(
      'cannot depend on ET-14: they would wait for each other (ET-1 → ET-14 → ET-1)',
    );
    expect(stale(context)).toEqual([waiting, opened]);
    expect(claim(context)?.id).toBe(jobOf(context, waiting).id);
    expect(sync(context, waiting, [14])).toBeNull();
  });

  test('a task that was missed when it opened is found at the next look', async () => {
    const context = await createTestContext(parallel);
    const waiting = openItem(context, 1);
    syncBlockers(context, waiting, [{ item: 'item-2', name: 'ET-2', open: true }], 'built-in');
    const opened = openItem(context, 2);
    expect(sync(context, waiting, [2])).toBe('depends on ET-2 now');
    expect(edges(context)).toEqual([[waiting, opened]]);
    expect(context.store.dependencies.listAwaited()).toEqual([]);
  });
});
