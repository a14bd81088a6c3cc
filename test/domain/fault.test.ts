import { expect, test } from 'vitest';
import { faultOf as faultIn } from '../../src/domain/fault.ts';
import type { Outcome } from '../../src/domain/outcome.ts';
import { emptyReport } from '../../src/domain/report.ts';
import { inEnglish } from '../../src/locale/translator.ts';

const faultOf = (outcome: Outcome) => faultIn(outcome, inEnglish);
const failed = (why: string) => ({ kind: 'failed', why, report: emptyReport }) as const;

test('the same trouble is the same fault, whatever numbers, commits and spaces it comes with', () => {
  const first = faultOf(failed('the tests failed at 3fa9c1d02e after 12.5 s'));
  expect(faultOf(failed('The tests failed  at 77aa01bc45 after 9.1 s'))).toBe(first);
  expect(faultOf(failed('the build failed at 3fa9c1d02e after 12.5 s'))).not.toBe(first);
});

test('the kind tells faults apart that read alike', () => {
  expect(faultOf(failed('it vanished'))).not.toBe(faultOf({ kind: 'lost', why: 'it vanished', began: true }));
});

test('what was wanted, or has a budget of its own, is no fault', () => {
  const until = new Date();
  expect(faultOf({ kind: 'completed', report: emptyReport })).toBeNull();
  expect(faultOf({ kind: 'cancelled', why: 'stopped' })).toBeNull();
  expect(faultOf({ kind: 'usageLimit', why: 'limit', until })).toBeNull();
  expect(faultOf({ kind: 'transient', why: 'answered 502', retryAfterMs: null })).toBeNull();
});
