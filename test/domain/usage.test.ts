import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { unknownUsage } from '../../src/domain/report.ts';
import { emptySum, type RunUsage, shownInputTokens, sumUsage } from '../../src/domain/usage.ts';

const aCount = fc.option(fc.nat(100_000), { freq: 2 });
const aRun: fc.Arbitrary<RunUsage> = fc.record({
  inputTokens: aCount,
  outputTokens: aCount,
  cacheReadTokens: aCount,
  cacheCreationTokens: aCount,
  costUsd: aCount,
  model: fc.constant(null),
  estimated: fc.boolean(),
  live: fc.boolean(),
});

test('input tokens shown are the fresh, the cached and the newly cached ones together', () => {
  const usage = { ...unknownUsage, inputTokens: 100, cacheReadTokens: 20, cacheCreationTokens: 3 };
  expect(shownInputTokens(usage)).toBe(123);
  expect(shownInputTokens({ ...unknownUsage, cacheReadTokens: 0 })).toBe(0);
});

test('nothing known is null, not zero', () => {
  expect(shownInputTokens(unknownUsage)).toBeNull();
});

test('no runs sum up to nothing at all', () => {
  expect(sumUsage([])).toEqual(emptySum);
});

const told = { ...unknownUsage, estimated: false, live: false };

test('runs whose cost nobody knows are counted beside the sum, so that it does not look certain', () => {
  const known = { ...told, outputTokens: 7, costUsd: 1 };
  expect(sumUsage([known, told, { ...told, outputTokens: 3, model: 'opus' }])).toEqual({
    ...emptySum,
    outputTokens: 10,
    costUsd: 1,
    unknownRuns: 2,
  });
});

test('a run at work counts with what it told, and is not unknown yet', () => {
  const begun = { ...told, live: true };
  expect(sumUsage([begun, { ...begun, cacheReadTokens: 5, outputTokens: 7 }])).toEqual({
    ...emptySum,
    inputTokens: 5,
    cacheReadTokens: 5,
    outputTokens: 7,
  });
});

test('a sum is an estimate when any cost in it is', () => {
  const known = { ...told, costUsd: 1 };
  expect(sumUsage([known, { ...told, costUsd: 0.5, estimated: true }])).toMatchObject({
    costUsd: 1.5,
    estimated: true,
  });
  expect(sumUsage([known, { ...told, estimated: true }]).estimated).toBe(false);
});

test('a sum does not depend on how the runs are grouped', () => {
  fc.assert(
    fc.property(fc.array(aRun), fc.array(aRun), (some, others) => {
      const [a, b, all] = [sumUsage(some), sumUsage(others), sumUsage([...some, ...others])];
      expect(all).toEqual({
        inputTokens: a.inputTokens + b.inputTokens,
        cacheReadTokens: a.cacheReadTokens + b.cacheReadTokens,
        cacheCreationTokens: a.cacheCreationTokens + b.cacheCreationTokens,
        outputTokens: a.outputTokens + b.outputTokens,
        costUsd: a.costUsd + b.costUsd,
        estimated: a.estimated || b.estimated,
        unknownRuns: a.unknownRuns + b.unknownRuns,
      });
    }),
  );
});
