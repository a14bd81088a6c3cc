import { expect, test } from 'vitest';
import { formatBudget, formatCost, formatCount, formatDuration, parseSum } from '../../src/domain/amounts.ts';

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

test('a budget reads as people name it', () => {
  expect([10, 12.5].map(formatBudget)).toEqual(['$10', '$12.50']);
});

test.for([
  ['20', 20],
  ['$20', 20],
  [' $ 20.50 ', 20.5],
  ['20,50', 20.5],
  ['7.5 USD', 7.5],
  ['0.05$', 0.05],
  ['3 dollars', 3],
  ['0', undefined],
  ['-5', undefined],
  ['1,000', undefined],
  ['20 please', undefined],
  ['1e3', undefined],
  ['', undefined],
] as const)('%s is read as %s dollars', ([typed, usd]) => {
  expect(parseSum(typed)).toBe(usd);
});
