import { expect, test } from 'vitest';
import { advanceWaits } from '../../src/workflow/advance-waits.ts';
import { repairGates } from '../../src/workflow/repair-gates.ts';
import { createTestContext, type TestContext } from '../support/context.ts';
import { claim, open, positionOf, walkTo } from './walk.ts';

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

test('a merge lock that was left behind goes to the next', async () => {
  const context = await createTestContext({ gates: { serial: 'off' } });
  const [left, next] = [open(context).id, open(context).id];
  walkTo(context, left, 'development/work');
  context.store.locks.take('shop', left, '2026-03-01 12:00:00');
  walkTo(context, next, 'staging/lock');
  repairGates(context);
  expect(warned(context)).toMatchObject([{ level: 'warn', fields: { repo: 'shop', task: left } }]);
  advanceWaits(context);
  expect(positionOf(context, next)).toBe('staging/update');
});
