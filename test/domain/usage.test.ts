import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Usage, unknownUsage } from '../../src/domain/report.ts';
import { shownInputTokens, sumUsage } from '../../src/domain/usage.ts';

const aCount = fc.option(fc.nat(100_000), { freq: 2 });
const aUsage: fc.Arbitrary<Usage> = fc.record({
  inputTokens: aCount,
  outputTokens: aCount,
  cacheReadTokens: aCount,
  cacheCreationTokens: aCount,
  costUsd: aCount,
  model: fc.constant(null),
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
  expect(sumUsage([])).toEqual({ inputTokens: 0, outputTokens: 0, costUsd: 0, unknownRuns: 0 });
});

test('runs that told nothing are counted beside the sum, so that it does not look certain', () => {
  const known = { ...unknownUsage, outputTokens: 7 };
  expect(sumUsage([known, unknownUsage, { ...unknownUsage, model: 'opus' }])).toEqual({
    inputTokens: 0,
    outputTokens: 7,
    costUsd: 0,
    unknownRuns: 2,
  });
});

test('a sum does not depend on how the runs are grouped', () => {
  fc.assert(
    fc.property(fc.array(aUsage), fc.array(aUsage), (some, others) => {
      const [a, b, all] = [sumUsage(some), sumUsage(others), sumUsage([...some, ...others])];
      expect(all).toEqual({
        inputTokens: a.inputTokens + b.inputTokens,
        outputTokens: a.outputTokens + b.outputTokens,
        costUsd: a.costUsd + b.costUsd,
        unknownRuns: a.unknownRuns + b.unknownRuns,
      });
    }),
  );
});
