import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { isSerial, type SerialGate } from '../../src/domain/standing.ts';
import type { TaskRow } from '../../src/store/tasks.ts';
import { syncBlockers } from '../../src/workflow/dependencies.ts';
import { trackerOf } from '../../src/workflow/find-project.ts';
import { openTask } from '../../src/workflow/open-task.ts';
import { createTestContext, project, type TestContext } from '../support/context.ts';
import { ada, claim } from './walk.ts';

const shop = project();
const till = project({ name: 'till', repo: { key: 'till', origin: 'nowhere', defaultBranch: 'main' } });
const tracker = trackerOf(shop);

const ITEMS = 6;
const now = '2026-03-01 12:00:00';
const anItem = fc.integer({ min: 1, max: ITEMS });

const aStep = fc.oneof(
  fc.record({ do: fc.constant('open' as const), item: anItem, of: fc.constantFrom(shop, till) }),
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('name' as const),
      item: anItem,
      blockers: fc.uniqueArray(anItem, { maxLength: 3 }),
    }),
  },
  fc.record({ do: fc.constant('claim' as const) }),
  fc.record({ do: fc.constant('end' as const), item: anItem }),
);

type Step = ReturnType<typeof aStep.generate>['value'];

function take(context: TestContext, step: Step): void {
  const { store } = context;
  if (step.do === 'claim') {
    claim(context);
    return;
  }
  const id = `item-${step.item}`;
  if (step.do === 'open') {
    const item = { id, wantedId: `ET-${step.item}` };
    openTask(context, { project: step.of, title: 'T', description: '', item, by: ada });
    return;
  }
  const taskId = store.origins.find(tracker, id);
  if (taskId === undefined) return;
  if (step.do === 'name') {
    const named = step.blockers.map((n) => ({ item: `item-${n}`, name: `ET-${n}`, open: true }));
    syncBlockers(context, taskId, named, tracker);
  } else if (store.tasks.find(taskId)?.started_at !== null) {
    store.tasks.move(taskId, { stage: 'done', step: 'rest' }, now);
  }
}

/** Ends every task that waits for no other, again and again; what is left waits for ever. */
function listStuck({ store, gates }: TestContext): TaskRow[] {
  const left = new Map(store.tasks.listOpen().map((task) => [task.id, task]));
  const isHeld = (task: TaskRow) =>
    store.dependencies.listOfTask(task.id).some(({ to }) => left.has(to)) ||
    (task.started_at === null &&
      isSerial(gates.serial, task.repo) &&
      [...left.values()].some((other) => other.started_at !== null && other.repo === task.repo));
  for (let size = -1; size !== left.size; ) {
    size = left.size;
    for (const task of left.values()) if (!isHeld(task)) left.delete(task.id);
  }
  return [...left.values()];
}

const tables = ['tasks', 'jobs', 'job_deps', 'awaited_items', 'task_origins', 'task_log', 'seen', 'cards'];

test('whatever a tracker names, and in whatever order tasks open, start and end, none waits for ever', async () => {
  const context = await createTestContext({
    projects: [shop, till],
    gates: { serial: ['shop'], slots: 2 * ITEMS },
  });
  context.database.db.pragma('synchronous = OFF');
  const seen = { held: 0, refused: 0 };
  fc.assert(
    fc.property(fc.array(aStep, { minLength: 15, maxLength: 40, size: 'max' }), (steps) => {
      for (const table of tables) context.database.db.exec(`DELETE FROM ${table}`);
      for (const step of steps) {
        take(context, step);
        expect(listStuck(context)).toEqual([]);
      }
      const log = context.store.tasks.listOpen().flatMap(({ id }) => context.store.log.listOfTask(id));
      seen.held += context.store.dependencies.listEdges().length;
      seen.refused += log.filter(({ why }) => why.startsWith('cannot depend on')).length;
    }),
    { numRuns: 120 },
  );
  expect(seen.held).toBeGreaterThan(50);
  expect(seen.refused).toBeGreaterThan(50);
});

test('whatever rows somebody wrote, who waits for ever is told so, and dropping what is named ends it', async () => {
  const context = await createTestContext({ projects: [shop, till] });
  context.database.db.pragma('synchronous = OFF');
  for (let item = 1; item <= ITEMS; item += 1)
    openTask(context, {
      project: item % 2 === 0 ? shop : till,
      title: 'T',
      description: '',
      item: null,
      by: ada,
    });
  const { store, database } = context;
  const edges = fc.array(fc.record({ from: anItem, to: anItem }), { maxLength: 8 });
  const seen = { circles: 0, lanes: 0 };
  fc.assert(
    fc.property(
      edges,
      fc.uniqueArray(anItem),
      fc.constantFrom<SerialGate>('all', ['shop'], 'off'),
      (all, started, serial) => {
        database.db.exec('DELETE FROM job_deps; UPDATE tasks SET started_at = NULL');
        for (const edge of all) store.dependencies.add(edge, 'chat', now);
        for (const id of started) store.tasks.markStarted(id, now);
        context.gates.serial = serial;
        for (let left = all.length; listStuck(context).length > 0; left -= 1) {
          expect(left).toBeGreaterThan(0);
          const [circle = []] = store.circles.list(context.gates);
          const at = circle.findIndex(({ by }) => by === 'dependency');
          const [waits, other] = [circle[at], circle[(at + 1) % circle.length]];
          seen.circles += 1;
          seen.lanes += circle.some(({ by }) => by === 'repository') ? 1 : 0;
          expect(store.dependencies.remove({ from: waits?.taskId ?? 0, to: other?.taskId ?? 0 })).toBe(true);
        }
        expect(store.circles.list(context.gates)).toEqual([]);
      },
    ),
    { numRuns: 200 },
  );
  expect(seen.circles).toBeGreaterThan(50);
  expect(seen.lanes).toBeGreaterThan(10);
});
