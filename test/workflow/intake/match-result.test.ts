import { expect, test } from 'vitest';
import type { Project } from '../../../src/domain/project.ts';
import { matchResult } from '../../../src/workflow/intake/match-result.ts';
import { createTestContext, project, type TestContext } from '../../support/context.ts';
import { open, walkTo, work } from '../walk.ts';

/** Tasks one after the other, at these positions and each at its commit. */
async function arrive(...tasks: [position: string, commit: string][]) {
  const context = await createTestContext({ gates: { serial: 'off', slots: 9 } });
  for (const [position, commit] of tasks) {
    const { id } = open(context);
    if (position !== 'analysis/work') walkTo(context, id, position, { ...work, commit });
    context.store.tasks.setCommit(id, commit);
  }
  return context;
}

type Asked = { commit: string; branch?: string | null; contained?: string[]; projects?: readonly Project[] };

async function match(context: TestContext, { commit, branch = null, contained = [], projects }: Asked) {
  const asked: string[] = [];
  const matched = await matchResult(
    context,
    { projects: projects ?? context.projects.all, commit, branch },
    async (_project, one) => {
      asked.push(one);
      return contained;
    },
  );
  const tasks = matched.kind === 'task' ? [matched.task] : matched.kind === 'several' ? matched.tasks : [];
  return { kind: matched.kind, ids: tasks.map(({ id }) => id), asked };
}

const [one, two, three] = ['1'.repeat(40), '2'.repeat(40), '3'.repeat(40)];

test('a result is about the task that stands at its commit, whatever branch it names', async () => {
  const context = await arrive(['development/ci', one], ['staging/ci', two]);
  expect(await match(context, { commit: two })).toEqual({ kind: 'task', ids: [2], asked: [] });
  expect(await match(context, { commit: two, branch: 'task/et-001' })).toMatchObject({ ids: [2] });
  expect(await match(context, { commit: two, branch: 'main' })).toMatchObject({ ids: [2] });
});

test('of two at the same commit it is about the one whose branch it names, else about neither', async () => {
  const context = await arrive(['development/ci', one], ['development/ci', one]);
  expect(await match(context, { commit: one, branch: 'task/et-002' })).toMatchObject({
    kind: 'task',
    ids: [2],
  });
  expect(await match(context, { commit: one })).toMatchObject({ kind: 'several', ids: [1, 2] });
  expect(await match(context, { commit: one, branch: 'main' })).toMatchObject({
    kind: 'several',
    ids: [1, 2],
  });
});

test('a result of an older commit is about the task of the branch it names, and of no other', async () => {
  const context = await arrive(['development/ci', one], ['development/ci', two]);
  const named = { commit: three, branch: 'task/et-001' };
  expect(await match(context, named)).toEqual({ kind: 'task', ids: [1], asked: [] });
  expect(await match(context, { commit: three, branch: 'main' })).toMatchObject({ kind: 'none', asked: [] });
});

test('a result that names no branch is about the task whose branch contains its commit', async () => {
  const context = await arrive(['development/ci', one], ['development/ci', two]);
  const found = await match(context, { commit: three, contained: ['main', 'task/et-002'] });
  expect(found).toEqual({ kind: 'task', ids: [2], asked: [three] });
  const both = await match(context, { commit: three, contained: ['task/et-001', 'task/et-002'] });
  expect(both).toMatchObject({ kind: 'several', ids: [1, 2] });
});

test('a result that nothing tells about is about the only task in development', async () => {
  const context = await arrive(['development/ci', one], ['staging/ci', two]);
  expect(await match(context, { commit: three, contained: ['main'] })).toMatchObject({
    kind: 'task',
    ids: [1],
  });
  const crowded = await arrive(['development/ci', one], ['development/work', two]);
  expect(await match(crowded, { commit: three })).toMatchObject({ kind: 'several', ids: [1, 2] });
  const idle = await arrive(['analysis/work', one]);
  expect(await match(idle, { commit: three })).toMatchObject({ kind: 'none' });
});

test('a result of a repository without open tasks asks git nothing', async () => {
  const context = await arrive(['development/ci', one]);
  const till = project({ name: 'till', repo: { key: 'till', origin: 'nowhere', defaultBranch: 'main' } });
  expect(await match(context, { commit: one, projects: [till] })).toEqual({
    kind: 'none',
    ids: [],
    asked: [],
  });
});

test('a git that cannot tell is no answer', async () => {
  const context = await arrive(['development/ci', one]);
  const broken = () => Promise.reject(new Error('git failed'));
  await expect(
    matchResult(context, { projects: context.projects.all, commit: two, branch: null }, broken),
  ).rejects.toThrow('git failed');
});
