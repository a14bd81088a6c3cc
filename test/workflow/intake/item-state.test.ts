import { describe, expect, test } from 'vitest';
import type { Tracker } from '../../../src/trackers/tracker.ts';
import { isTracked } from '../../../src/workflow/find-project.ts';
import {
  findMove,
  isSameState,
  mayBeMirrored,
  meansSomething,
} from '../../../src/workflow/intake/item-state.ts';
import { project } from '../../support/context.ts';

const state = (id: string, name: string) => ({ id, name });

describe('two states are the same', () => {
  test.for([
    ['under a new name', state('1', 'In Progress'), state('1', 'Doing'), true],
    ['made anew under the same name', state('1', 'In Progress'), state('2', 'in progress'), true],
    ['with neither in common', state('1', 'In Progress'), state('2', 'Doing'), false],
    ['with no ids to compare', state('', 'In Progress'), state('', 'Doing'), false],
  ] as const)('%s', ([, one, other, same]) => {
    expect(isSameState(one, other)).toBe(same);
  });
});

test('the move of an item is the one that led to the state it shows', async () => {
  const change = { state: state('1', 'Old name'), by: { id: 'u', name: 'Ada' }, at: new Date(0) };
  const tracker = { findStateChange: () => Promise.resolve(change) } as Partial<Tracker> as Tracker;
  expect(await findMove(tracker, { id: 'i', state: state('1', 'New name') })).toBe(change);
  expect(await findMove(tracker, { id: 'i', state: state('2', 'Done') })).toBeNull();
});

test('only a state that neither starts nor answers can have been written by the mirror', () => {
  const [ours] = [project()].filter(isTracked);
  const said = ['In progress', 'APPROVED', 'Rejected', 'Cancelled', 'Todo', ''].map((name) =>
    ours === undefined ? [] : [mayBeMirrored(ours, name), meansSomething(ours, name)],
  );
  expect(said).toEqual([
    [false, true],
    [false, true],
    [false, true],
    [true, true],
    [true, false],
    [true, false],
  ]);
});
