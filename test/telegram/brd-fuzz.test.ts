import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { translatorOf } from '../../src/locale/translator.ts';
import { renderBrd } from '../../src/telegram/render-brd.ts';
import { aView } from './approval-views.ts';
import { expectValid } from './entities.ts';

const render = (document: string) => renderBrd({ ...aView, document }, translatorOf('en'));

test('whatever an agent writes, every part is valid', () => {
  const piece = fc.oneof(
    fc.constantFrom(
      '# ',
      '## ',
      '\n',
      '\n\n',
      '- ',
      '  - ',
      '1. ',
      '> ',
      '```',
      '```js\n',
      '`',
      '**',
      '*',
      '_',
      '~~',
      '[',
      '](',
      ')',
      '](https://a.example)',
      '![',
      '| a | b |\n|---|:-:|\n',
      '|',
      '- [x] ',
      '<b>',
      '<!--',
      '-->',
      '<br>',
      '---\n',
      '\t',
      '\\',
      '&amp;',
      '&#x1F682;',
      '&#xD800;',
      '\r\n',
      '\u0000',
      '\u202E',
      '🚂',
      '👩‍👩‍👧',
      'https://b.example/x',
      '    ',
      'word ',
    ),
    fc.string({ maxLength: 20 }),
    fc.string({ unit: 'binary', maxLength: 20 }),
    fc.constantFrom('long '.repeat(900), 'x'.repeat(5000), '🚂'.repeat(4200), 'l\n'.repeat(3000)),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
      const { summary, parts } = render(pieces.join(''));
      expectValid(summary);
      expect(parts.length).toBeGreaterThan(0);
      expect(parts.length).toBeLessThanOrEqual(3);
      for (const part of parts) expectValid(part);
    }),
    { numRuns: 150 },
  );
});

/** A document as agents write them, with the words it is made of: none may get lost on the way to a message. */
const aDocument = (() => {
  const word = fc.integer({ min: 0, max: 100_000 }).map((number) => `w${number}`);
  const words = fc.array(word, { minLength: 1, maxLength: 30 });
  const inline = words.map((all) => ({
    words: all,
    text: all
      .map((one, at) => [one, `**${one}**`, `\`${one}\``, `[${one}](https://a.example/x)`][at % 4])
      .join(' '),
  }));
  const list = fc.array(inline, { minLength: 1, maxLength: 40 }).map((items) => ({
    words: items.flatMap((item) => item.words),
    text: items
      .map(({ text }, at) => `${'  '.repeat(at % 3)}${at % 4 === 3 ? '- [ ] ' : '- '}${text}`)
      .join('\n'),
  }));
  const table = fc.array(fc.tuple(word, word, inline), { minLength: 1, maxLength: 20 }).map((rows) => ({
    words: rows.flatMap(([a, b, { words: more }]) => [a, b, ...more]),
    text: [
      '| a | b | c |',
      '|---|:-:|--:|',
      ...rows.map(([a, b, { text }]) => `| ${a} | ${b} | ${text} |`),
    ].join('\n'),
  }));
  const code = fc.array(words, { minLength: 1, maxLength: 60 }).map((lines) => ({
    words: lines.flat(),
    text: ['```ts', ...lines.map((line) => line.join(' ')), '```'].join('\n'),
  }));
  const heading = inline.map(({ words: all, text }) => ({ words: all, text: `## ${text}` }));
  const quote = inline.map(({ words: all, text }) => ({ words: all, text: `> ${text}` }));
  const block = fc.oneof(inline, list, table, code, heading, quote);
  return fc.array(block, { minLength: 1, maxLength: 12 }).map((blocks) => ({
    words: blocks.flatMap((one) => one.words),
    text: blocks.map(({ text }) => text).join('\n\n'),
  }));
})();

test('every word of a document is in its messages, or in those there is room for, and in the file', () => {
  fc.assert(
    fc.property(aDocument, ({ text, words }) => {
      const { summary, parts, file } = render(text);
      for (const part of [summary, ...parts]) {
        expectValid(part);
        expect(part.entities.length).toBeLessThanOrEqual(100);
      }
      expect(file.file).toMatchObject({ text });
      const isShortened = summary.text.includes('all of it is in the file');
      const shown =
        parts
          .map((part) => part.text)
          .join('\n')
          .match(/\bw\d+\b/g) ?? [];
      expect(shown).toEqual(isShortened ? words.slice(0, shown.length) : words);
    }),
    { numRuns: 100 },
  );
});
