import { expect, test } from 'vitest';
import { addDependencies } from '../../src/workflow/change-dependencies.ts';
import { describeGraph, graphKey, parseGraphKey } from '../../src/workflow/describe-graph.ts';
import { openTask } from '../../src/workflow/open-task.ts';
import { createTestContext, project, type TestContext } from '../support/context.ts';
import { ada, open, signal, walkTo } from './walk.ts';

const till = project({
  name: 'till',
  prefix: 'TILL',
  repo: { key: 'till', origin: 'nowhere', defaultBranch: 'main' },
});
const parallel = { projects: [project(), till], gates: { serial: 'off', slots: 9 } } as const;

const names = (context: TestContext, of: string | null) =>
  describeGraph(context, of)
    .nodes.map(({ name, stage }) => `${name} ${stage}`)
    .toSorted();

test('only tasks that have to do with others are in it, the shortcuts between them are not', async () => {
  const context = await createTestContext(parallel);
  const [first, second, third] = [open(context).id, open(context).id, open(context).id];
  open(context);
  addDependencies(context, first, ['ET-002', 'ET-003', 'ET-9'], ada);
  addDependencies(context, second, ['ET-003'], ada);
  const { nodes, edges, left } = describeGraph(context, null);
  expect(left).toBe(1);
  expect(nodes.map(({ name }) => name)).toEqual(['ET-001', 'ET-002', 'ET-003', 'ET-009']);
  expect(edges).toEqual([
    { from: first, to: second },
    { from: second, to: third },
    { from: first, to: -1 },
  ]);
});

test('of a project has what its tasks wait for in another one too', async () => {
  const context = await createTestContext(parallel);
  const { id } = open(context);
  openTask(context, { project: till, title: 'T', description: '', item: null, by: ada });
  openTask(context, { project: till, title: 'U', description: 'Depends on: TILL-5', item: null, by: ada });
  addDependencies(context, id, ['TILL-001'], ada);
  expect(names(context, 'shop')).toEqual(['ET-001 analysis', 'TILL-001 analysis']);
  expect(names(context, 'till')).toHaveLength(4);
});

test('what is done is shown beside a few tasks and left out beside many; what was cancelled still holds', async () => {
  const context = await createTestContext(parallel);
  const [first, second, third] = [open(context).id, open(context).id, open(context).id];
  addDependencies(context, first, ['ET-002', 'ET-003'], ada);
  signal(context, third, { type: 'cancel', by: ada });
  walkTo(context, second, 'done/rest');
  expect(names(context, null)).toEqual(['ET-001 analysis', 'ET-002 done', 'ET-003 cancelled']);
  const others = Array.from({ length: 24 }, () => open(context));
  const ids = others.flatMap(({ work_item_id: name }) => name ?? []);
  addDependencies(context, first, ids, ada);
  expect(names(context, null)).not.toContain('ET-002 done');
  expect(names(context, null)).toContain('ET-003 cancelled');
});

test('a task that asks for a person is marked', async () => {
  const context = await createTestContext(parallel);
  const [first, second] = [open(context).id, open(context).id];
  addDependencies(context, first, ['ET-002'], ada);
  walkTo(context, second, 'analysis/approval');
  expect(describeGraph(context, null).nodes.map(({ asks }) => asks)).toEqual([false, true]);
});

test('its key names language and project, and nothing else is one', () => {
  expect(parseGraphKey(graphKey('ru', 'shop: the other'))).toEqual({
    language: 'ru',
    project: 'shop: the other',
  });
  expect(parseGraphKey(graphKey('en', null))).toEqual({ language: 'en', project: null });
  for (const key of ['deps:xx:shop', 'card:en:shop', '']) expect(parseGraphKey(key)).toBeUndefined();
});
