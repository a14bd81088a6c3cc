import { describe, expect, test } from 'vitest';
import { inEnglish } from '../../src/locale/translator.ts';
import { addDependencies, removeDependencies } from '../../src/workflow/change-dependencies.ts';
import { syncBlockers } from '../../src/workflow/dependencies.ts';
import { trackerOf } from '../../src/workflow/find-project.ts';
import { describeAgain } from '../../src/workflow/intake/item-intake.ts';
import { openTask } from '../../src/workflow/open-task.ts';
import { createTestContext, project, type TestContext } from '../support/context.ts';
import { describeTask } from './in-english.ts';
import { ada, bo, claim, open, signal, walkTo } from './walk.ts';

const parallel = { gates: { serial: 'off', slots: 9 } } as const;
const blocker = { item: 'item-2', name: 'ET-002', open: true };

function openTwo(context: TestContext): [number, number] {
  return [open(context).id, open(context).id];
}

function openText(context: TestContext, description: string, number = 7): number {
  const item = { id: `item-${number}`, wantedId: `ET-00${number}` };
  return openTask(context, { project: project(), title: 'T', description, item, by: ada }).taskId;
}

const add = (context: TestContext, id: number, ...names: string[]) =>
  addDependencies(context, id, names, bo).lines.map(inEnglish);
const remove = (context: TestContext, id: number, ...names: string[]) =>
  removeDependencies(context, id, names, bo).lines.map(inEnglish);
const edges = ({ store }: TestContext) => store.dependencies.listEdges().map(({ from, to }) => [from, to]);

describe('a dependency that a person adds', () => {
  test('holds the job at once, is on record with who, and ends with the other task', async () => {
    const context = await createTestContext(parallel);
    const [first, second] = openTwo(context);
    const drawn = context.store.cards.find(first)?.wanted ?? 0;
    const { count } = context.nudges;
    expect(add(context, first, 'et-2')).toEqual(['ET-001 waits for ET-002 now.']);
    expect(context.nudges.count).toBe(count + 1);
    expect(context.store.cards.find(first)?.wanted).toBe(drawn + 1);
    expect(context.store.log.listOfTask(first).at(-1)).toMatchObject({ ...bo, why: 'depends on ET-002 now' });
    expect(claim(context)?.task_id).toBe(second);
    expect(claim(context)).toBeUndefined();
    walkTo(context, second, 'deploy/health');
    const before = context.nudges.count;
    walkTo(context, second, 'done/rest');
    expect(context.nudges.count).toBeGreaterThan(before);
    expect(claim(context)?.task_id).toBe(first);
  });

  test('ends by a word too, which wakes the worker', async () => {
    const context = await createTestContext(parallel);
    const [first, second] = openTwo(context);
    add(context, first, 'ET-002');
    expect(claim(context)?.task_id).toBe(second);
    const { count } = context.nudges;
    expect(remove(context, first, 'ET-002', 'ET-9')).toEqual([
      'ET-001 no longer waits for ET-002.',
      'ET-001 does not wait for ET-9.',
      'It has no one left to wait for.',
    ]);
    expect(context.nudges.count).toBe(count + 1);
    expect(claim(context)?.task_id).toBe(first);
    expect(context.store.log.listOfTask(first).map(({ why }) => why)).toContain(
      'no longer depends on ET-002',
    );
  });

  test('is refused with the circle spelled out where it closes one, or is one', async () => {
    const context = await createTestContext(parallel);
    const [first, second] = openTwo(context);
    const third = open(context).id;
    add(context, first, 'ET-002');
    add(context, second, 'ET-003');
    const { count } = context.nudges;
    expect(add(context, third, 'ET-001', 'ET-003')).toEqual([
      'Refused, they would wait for each other: ET-003 → ET-001 → ET-002 → ET-003',
      'Refused, they would wait for each other: ET-003 → ET-003',
    ]);
    expect(edges(context)).toEqual([
      [first, second],
      [second, third],
    ]);
    expect(context.store.log.listOfTask(third).at(-1)?.why).toMatch(/^cannot depend on ET-003/);
    expect(context.nudges.count).toBe(count);
  });

  test('of a started task on one that waits for its repository is refused, and says why', async () => {
    const context = await createTestContext();
    const [first] = openTwo(context);
    claim(context);
    expect(add(context, first, 'ET-002')).toEqual([
      'Refused, they would wait for each other: ET-001 → ET-002 → ET-001 (ET-002 needs the repository that ET-001 has)',
    ]);
    expect(edges(context)).toEqual([]);
  });

  test('says that an agent at work finishes first', async () => {
    const context = await createTestContext(parallel);
    const [first] = openTwo(context);
    claim(context);
    const run = {
      taskId: first,
      jobId: null,
      effectId: null,
      agent: 'analyst',
      stage: 'analysis',
      name: 'r',
    };
    const rest = { folder: 'f', clone: 'c', startCommit: null, model: null, effort: null, runner: 'command' };
    const session = { account: null, sessionId: null, resumes: null };
    context.store.runs.begin({ ...run, ...rest, ...session }, '2026-03-01 12:00:00');
    expect(add(context, first, 'ET-002').at(-1)).toBe(
      'Its analyst at work finishes first; what comes next waits.',
    );
  });

  test('of or on a task that has ended changes nothing', async () => {
    const context = await createTestContext(parallel);
    const [first, second] = openTwo(context);
    signal(context, second, { type: 'cancel', by: ada });
    const third = open(context).id;
    walkTo(context, third, 'done/rest');
    expect(add(context, first, 'ET-002', 'ET-003')).toEqual([
      'ET-002 was cancelled and will never be done: not added.',
      'ET-003 is done: there is nothing to wait for.',
    ]);
    expect(add(context, second, 'ET-001')).toEqual(['ET-002 has ended: it waits for nothing any more.']);
    expect(edges(context)).toEqual([]);
  });

  test('on an id without a task waits for one to open; one that no project gives is refused', async () => {
    const context = await createTestContext(parallel);
    const [first, second] = openTwo(context);
    expect(add(context, first, 'et-3', 'RFC-2119')).toEqual([
      'ET-001 waits for ET-003, which has no task yet. It counts from the moment it opens.',
      'I know no task RFC-2119, and no project gives such ids.',
    ]);
    expect(claim(context)?.task_id).toBe(second);
    expect(syncBlockers(context, first, [], trackerOf(project()))).toBeNull();
    const third = open(context).id;
    expect(edges(context)).toEqual([[first, third]]);
    expect(context.store.dependencies.listAwaited()).toEqual([]);
  });
});

