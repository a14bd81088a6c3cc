import { expect, test } from 'vitest';
import { formatCost, formatCount, formatDuration } from '../../src/domain/amounts.ts';

test.for([
  [-5, '0 s'],
  [0, '0 s'],
  [45_000, '45 s'],
  [59_600, '1 min'],
  [200_000, '3 min 20 s'],
  [7_500_000, '2 h 5 min'],
  [3_610_000, '1 h'],
  [273_600_000, '3 d 4 h'],
] as const)('%i ms read %s', ([durationMs, text]) => {
  expect(formatDuration(durationMs)).toBe(text);
});

test.for([
  [0, '0'],
  [999, '999'],
  [1000, '1k'],
  [12_345, '12.3k'],
  [999_949, '999.9k'],
  [999_950, '1M'],
  [4_120_000, '4.1M'],
] as const)('%i tokens read %s', ([count, text]) => {
  expect(formatCount(count)).toBe(text);
});

test('costs have cents, and tiny ones are not zero', () => {
  expect(formatCost(1.234)).toBe('$1.23');
  expect(formatCost(0.004)).toBe('under $0.01');
});
