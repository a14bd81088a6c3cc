import { expect, test } from 'vitest';
import { toText } from '../../src/trackers/plane-text.ts';

/** Of a whole page; a reader whose time grows with the square of it needs many seconds. */
const LONGEST_MS = 1500;
const CHARACTERS = 400_000;

test.for([
  ['scripts that never end', '<script>', '</script'],
  ['blocks behind blanks', `<pre>${' '.repeat(CHARACTERS / 2)}`, '<div>'],
  ['tags that never end', '', '<a "'],
  ['ends of nothing', '', '</'],
  ['entities that never end', '', '&a'],
] as const)('a page of %s is read in no time', ([, head, unit]) => {
  const html = head + unit.repeat(Math.floor((CHARACTERS - head.length) / unit.length));
  const startMs = performance.now();
  expect(toText(html).length).toBeLessThanOrEqual(html.length);
  expect(performance.now() - startMs).toBeLessThan(LONGEST_MS);
});

test('a tag of any length is passed over', () => {
  expect(toText(`a<b title="${'x'.repeat(20_000_000)}" ${'y'.repeat(20_000_000)}>b</b>`)).toBe('ab');
});

test('what nobody reads ends where its own end tag does, however that is written', () => {
  expect(toText('a<script>if (a </b>) </scriptx >1</SCRIPT\n>b')).toBe('a1b');
  expect(toText('a<style>x</style')).toBe('a');
});
