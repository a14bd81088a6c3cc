import { expect, test } from 'vitest';
import { endsAlike } from '../scenarios/killed.ts';

/** Each row is one task, killed at each of its places in turn: those that the gate has no time for. */
const ways = [
  ['event-recorded', 'run-started', 'update-settled', 'merge-settled'],
  ['event-dispatched', 'run-recorded', 'ci-recorded', 'landed'],
  ['job-claimed', 'branch-pushed', 'ci-started', 'candidate-recorded'],
  ['run-ended', 'publish-settled:2', 'ci-ended', 'health-checked'],
  ['run-settled:3', 'ci-ended:2'],
  ['approval-decided', 'run-recorded:6'],
] as const;

test.each(ways.map((places) => [places.join(', '), places] as const))(
  'Signalbox killed at %s comes to the same end',
  { timeout: 150_000 },
  async (_, killAt) => {
    await expect(endsAlike(killAt)).resolves.toBe(true);
  },
);
