import { describe, expect, test } from 'vitest';
import { parsePlaneEvent } from '../../src/trackers/plane-webhook.ts';
import { comment, createdItem, envelope, itemData, movedItem, states } from './plane-payloads.ts';

const item = {
  id: 'item-12',
  projectId: '6b1f0c1e-0000-4000-8000-000000000003',
  workspaceId: '6b1f0c1e-0000-4000-8000-000000000002',
  sequence: 12,
  title: 'Add retry',
  description: 'Retry what may be retried.',
  state: { id: 'state-progress', name: 'In Progress' },
  updatedAt: new Date('2026-03-01T12:00:01Z'),
};

describe('a delivery of Plane', () => {
  test.for(['state_id', 'state'])('about a change of %s is a state change', (field) => {
    expect(parsePlaneEvent(movedItem({ field }))).toEqual({
      kind: 'stateChanged',
      item,
      newStateId: 'state-progress',
      actor: { id: 'user-1', name: 'ada' },
    });
  });

  test.for(['updated', 'update'])('may call the change %s', (action) => {
    expect(parsePlaneEvent(movedItem({ action })).kind).toBe('stateChanged');
  });

  test.for(['created', 'create'])('may call a new item %s', (action) => {
    expect(parsePlaneEvent(createdItem({ action }))).toEqual({
      kind: 'created',
      item,
      actor: { id: 'user-1', name: 'ada' },
    });
  });

  test('tells the state that was entered, even when the item has moved on since', () => {
    const change = parsePlaneEvent(movedItem({ newValue: states.approved.id }));
    expect(change).toMatchObject({ newStateId: 'state-approved', item: { state: { id: 'state-progress' } } });
  });

  test('without an actor was made by somebody', () => {
    expect(parsePlaneEvent(movedItem({ actor: null }))).toMatchObject({
      actor: { id: null, name: 'somebody in Plane' },
    });
  });

  test('without a description has an empty one', () => {
    expect(parsePlaneEvent(createdItem({ description: null }))).toMatchObject({ item: { description: '' } });
  });

  test.for([
    ['another field', movedItem({ field: 'sort_order' }), 'updated of sort_order changes no task'],
    ['a comment', comment(), 'event issue_comment is not about a work item'],
    ['a changed comment', comment('updated'), 'event issue_comment is not about a work item'],
    ['a deleted item', envelope('issue', 'deleted', { id: 'item-12' }, null), 'deleted of the item'],
    ['a deleted project', envelope('project', 'deleted', { id: 'p' }, null), 'event project is not'],
    ['a cycle', envelope('cycle_issue', 'created', { id: 'c' }, null), 'event cycle_issue is not'],
  ] as const)('about %s is ignored with the reason', ([, payload, why]) => {
    expect(parsePlaneEvent(payload)).toEqual({ kind: 'ignored', why: expect.stringContaining(why) });
  });
});

describe('a delivery of another shape is an error that names what was expected', () => {
  const without = (key: string) => ({ ...movedItem(), data: { ...itemData(), [key]: undefined } });

  test.for(['id', 'name', 'sequence_id', 'project', 'state'])('for an item without %s', (key) => {
    expect(() => parsePlaneEvent(without(key))).toThrow(key);
  });

  test.for([
    ['no object', 'text', 'expected object'],
    ['nothing', null, 'expected object'],
    ['an item by its id alone', { ...movedItem(), data: 'item-12' }, 'data'],
    ['a sequence that is no whole number', movedItem({ sequence: 1.5 }), 'sequence_id'],
    ['a state by its id alone', { ...movedItem(), data: { ...itemData(), state: 'state-1' } }, 'state'],
    ['a new state that is no id', movedItem({ newValue: 7 }), 'activity.new_value: expected the id'],
  ] as const)('for %s', ([, payload, expected]) => {
    expect(() => parsePlaneEvent(payload)).toThrow(expected);
  });
});
