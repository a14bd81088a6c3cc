import { expect, test } from 'vitest';
import { walkQueue } from '../store/walk-queue.ts';

/** Another seed each time, unless one is wanted again. */
const seed = Number(process.env['WALK_SEED'] ?? Date.now() % 1_000_000);
const STEPS = Number(process.env['WALK_STEPS'] ?? 100_000);

test(`after each of ${STEPS} random steps (WALK_SEED=${seed}) the claim chooses what the plain query chooses`, () => {
  const walked = walkQueue(seed, STEPS);
  console.log(walked);
  expect(walked.fault).toBeNull();
  expect(walked.steps).toBe(STEPS);
});
