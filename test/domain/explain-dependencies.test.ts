import { expect, test } from 'vitest';
import { explain, findHold } from './in-english.ts';
import { blocker, queuedJob, standing } from './standings.ts';

const awaited = { workItemId: 'ET-014', stage: null, taskId: null, stuck: null };

test('a work item without a task is named as what a task depends on', () => {
  expect(explain(standing({ blockers: [awaited] }))).toEqual({
    code: 'dependency',
    text: 'It depends on ET-014 (no task yet).',
    since: queuedJob().since,
    lifts: 'Starts when ET-014 is done.',
  });
});

test('beside the tasks it depends on', () => {
  expect(explain(standing({ blockers: [blocker, awaited] }))).toMatchObject({
    text: 'It depends on SHOP-001 (review), ET-014 (no task yet).',
    lifts: 'Starts when SHOP-001, ET-014 are done.',
  });
});

test('and holds nothing while dependencies do not count', () => {
  const gates = { dependencies: false, serial: true };
  expect(findHold(standing({ blockers: [awaited], gates }))).toBeNull();
});
