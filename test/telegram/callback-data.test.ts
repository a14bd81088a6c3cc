import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { encodeAction, encodeResume, parseCallbackData } from '../../src/telegram/callback-data.ts';

const kinds = [
  'approve',
  'changes',
  'stop',
  'retry',
  'cancel',
  'degrade',
  'rollback',
  'withdraw',
  'open',
  'show',
  'unfreeze',
] as const;

test("a button's data comes back as it was", () => {
  const key = fc.string({ unit: 'grapheme', maxLength: 10 }).filter((text) => Buffer.byteLength(text) <= 40);
  fc.assert(
    fc.property(fc.constantFrom(...kinds), fc.nat(), key, (kind, taskId, key) => {
      const data = encodeAction({ kind, key }, taskId);
      expect(Buffer.byteLength(data)).toBeLessThanOrEqual(64);
      expect(parseCallbackData(data)).toEqual({ kind, taskId, key });
    }),
  );
});

test('resuming names a project, or all of them', () => {
  expect(parseCallbackData(encodeResume('*'))).toEqual({ kind: 'resume', scope: '*' });
  expect(parseCallbackData(encodeResume('a:b'))).toEqual({ kind: 'resume', scope: 'a:b' });
});

test.for(['', 'approve', 'approve:x:k', 'explode:1:k', 'approve:1', ':1:k', 'toString:1:k', 'resume:'])(
  '%s is none of our buttons',
  (data) => {
    expect(parseCallbackData(data)).toBeUndefined();
  },
);

test('data over 64 bytes is refused', () => {
  expect(() => encodeAction({ kind: 'approve', key: 'ö'.repeat(30) }, 1)).toThrow(/70 bytes/);
});
