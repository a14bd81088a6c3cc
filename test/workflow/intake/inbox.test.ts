import { describe, expect, test } from 'vitest';
import { createDispatcher } from '../../../src/workflow/intake/dispatch-event.ts';
import { createTestContext, makeFolder, reopen } from '../../support/context.ts';
import { createOldInstallation } from '../../support/old-installation.ts';
import { createdItem, itemData, movedItem } from '../../trackers/plane-payloads.ts';
import { deliver, dispatch, record } from '../plane.ts';

describe('an event', () => {
  test('is stored before anything is done about it, and wakes the dispatcher', async () => {
    const context = await createTestContext();
    expect(record(context, movedItem())).toEqual({ event: 1 });
    expect(context.nudges.count).toBe(1);
    expect(context.store.inbox.find(1)).toMatchObject({
      source: 'plane',
      event_type: 'issue',
      payload: JSON.stringify(movedItem()),
      state: 'pending',
      processed: 0,
      timestamp: '2026-03-01 12:00:00.000',
    });
  });

  test('delivered again with the same body raises a counter and does nothing', async () => {
    const context = await createTestContext();
    deliver(context, movedItem());
    const before = context.nudges.count;
    expect([record(context, movedItem()), record(context, movedItem())]).toEqual([
      { duplicate: true },
      { duplicate: true },
    ]);
    expect(context.store.inbox.find(1)).toMatchObject({ deliveries: 3, state: 'done' });
    expect(context.store.inbox.listDue('9999', 10)).toEqual([]);
    expect(context.nudges.count).toBe(before);
  });

  test('stored by a process that died before it was dispatched is dispatched by the next', async () => {
    const context = await createTestContext({
      onCheckpoint: () => {
        throw new Error('killed');
      },
    });
    expect(() => record(context, movedItem())).toThrow('killed');
    const next = await reopen(context);
    dispatch(next);
    expect(next.store.inbox.find(1)).toMatchObject({ state: 'done', note: 'opened ET-012', processed: 1 });
    expect(next.store.tasks.listOpen().map((task) => task.work_item_id)).toEqual(['ET-012']);
  });

  test('dispatched by a process that died right after is not dispatched twice', async () => {
    const context = await createTestContext({
      onCheckpoint: (name) => {
        if (name === 'event-dispatched') throw new Error('killed');
      },
    });
    record(context, movedItem());
    expect(() => dispatch(context)).toThrow('killed');
    const next = await reopen(context);
    dispatch(next);
    expect(next.store.jobs.listQueued()).toHaveLength(1);
  });
});

describe('an event that cannot be understood', () => {
  test.for([
    ['is no JSON', 'not json', /JSON/],
    ['has another shape', { ...movedItem(), data: { ...itemData(), sequence_id: 'twelve' } }, /sequence_id/],
    ['is empty', '', /JSON/],
  ] as const)('because it %s is kept with its error, and the next ones go on', async ([, payload, error]) => {
    const context = await createTestContext();
    record(context, payload);
    record(context, movedItem());
    dispatch(context);
    const { store } = context;
    expect(store.inbox.find(1)).toMatchObject({
      state: 'failed',
      processed: 0,
      note: expect.stringMatching(error),
    });
    expect(store.inbox.find(2)).toMatchObject({ state: 'done', note: 'opened ET-012' });
    expect(context.logged.filter(({ level }) => level === 'error')).toHaveLength(1);
  });

  test('leaves nothing half done', async () => {
    const context = await createTestContext();
    record(context, createdItem());
    const settle = () => {
      context.store.freezes.freeze('shop', 'half', null, '2026-03-01 12:00:00.000');
      throw new Error('in the middle');
    };
    const handler = () => ({ subject: null, settle });
    createDispatcher(context, { plane: handler }).dispatch();
    expect(context.store.freezes.listAllActive()).toEqual([]);
    expect(context.store.inbox.find(1)).toMatchObject({ state: 'failed', note: 'in the middle' });
  });

  test('may come from a source nobody handles', async () => {
    const context = await createTestContext();
    record(context, movedItem());
    createDispatcher(context, {}).dispatch();
    expect(context.store.inbox.find(1)?.note).toBe('no source is called plane');
  });
});

test('events of an earlier installation are history and never dispatched', async () => {
  const path = `${makeFolder()}/old.db`;
  createOldInstallation(path);
  const context = await createTestContext({ path });
  const plane = () => {
    throw new Error('dispatched');
  };
  createDispatcher(context, { plane }).dispatch();
  expect([1, 2, 3].map((id) => context.store.inbox.find(id)?.state)).toEqual([null, null, null]);
  expect(context.checkpoints).toEqual([]);
});
