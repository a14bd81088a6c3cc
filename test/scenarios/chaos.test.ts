import { expect, test } from 'vitest';
import { flawless, runChaos } from '../chaos/run-chaos.ts';

/** The chaos test in small: `npm run test:chaos` is the whole of it. */
test('eight kills of Signalbox and its agents at random end with every task done once and paid once', {
  timeout: 120_000,
}, async () => {
  const { faults, told } = await runChaos(98, {
    kills: 8,
    mostOpen: 2,
    mostTasks: 2,
    peaceMs: 200,
    thinkMs: 40,
    doneWithinMs: 80_000,
  });
  expect(faults).toEqual(flawless);
  expect(told.kills).toBeGreaterThanOrEqual(8);
});
