import { expect, test } from 'vitest';
import { syncBlockers } from '../../src/workflow/dependencies.ts';
import { trackerOf } from '../../src/workflow/find-project.ts';
import { unfreeze } from '../../src/workflow/freeze.ts';
import { openTask } from '../../src/workflow/open-task.ts';
import { resume } from '../../src/workflow/pause.ts';
import { endRollback } from '../../src/workflow/tell-rollback.ts';
import { createTestContext, project, type TestContext } from '../support/context.ts';
import { describeQueue, describeTask } from './in-english.ts';
import { ada, claim, open, signal, walkTo } from './walk.ts';

/** What each card would say, by task. */
function words(context: TestContext): Map<number, string> {
  const open = context.store.tasks.listOpen();
  return new Map(open.map(({ id }) => [id, JSON.stringify(describeTask(context, id)?.explanation)]));
}

/** The cards that `change` makes stale, after all were drawn; fails when one whose words changed is not among them. */
function touchedBy(context: TestContext, change: () => unknown): number[] {
  const { cards } = context.store;
  for (const { task_id: id, wanted } of cards.listStale()) cards.markDrawn(id, wanted, 'x', '2026-03-01');
  const before = words(context);
  change();
  const stale = cards.listStale().map(({ task_id: id }) => id);
  const changed = [...words(context)].filter(([id, text]) => before.get(id) !== text);
  expect(changed.filter(([id]) => !stale.includes(id))).toEqual([]);
  return stale.toSorted((a, b) => a - b);
}

const cancel = (context: TestContext, id: number) => () => signal(context, id, { type: 'cancel', by: ada });

test('a task that goes on draws its own card, and not those that wait for its end', async () => {
  const context = await createTestContext();
  const [first, second, third] = [open(context).id, open(context).id, open(context).id];
  expect(touchedBy(context, () => claim(context))).toEqual([first, second, third]);
  expect(touchedBy(context, () => walkTo(context, first, 'development/work'))).toEqual([first]);
  context.store.cards.touch(first);
  expect(touchedBy(context, cancel(context, first))).toEqual([first, second, third]);
});

test('what depends on a task is drawn when its stage changes', async () => {
  const context = await createTestContext({ gates: { serial: 'off' } });
  const [first, second] = [open(context).id, open(context).id];
  context.database.db
    .prepare('INSERT INTO job_deps (task_id, depends_on_task_id) VALUES (?, ?)')
    .run(second, first);
  expect(touchedBy(context, () => walkTo(context, first, 'architecture/work'))).toEqual([first, second]);
});

test('what waits for a work item is drawn when that gets a task, and when the tracker names it no more', async () => {
  const context = await createTestContext({ gates: { serial: 'off' } });
  const [shop] = context.projects.all;
  if (shop === undefined) throw new Error('no project');
  const { id } = open(context);
  const named = { item: 'item-9', name: 'ET-9', open: true };
  const sync = (blockers: (typeof named)[]) => () => syncBlockers(context, id, blockers, trackerOf(shop));
  expect(touchedBy(context, sync([named]))).toEqual([id]);
  const item = { id: 'item-9', wantedId: 'ET-9' };
  const request = { project: shop, title: 'T', description: '', item, by: ada };
  const second = touchedBy(context, () => openTask(context, request)).filter((other) => other !== id);
  expect(second).toHaveLength(1);
  expect(touchedBy(context, () => walkTo(context, second[0] ?? 0, 'architecture/work'))).toEqual([
    id,
    ...second,
  ]);
  expect(touchedBy(context, sync([]))).toEqual([id]);
});

test('the merge lock, a freeze, a pause and the last slot draw the cards that they hold', async () => {
  const context = await createTestContext({ gates: { serial: 'off', slots: 2 } });
  const [first, second] = [open(context).id, open(context).id];
  walkTo(context, first, 'staging/update');
  walkTo(context, second, 'staging/lock');
  expect(touchedBy(context, cancel(context, first))).toEqual([first, second]);
  const third = open(context).id;
  const freeze = () => context.store.freezes.freeze('shop', 'red', null, '2026-03-01 12:00:00');
  freeze();
  expect(touchedBy(context, () => unfreeze(context, 'shop', { by: ada, reason: null }))).toEqual([third]);
  context.store.pauses.pause('*', 'Ada', 'lunch', '2026-03-01 12:00:00');
  expect(touchedBy(context, () => resume(context, '*', ada))).toEqual([third]);
  const [fourth, fifth] = [open(context).id, open(context).id];
  expect(touchedBy(context, () => claim(context))).toEqual([third]);
  expect(touchedBy(context, () => claim(context))).toEqual([fourth, fifth]);
});

test('the last slot of a project draws the cards of those that wait in it', async () => {
  const till = project({
    name: 'till',
    prefix: 'TI',
    repo: { key: 'till', origin: 'nowhere', defaultBranch: 'main' },
  });
  const gates = { serial: 'off', slots: 9, perProject: 2 } as const;
  const context = await createTestContext({ gates, projects: [project(), till] });
  const [first, second, third] = [open(context).id, open(context).id, open(context).id];
  const request = { project: till, title: 'T', description: '', item: null, by: ada };
  const other = openTask(context, request).taskId;
  expect(touchedBy(context, () => claim(context))).toEqual([first]);
  expect(touchedBy(context, () => claim(context))).toEqual([second, third]);
  expect(describeTask(context, third)?.explanation.text).toBe('Both slots of shop are in use.');
  expect(touchedBy(context, () => claim(context))).toEqual([other]);
});

test('a long queue is looked at in part, and counted as a whole', async () => {
  const context = await createTestContext();
  context.store.transaction(() => {
    for (let n = 0; n < 230; n += 1) open(context);
  });
  claim(context);
  const { blocked, unlisted, counts } = describeQueue(context);
  expect([blocked.length, unlisted, counts.queued]).toEqual([200, 29, 229]);
  expect(blocked.every(({ code }) => code === 'serial')).toBe(true);
});

test('of a lane that is full three are named, and the others counted', async () => {
  const context = await createTestContext();
  for (let n = 0; n < 5; n += 1) open(context);
  context.database.db.exec(`UPDATE tasks SET started_at = '2026-03-01 12:00:00'`);
  const { id } = open(context);
  expect(describeTask(context, id)?.explanation.text).toBe(
    'shop takes one task at a time, and ET-001, ET-002, ET-003 and 2 more are on their way.',
  );
});

test('what waits for a frozen repository is drawn when its rollback begins, and when that ends', async () => {
  const context = await createTestContext({ projects: [project({ rollback: 'true' })] });
  const { id } = open(context);
  walkTo(context, id, 'deploy/health');
  signal(context, id, { type: 'degraded', reason: 'it is down', by: ada });
  const waiting = open(context).id;
  const drawn = touchedBy(context, () => signal(context, id, { type: 'rollback', by: ada }));
  expect(drawn).toEqual([id, waiting]);
  const row = context.store.rollbacks.findOpen('shop');
  if (row === undefined) throw new Error('nothing is rolled back');
  const end = { why: null, exitCode: 0, output: '' };
  expect(touchedBy(context, () => endRollback(context, row, end))).toEqual([id, waiting]);
});
