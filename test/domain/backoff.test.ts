import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { backoffMs } from '../../src/domain/backoff.ts';

const settings = { baseSeconds: 10, maxSeconds: 600 };

test('the first wait is twice the base, and each further one twice the last, up to the maximum', () => {
  expect([1, 2, 3, 4, 5, 6, 7].map((n) => backoffMs(n, settings) / 1000)).toEqual([
    20, 40, 80, 160, 320, 600, 600,
  ]);
});

test('a Retry-After is the floor, even above the maximum', () => {
  expect(backoffMs(1, settings, 5000)).toBe(20_000);
  expect(backoffMs(1, settings, 30_000)).toBe(30_000);
  expect(backoffMs(9, settings, 3_600_000)).toBe(3_600_000);
});

test('a wait never shrinks with more failures, and is finite however many there are', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 5000 }), fc.option(fc.nat(10_000_000)), (n, retryAfterMs) => {
      const wait = backoffMs(n, settings, retryAfterMs);
      expect(wait).toBeLessThanOrEqual(Math.max(600_000, retryAfterMs ?? 0));
      expect(backoffMs(n + 1, settings, retryAfterMs)).toBeGreaterThanOrEqual(wait);
    }),
  );
});
