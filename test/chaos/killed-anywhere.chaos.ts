import { expect, test } from 'vitest';
import { endsAlike } from '../scenarios/killed.ts';

/** Each row is one task on its way, killed at each of its places in turn: 24 in all. */
const ways = [
  ['event-recorded', 'run-started', 'update-settled', 'merge-settled'],
  ['event-dispatched', 'run-recorded', 'ci-recorded', 'landed'],
  ['job-claimed', 'branch-pushed', 'ci-started', 'candidate-recorded'],
  ['run-ended', 'publish-settled:2', 'ci-ended', 'health-checked'],
  ['run-settled:3', 'ci-ended:2'],
  ['approval-decided', 'run-recorded:6'],
  ['run-started:7'],
  ['card-intended:2'],
  ['card-sent:2'],
  ['card-recorded:2'],
] as const;

test.each(ways.map((places) => [places.join(', '), places] as const))(
  'Signalbox killed at %s comes to the same end',
  { timeout: 150_000 },
  async (_, killAt) => {
    await expect(endsAlike(killAt)).resolves.toBe(true);
  },
);
