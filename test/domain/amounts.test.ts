import { expect, test } from 'vitest';
import {
  costOfPhrase,
  durationPhrase,
  formatBudget,
  formatCost,
  formatCostOf,
  formatCount,
  formatUnknown,
  parseSum,
  unknownPhrase,
} from '../../src/domain/amounts.ts';
import { inEnglish, translatorOf } from '../../src/locale/translator.ts';

const russian = translatorOf('ru');

test.for([
  [-5, '0 s', '0 с'],
  [0, '0 s', '0 с'],
  [45_000, '45 s', '45 с'],
  [59_600, '1 min', '1 мин'],
  [200_000, '3 min 20 s', '3 мин 20 с'],
  [7_500_000, '2 h 5 min', '2 ч 5 мин'],
  [3_610_000, '1 h', '1 ч'],
  [273_600_000, '3 d 4 h', '3 д 4 ч'],
] as const)('%i ms read %s, in Russian %s', ([durationMs, text, inRussian]) => {
  const said = durationPhrase(durationMs);
  expect(inEnglish(said)).toBe(text);
  expect(russian.say(said)).toBe(inRussian);
});

test.for([
  [{ costUsd: 1.234, estimated: false }, '$1.23'],
  [{ costUsd: 1.234, estimated: true }, '≈ $1.23'],
  [{ costUsd: 0.004, estimated: true }, '≈ меньше $0.01'],
] as const)('%o is told to people as %s', ([cost, inRussian]) => {
  const said = costOfPhrase(cost);
  expect(inEnglish(said)).toBe(formatCostOf(cost));
  expect(russian.say(said)).toBe(inRussian);
});

test.for([
  [1, '1 запуск неизвестной стоимости'],
  [3, '3 запуска неизвестной стоимости'],
  [5, '5 запусков неизвестной стоимости'],
] as const)('runs that told no cost are counted: %i', ([unknownRuns, inRussian]) => {
  const said = unknownPhrase({ unknownRuns }) ?? '';
  expect(inEnglish(said)).toBe(formatUnknown({ unknownRuns }));
  expect(russian.say(said)).toBe(inRussian);
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
