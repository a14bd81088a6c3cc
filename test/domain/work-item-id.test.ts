import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  followingWorkItemId,
  formatWorkItemId,
  freeWorkItemId,
  nextWorkItemId,
  parseWorkItemId,
} from '../../src/domain/work-item-id.ts';

const aPrefix = fc.stringMatching(/^[A-Z][A-Z0-9]{0,4}(-[A-Z]{1,3})?$/);
const aNumber = fc.integer({ min: 1, max: 99_999 });

test('a number has three digits at least', () => {
  expect(formatWorkItemId('ET', 12)).toBe('ET-012');
  expect(formatWorkItemId('ET', 1234)).toBe('ET-1234');
});

test('what was formatted is parsed back to the same parts', () => {
  fc.assert(
    fc.property(aPrefix, aNumber, fc.integer({ min: 1, max: 6 }), (prefix, number, width) => {
      const parsed = parseWorkItemId(formatWorkItemId(prefix, number, width));
      expect(parsed).toMatchObject({ prefix, number });
      expect(formatWorkItemId(prefix, number, parsed?.width)).toBe(formatWorkItemId(prefix, number, width));
    }),
  );
});

test.each(['', 'ET', 'ET-', '12', 'ET-12a', 'ET-1.5'])('"%s" has no number at its end', (id) => {
  expect(parseWorkItemId(id)).toBeUndefined();
});

test('the next id is one above the highest of its prefix, whatever others there are', () => {
  expect(nextWorkItemId('ET', [])).toBe('ET-001');
  expect(nextWorkItemId('ET', ['ET-009', 'ET-002', 'SHOP-050', 'ETX-070', 'odd'])).toBe('ET-010');
  fc.assert(
    fc.property(aPrefix, fc.array(aNumber), (prefix, numbers) => {
      const taken = numbers.map((number) => formatWorkItemId(prefix, number));
      expect(taken).not.toContain(nextWorkItemId(prefix, taken));
    }),
  );
});

test('a free id is kept, a taken one counts up in the width it was given', () => {
  expect(freeWorkItemId('ET-7', [])).toBe('ET-7');
  expect(freeWorkItemId('ET-0007', ['ET-0007', 'ET-0008'])).toBe('ET-0009');
  expect(freeWorkItemId('ET-99', ['ET-99'])).toBe('ET-100');
});

test('an id without a number at its end stays as it is', () => {
  expect(freeWorkItemId('hotfix', ['hotfix'])).toBe('hotfix');
});

test('a free id is never one that is taken', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 9 }),
      fc.array(fc.integer({ min: 1, max: 9 })),
      (wanted, numbers) => {
        const taken = numbers.map((number) => formatWorkItemId('ET', number));
        expect(taken).not.toContain(freeWorkItemId(formatWorkItemId('ET', wanted), taken));
      },
    ),
  );
});

test('a further task of a work item counts on behind its id, which a new number does not', () => {
  expect(followingWorkItemId('ET-012', ['ET-012', 'ET-013'])).toBe('ET-012-2');
  expect(followingWorkItemId('ET-012-2', ['ET-012', 'ET-012-2'])).toBe('ET-012-3');
  expect(followingWorkItemId('shiny', [])).toBe('shiny-2');
  expect(nextWorkItemId('ET', ['ET-012', 'ET-012-40'])).toBe('ET-013');
});
