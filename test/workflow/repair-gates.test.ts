import { describe, expect, test } from 'vitest';
import { advanceWaits } from '../../src/workflow/advance-waits.ts';
import { addDependencies, removeDependencies } from '../../src/workflow/change-dependencies.ts';
import { describeQueue } from '../../src/workflow/describe-queue.ts';
import { repairGates } from '../../src/workflow/repair-gates.ts';
import { createTestContext, reopen, type TestContext } from '../support/context.ts';
import { describeTask } from './in-english.ts';
import { ada, claim, open, positionOf, walkTo } from './walk.ts';

const now = '2026-03-01 12:00:00';
const warned = ({ logged }: TestContext) => logged.filter(({ level }) => level === 'warn');

test('a queue that is stored right is left alone, and nothing is said', async () => {
  const context = await createTestContext();
  open(context);
  context.nudges.count = 0;
  repairGates(context);
  expect(warned(context)).toEqual([]);
  expect(context.nudges.count).toBe(0);
});

test('what stood wrong in the queue is told by job and lane, and can be claimed', async () => {
  const context = await createTestContext();
  const { id } = open(context);
  context.database.db.exec('UPDATE jobs SET lane = NULL; UPDATE lanes SET open = 0');
  claim(context);
  expect(context.store.jobs.findOfTask(id)?.status).toBe('queued');
  repairGates(context);
  expect(warned(context)).toMatchObject([
    { level: 'warn', fields: { job: 1, agent: 'analyst', repo: 'shop' } },
    { level: 'warn', fields: { lane: 1, project: 'shop', role: 'analyst' } },
  ]);
  expect(context.nudges.count).toBeGreaterThan(0);
  claim(context);
  expect(context.store.jobs.findOfTask(id)?.status).toBe('running');
});

describe('tasks that wait for each other since the settings changed', () => {
  /** The second task waits for the repository of the first, which depends on it. */
  async function circular() {
    const context = await createTestContext({ gates: { serial: 'off' } });
    walkTo(context, open(context).id, 'architecture/work');
    open(context);
    expect(addDependencies(context, 1, ['ET-002'], ada).ok).toBe(true);
    return reopen(context);
  }

  const circle = 'ET-001 → ET-002 → ET-001';
  const drawAll = ({ database }: TestContext) => database.db.exec('UPDATE cards SET drawn = wanted');
  const cardsToDraw = ({ store }: TestContext) =>
    [1, 2].filter((id) => {
      const card = store.cards.find(id);
      return card !== undefined && card.wanted > card.drawn;
    });

  test('are told once, by all of them, and again only when they do so again', async () => {
    const context = await circular();
    drawAll(context);
    repairGates(context);
    expect(warned(context)).toMatchObject([{ fields: { circle, drop: '/deps remove ET-001 ET-002' } }]);
    expect(cardsToDraw(context)).toEqual([1, 2]);
    drawAll(context);
    context.nudges.count = 0;
    const later = await reopen(context);
    repairGates(later);
    expect(warned(later)).toEqual([]);
    expect([cardsToDraw(later), later.nudges.count]).toEqual([[], 0]);
    removeDependencies(later, 1, ['ET-002'], ada);
    drawAll(later);
    repairGates(later);
    expect(cardsToDraw(later)).toEqual([1, 2]);
    later.store.dependencies.add({ from: 1, to: 2 }, 'chat', now);
    repairGates(later);
    expect(warned(later)).toHaveLength(1);
  });

  test('say so wherever one asks, and name what ends it', async () => {
    const context = await circular();
    const says = 'Tasks wait for each other, and none of them goes on: ';
    expect(describeTask(context, 1)).toMatchObject({
      explanation: {
        code: 'circle',
        text: `${says}${circle} (ET-002 needs the repository that ET-001 has).`,
      },
      actions: [{ kind: 'without', key: '2', name: 'ET-002' }],
    });
    expect(describeTask(context, 2)).toMatchObject({
      explanation: { code: 'circle', lifts: expect.stringContaining('/deps remove ET-001 ET-002') },
      actions: [{ kind: 'show', key: '1' }],
    });
    expect(describeQueue(context).blocked.map(({ code }) => code)).toEqual(['circle', 'circle']);
    context.gates.dependencies = false;
    expect(describeQueue(context).blocked.map(({ code }) => code)).toEqual(['serial']);
    repairGates(context);
    expect(warned(context)).toEqual([]);
  });
});

test.each([
  'analysis/approval',
  'development/ci',
  'staging/ci',
  'deploy/merge',
  'deploy/work',
  'deploy/health',
])('what goes on by itself at %s is in no circle, whatever holds it later', async (position) => {
  const context = await createTestContext({ gates: { serial: 'off' } });
  const { id } = open(context);
  walkTo(context, id, position);
  // The deploy runs already.
  claim(context);
  const behind = open(context).id;
  context.store.dependencies.add({ from: id, to: behind }, 'chat', now);
  context.gates.serial = 'all';
  expect(context.store.circles.list(context.gates)).toEqual([]);
  expect(describeTask(context, behind)?.explanation.code).toBe('serial');
});

test('who waits for a merge lock is in a circle once its owner waits too, and not while that waits to merge', async () => {
  const context = await createTestContext({ gates: { serial: 'off' } });
  const [owner, next] = [open(context).id, open(context).id];
  walkTo(context, owner, 'staging/work');
  context.store.dependencies.add({ from: owner, to: next }, 'chat', now);
  walkTo(context, next, 'staging/lock');
  expect(describeTask(context, next)?.explanation).toMatchObject({
    code: 'circle',
    lifts: expect.stringContaining('/deps remove ET-001 ET-002'),
  });
  context.store.tasks.move(owner, { stage: 'deploy', step: 'thaw' }, now);
  expect(describeTask(context, next)?.explanation.code).toBe('lock');
});

test('a merge lock that was left behind goes to the next', async () => {
  const context = await createTestContext({ gates: { serial: 'off' } });
  const [left, next] = [open(context).id, open(context).id];
  walkTo(context, left, 'development/work');
  context.store.locks.take('shop', left, now);
  walkTo(context, next, 'staging/lock');
  repairGates(context);
  expect(warned(context)).toMatchObject([{ level: 'warn', fields: { repo: 'shop', task: left } }]);
  advanceWaits(context);
  expect(positionOf(context, next)).toBe('staging/update');
});