describe('the tracker and people', () => {
  test('what people named stays when the tracker does not name it', async () => {
    const context = await createTestContext(parallel);
    const second = openText(context, '', 2);
    const first = openText(context, '', 1);
    syncBlockers(context, first, [blocker], trackerOf(project()));
    expect(add(context, first, 'ET-002')).toEqual(['ET-001 waits for ET-002 already.']);
    expect(syncBlockers(context, first, [], trackerOf(project()))).toBeNull();
    expect(edges(context)).toEqual([[first, second]]);
  });

  test('what people end is not named again by the tracker, until it names it anew', async () => {
    const context = await createTestContext(parallel);
    const tracker = trackerOf(project());
    const first = openText(context, '', 1);
    const second = openText(context, '', 2);
    const awaited = { item: 'item-3', name: 'ET-003', open: true };
    syncBlockers(context, first, [blocker, awaited], tracker);
    remove(context, first, 'ET-002', 'ET-003');
    expect(syncBlockers(context, first, [blocker, awaited], tracker)).toBeNull();
    expect(edges(context)).toEqual([]);
    syncBlockers(context, first, [], tracker);
    syncBlockers(context, first, [blocker], tracker);
    expect(edges(context)).toEqual([[first, second]]);
  });
});

describe('"Depends on:" in the text of a task', () => {
  test('makes it wait from its beginning, and a later text takes it back or adds to it', async () => {
    const context = await createTestContext(parallel);
    const [first, second] = openTwo(context);
    const third = openText(context, 'Prices.\n\nDepends on: ET-001, ET-009, RFC-1');
    expect(edges(context)).toEqual([[third, first]]);
    expect(context.store.dependencies.listAwaitedOf(third)).toMatchObject([
      { tracker: 'id', name: 'ET-009' },
    ]);
    const item = { id: 'item-7', title: 'T', description: 'Prices.\n\nDepends on: ET-002' };
    describeAgain(context, item as Parameters<typeof describeAgain>[1], ada, false);
    expect(edges(context)).toEqual([[third, second]]);
    expect(context.store.dependencies.listAwaitedOf(third)).toEqual([]);
  });

  test('on itself is refused, and holds nothing', async () => {
    const context = await createTestContext(parallel);
    const id = openText(context, 'Depends on: ET-007');
    expect(edges(context)).toEqual([]);
    expect(describeTask(context, id)?.note).toMatch(/ET-007 → ET-007/);
    expect(claim(context)?.task_id).toBe(id);
  });
});
