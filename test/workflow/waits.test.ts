import { describe, expect, test } from 'vitest';
import { advanceWaits } from '../../src/workflow/advance-waits.ts';
import { unfreeze } from '../../src/workflow/freeze.ts';
import { resume } from '../../src/workflow/pause.ts';
import { createTestContext, type TestContext } from '../support/context.ts';
import { describeTask } from './in-english.ts';
import { ada, claim, find, open, positionOf, signal, walkTo } from './walk.ts';

/** Tasks that have all come to staging: the first holds the lock, the others wait for it in this order. */
async function atStaging(count: number) {
  const context = await createTestContext({ gates: { serial: 'off' } });
  const ids: number[] = [];
  while (ids.length < count) {
    const { id } = open(context);
    walkTo(context, id, ids.length === 0 ? 'staging/update' : 'staging/lock');
    context.clock.advance(1000);
    ids.push(id);
  }
  return { context, ids };
}

const positions = (context: TestContext, ids: number[]) => ids.map((id) => positionOf(context, id));

describe('the merge lock', () => {
  test('goes to the task that has waited longest, and to one at a time', async () => {
    const { context, ids } = await atStaging(3);
    const [first = 0] = ids;
    advanceWaits(context);
    expect(positions(context, ids)).toEqual(['staging/update', 'staging/lock', 'staging/lock']);
    walkTo(context, first, 'done/rest');
    advanceWaits(context);
    expect(positions(context, ids)).toEqual(['done/rest', 'staging/update', 'staging/lock']);
    expect(context.store.locks.findHolder('shop')).toBe(ids[1]);
    expect(context.store.outbox.listDue('9999')).toMatchObject([
      { task_id: 1 },
      { task_id: 2, kind: 'update' },
    ]);
  });

  test('goes to the highest priority before the oldest', async () => {
    const { context, ids } = await atStaging(4);
    const [first = 0, second = 0, third = 0, fourth = 0] = ids;
    context.store.tasks.setPriority(third, 1);
    context.store.tasks.setPriority(fourth, 1);
    walkTo(context, first, 'done/rest');
    advanceWaits(context);
    expect(context.store.locks.findHolder('shop')).toBe(third);
    expect(positions(context, [second, fourth])).toEqual(['staging/lock', 'staging/lock']);
  });

  test('is offered whatever a task depends on, where dependencies are left out', async () => {
    const { context, ids } = await atStaging(2);
    const [first = 0, second = 0] = ids;
    context.gates.dependencies = false;
    const other = open(context).id;
    context.store.dependencies.add({ from: second, to: other }, 'chat', '2026-03-01 12:00:00.000');
    walkTo(context, first, 'done/rest');
    advanceWaits(context);
    expect(positionOf(context, second)).toBe('staging/update');
  });

  test('is given back when its holder goes back to development', async () => {
    const { context, ids } = await atStaging(2);
    const [first = 0] = ids;
    signal(context, first, { type: 'updateConflicted', details: 'a conflict' });
    expect(positionOf(context, first)).toBe('development/work');
    advanceWaits(context);
    expect(positions(context, ids)).toEqual(['development/work', 'staging/update']);
  });

  test('is neither taken by nor offered to a task that depends on one which waits for it', async () => {
    const { context, ids } = await atStaging(3);
    const [first = 0, second = 0, third = 0] = ids;
    const now = '2026-03-01 12:00:00.000';
    context.store.dependencies.add({ from: second, to: third }, 'tracker', now);
    walkTo(context, first, 'done/rest');
    expect(describeTask(context, second)?.explanation).toMatchObject({
      code: 'dependency',
      text: 'It depends on ET-003 (staging).',
    });
    const told = context.store.log.listOfTask(second).length;
    advanceWaits(context);
    expect(context.store.log.listOfTask(second)).toHaveLength(told);
    expect(positions(context, ids)).toEqual(['done/rest', 'staging/lock', 'staging/update']);
    walkTo(context, third, 'done/rest');
    advanceWaits(context);
    expect(positionOf(context, second)).toBe('staging/update');
  });

  test('goes past a task that was cancelled while it waited', async () => {
    const { context, ids } = await atStaging(3);
    const [first = 0, second = 0] = ids;
    signal(context, second, { type: 'cancel', by: ada });
    signal(context, first, { type: 'cancel', by: ada });
    advanceWaits(context);
    expect(positions(context, ids)).toEqual(['cancelled/rest', 'cancelled/rest', 'staging/update']);
  });
});

describe('a frozen repository', () => {
  const now = '2026-03-01 12:00:00.000';

  test('holds a task before its merge until it is unfrozen', async () => {
    const context = await createTestContext();
    const { id } = open(context);
    walkTo(context, id, 'staging/work');
    context.store.freezes.freeze('shop', 'degraded', null, now);
    walkTo(context, id, 'deploy/thaw');
    advanceWaits(context);
    expect(positionOf(context, id)).toBe('deploy/thaw');
    expect(unfreeze(context, 'shop', { by: ada, reason: null }).lifted).toHaveLength(1);
    advanceWaits(context);
    expect(positionOf(context, id)).toBe('deploy/merge');
    expect(context.store.locks.findHolder('shop')).toBe(id);
  });

  test('holds a new analyst, and unfreezing it wakes the worker', async () => {
    const context = await createTestContext();
    context.store.freezes.freeze('shop', 'one', null, now);
    context.store.freezes.freeze('shop', 'two', null, now);
    const { id } = open(context);
    expect(claim(context)).toBeUndefined();
    context.nudges.count = 0;
    const drawn = context.store.cards.find(id)?.wanted ?? 0;
    expect(unfreeze(context, 'shop', { by: ada, reason: null }).lifted).toHaveLength(2);
    expect(context.nudges.count).toBe(1);
    expect(context.store.cards.find(id)?.wanted).toBeGreaterThan(drawn);
    expect(claim(context)?.task_id).toBe(id);
    expect(unfreeze(context, 'shop', { by: ada, reason: null }).lifted).toEqual([]);
  });
});

describe('a pause', () => {
  test('holds every claim until it is lifted', async () => {
    const context = await createTestContext();
    const { id } = open(context);
    context.store.pauses.pause('*', 'Ada', 'lunch', '2026-03-01 12:00:00.000');
    expect(claim(context)).toBeUndefined();
    context.nudges.count = 0;
    expect(resume(context, '*', ada)).toBe(true);
    expect(context.nudges.count).toBe(1);
    expect(claim(context)?.task_id).toBe(id);
    expect(resume(context, '*', ada)).toBe(false);
  });
});

test('a claim marks its task as started, once and for all', async () => {
  const context = await createTestContext();
  const { id } = open(context);
  expect(find(context, id).started_at).toBeNull();
  claim(context);
  context.clock.advance(60_000);
  walkTo(context, id, 'architecture/work');
  claim(context);
  expect(find(context, id).started_at).toBe('2026-03-01 12:00:00.000');
});
