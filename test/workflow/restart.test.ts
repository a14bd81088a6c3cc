import { expect, test } from 'vitest';
import { createTestContext } from '../support/context.ts';
import { movedItem, states } from '../trackers/plane-payloads.ts';
import { describeTask } from './in-english.ts';
import { deliver } from './plane.ts';
import { ada, signal } from './walk.ts';

async function asking() {
  const context = await createTestContext();
  deliver(context, movedItem());
  signal(context, 1, { type: 'cancel', by: ada });
  deliver(context, movedItem({ action: 'update', updatedAt: '2026-03-01T12:05:00Z' }));
  return context;
}

test('a card asks no more whether to start again when the work item has moved on', async () => {
  const context = await asking();
  const { actions = [] } = describeTask(context, 1) ?? {};
  expect(actions).toMatchObject([{ kind: 'restart' }]);
  const moved = movedItem({ state: states.cancelled, updatedAt: '2026-03-01T12:06:00Z' });
  expect(deliver(context, moved)?.note).toBe('moved on: its card asks no more whether to start it again');
  // A person can begin anew all the same, but not with what was asked before.
  expect(describeTask(context, 1)?.actions).toMatchObject([{ kind: 'restart' }]);
  expect(describeTask(context, 1)?.actions).not.toEqual(actions);
});

test('a late delivery of an earlier move takes nothing back', async () => {
  const context = await asking();
  deliver(context, movedItem({ state: states.cancelled, updatedAt: '2026-03-01T11:00:00Z' }));
  expect(describeTask(context, 1)?.actions).toMatchObject([{ kind: 'restart' }]);
});
