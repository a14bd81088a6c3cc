import { expect, test } from 'vitest';
import { phrase } from '../src/domain/phrase.ts';
import { askedInEnglish, readAsked, writeAsked } from '../src/locale/asked-text.ts';
import { readSaid, saidOf, writeSaid } from '../src/locale/said-text.ts';

const red = phrase('why-rework', { why: phrase('why-ci-red'), round: 2 });

test('a phrase comes back from a column of text, and text stays text', () => {
  expect(readSaid(writeSaid(red))).toEqual(red);
  expect(writeSaid('smaller, please')).toBe('smaller, please');
  expect(readSaid('smaller, please')).toBe('smaller, please');
});

test('text that looks like a stored phrase is kept as the text it is', () => {
  const forged = JSON.stringify({ english: 'CI is red', phrase: phrase('why-ci-green') });
  expect(readSaid(writeSaid(forged))).toBe(forged);
  expect(readAsked(writeAsked({ sentence: forged, details: 'more' }))).toEqual({
    sentence: forged,
    details: 'more',
  });
});

test('what this version has no words for is told by the English it was stored with', () => {
  const later = { id: 'why-of-a-later-version', args: { who: 'Ada' } };
  expect(readSaid(JSON.stringify({ english: 'done later', phrase: later }))).toBe('done later');
  expect(saidOf({ why: 'done later', phrase: JSON.stringify(later) })).toBe('done later');
  expect(saidOf({ why: 'CI is red: rework 2', phrase: JSON.stringify(red) })).toEqual(red);
  expect(saidOf({ why: 'as before', phrase: null })).toBe('as before');
});

test('a question keeps its head and what stands behind it, as a phrase and as earlier versions wrote it', () => {
  const asked = { sentence: red, details: 'line 1\n\nline 2' };
  expect(readAsked(writeAsked(asked))).toEqual(asked);
  expect(askedInEnglish(writeAsked(asked))).toBe('CI is red: rework 2\n\nline 1\n\nline 2');
  expect(readAsked('Which one?\n\nA, or B')).toEqual({ sentence: 'Which one?', details: 'A, or B' });
  expect(writeAsked({ sentence: 'Which one?', details: 'A, or B' })).toBe('Which one?\n\nA, or B');
});
