import { expect, test } from 'vitest';
import { runMonkey } from './run-monkey.ts';

/** Another seed each time, unless one is wanted again. */
const seed = Number(process.env['CHAOS_SEED'] ?? Date.now() % 1_000_000);
const steps = Number(process.env['MONKEY_STEPS'] ?? 5000);

test(`${steps} random presses, commands, restarts and faults of Telegram (CHAOS_SEED=${seed}) break nothing`, async () => {
  const { told, broken, trail } = await runMonkey(seed, steps);
  console.log(told, broken.length === 0 ? '' : trail.join('\n'));
  expect(broken).toEqual([]);
  expect(told.approvals).toBeGreaterThan(steps / 200);
  expect(told.done).toBeGreaterThan(steps / 500);
});
