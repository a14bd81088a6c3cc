import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { costOf, observedPrice } from '../../src/domain/price.ts';
import { unknownUsage } from '../../src/domain/report.ts';

const price = { input: 4, output: 20, cacheRead: 0.2, cacheCreation: 5 };

test('tokens cost what the list says of each kind', () => {
  const usage = { inputTokens: 1000, outputTokens: 50, cacheReadTokens: 300, cacheCreationTokens: 200 };
  expect(costOf({ ...unknownUsage, ...usage }, price)).toBeCloseTo(0.006_06, 8);
});

test('what told no tokens has no cost, which is not the same as none', () => {
  expect(costOf(unknownUsage, price)).toBeNull();
  expect(costOf({ ...unknownUsage, inputTokens: 0, outputTokens: 0 }, price)).toBe(0);
});

const tokens = fc.integer({ min: 1, max: 10_000_000 });

test('a price guessed from what runs were charged with gives the very sum back', () => {
  const sums = fc.record({
    inputTokens: tokens,
    outputTokens: tokens,
    cacheReadTokens: tokens,
    cacheCreationTokens: tokens,
    costUsd: fc.double({ min: 0.001, max: 1000, noNaN: true }),
  });
  fc.assert(
    fc.property(sums, (told) => {
      const guessed = observedPrice(told);
      expect(guessed).not.toBeNull();
      expect(guessed && costOf({ ...told, model: null }, guessed)).toBeCloseTo(told.costUsd, 6);
    }),
  );
});

test('nothing is guessed from nothing', () => {
  const none = { inputTokens: 0, outputTokens: 0, cacheReadTokens: 0, cacheCreationTokens: 0, costUsd: 0 };
  expect(observedPrice(none)).toBeNull();
  expect(observedPrice({ ...none, inputTokens: 1000 })).toBeNull();
});
