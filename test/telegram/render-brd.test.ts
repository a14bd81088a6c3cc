import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { plain } from '../../src/telegram/formatted.ts';
import { renderBrd } from '../../src/telegram/render-brd.ts';
import { covered, expectValid } from './entities.ts';

const head = { workItemId: 'ET-012', title: 'Export invoices', revision: 'abc1234567890' };

function body(markdown: string): string {
  const [first, ...others] = renderBrd(markdown, head);
  expect(others).toEqual([]);
  return first?.text.split('\n').slice(3).join('\n') ?? '';
}

function entitiesOf(markdown: string): [string, string][] {
  return renderBrd(markdown, head).flatMap(covered).slice(1);
}

test('the first lines say what it is', () => {
  const [message] = renderBrd('Text', head);
  expect(message?.text).toBe('BRD of ET-012 · revision abc12345\nExport invoices\n\nText');
});

test('an empty document says so', () => {
  expect(body(' \n\n')).toBe('The document is empty.');
});

describe('Markdown becomes', () => {
  test.for([
    [
      '# Title\n\ntext',
      'Title\n\ntext',
      [
        ['underline', 'Title'],
        ['bold', 'Title'],
      ],
    ],
    [
      '**b** *i* ~~s~~ `c < d`',
      'b i s c < d',
      [
        ['bold', 'b'],
        ['italic', 'i'],
        ['strikethrough', 's'],
        ['code', 'c < d'],
      ],
    ],
    [
      '**a `b` c**',
      'a b c',
      [
        ['bold', 'a '],
        ['code', 'b'],
        ['bold', ' c'],
      ],
    ],
    [
      '***both***',
      'both',
      [
        ['italic', 'both'],
        ['bold', 'both'],
      ],
    ],
    ['one\ntwo  \nthree', 'one two\nthree', []],
    ['a &lt; b &amp; c &#8364; &unknown;', 'a < b & c € &unknown;', []],
    ['`&lt;`', '&lt;', [['code', '&lt;']]],
    ['- a\n  - b\n    - c\n- d', '• a\n   ◦ b\n      • c\n• d', []],
    ['3. a\n4. b', '3. a\n4. b', []],
    ['- [x] done\n- [ ] open', '☑ done\n☐ open', []],
    ['- a\n\n  more\n\n- b', '• a\n   more\n• b', []],
    ['- a\n  ```js\n  x\n  ```', '• a\nx', [['pre', 'x']]],
    ['> quoted\n> > deeper', 'quoted\ndeeper', [['blockquote', 'quoted\ndeeper']]],
    ['```ts x\nlet a;\n\nb\n```', 'let a;\n\nb', [['pre', 'let a;\n\nb']]],
    ['[here](https://a.example/x)', 'here', [['text_link', 'here']]],
    ['[file](docs/a.md) [part](#part)', 'file (docs/a.md) part', []],
    ['https://a.example/x', 'https://a.example/x', []],
    ['![shot](https://a.example/x.png)', 'shot', [['text_link', 'shot']]],
    ['GET /items/<id><br>next <!-- read by agents -->', 'GET /items/<id>\nnext <!-- read by agents -->', []],
    ['a\n\n<!-- and\nthis -->', 'a\n\n<!-- and\nthis -->', []],
    ['a\n\n[//]: # (and this)', 'a\n\n[//]: # (and this)', []],
    ['<div>\nraw\n</div>', '<div>\nraw\n</div>', []],
    ['a\n\n---\n\nb', 'a\n\n———\n\nb', []],
    ['a\\*b', 'a*b', []],
  ] as const)('%s', ([markdown, text, entities]) => {
    expect(body(markdown)).toBe(text);
    expect(entitiesOf(markdown)).toEqual(entities);
  });

  test('a code block keeps its language', () => {
    expect(renderBrd('```ts x\na\n```', head)[0]?.entities[1]).toMatchObject({ type: 'pre', language: 'ts' });
  });

  test('a narrow table is lined up', () => {
    expect(body('| name | n |\n|---|--:|\n| **a** | 1 |\n| 日本 | 20 |')).toBe(
      ['name │  n', '─────┼───', 'a    │  1', '日本 │ 20'].join('\n'),
    );
  });

  test('a wide table is a list of its rows', () => {
    expect(
      body('| field | meaning | |\n|---|---|---|\n| amount | what the customer has to pay in the end | |'),
    ).toBe('• amount\n   meaning: what the customer has to pay in the end');
  });
});

describe('a long document', () => {
  const paragraph = (word: string) => `${`${word} `.repeat(200).trim()}.`;

  test('is split between blocks, and each part is counted', () => {
    const document = ['one', 'two', 'three', 'four', 'five', 'six'].map(paragraph).join('\n\n');
    const parts = renderBrd(document, head);
    expect(parts).toHaveLength(2);
    for (const [index, part] of parts.entries()) {
      expectValid(part);
      expect(part.text).toContain(`part ${index + 1} of 2`);
      expect(part.text).toMatch(/\.$/);
    }
  });

  test('keeps a heading with what follows it', () => {
    const document = `${paragraph('a').repeat(9)}\n\n## Next\n\n${paragraph('b').repeat(4)}`;
    const parts = renderBrd(document, head);
    expect(parts).toHaveLength(2);
    expect(parts[0]?.text).not.toContain('Next');
    expect(parts[1]?.text).toContain('Next\n\nb b');
  });

  test('breaks a long code block at its lines and both halves stay code', () => {
    const lines = Array.from({ length: 600 }, (_, index) => `line ${index};`);
    const parts = renderBrd(`\`\`\`js\n${lines.join('\n')}\n\`\`\``, head);
    expect(parts.length).toBeGreaterThan(1);
    const code = parts.flatMap((part) => covered(part).filter(([type]) => type === 'pre'));
    expect(code.map(([, text]) => text).join('\n')).toBe(lines.join('\n'));
  });

  test('without any place to break is broken between code points', () => {
    const parts = renderBrd('🚂'.repeat(6000), head);
    for (const part of parts) expectValid(part);
    expect(parts.flatMap(({ text }) => Array.from(text).filter((char) => char === '🚂'))).toHaveLength(6000);
  });

  test('ends after ten parts and says how much is left out', () => {
    const parts = renderBrd(Array.from({ length: 100 }, () => paragraph('word')).join('\n\n'), head);
    expect(parts).toHaveLength(10);
    expect(parts[9]?.text).toMatch(
      /… about 7\d,\d{3} more characters are left out; the branch has all of it\.$/,
    );
    expect(parts[8]?.text).not.toContain('left out');
    for (const part of parts) expectValid(part);
  });

  test('of any size and shape is read in bounded time', () => {
    for (const piece of ['> ', '- ', '[', '*a_ ', '|', '<!--', '# x\n', '1. ', 'a*', '`', '![](']) {
      const startMs = performance.now();
      const parts = renderBrd(piece.repeat(100_000), head);
      expect([piece, performance.now() - startMs < 8000]).toEqual([piece, true]);
      expectValid(parts[0] ?? plain(''));
    }
  });
});

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
      const parts = renderBrd(pieces.join(''), head);
      expect(parts.length).toBeGreaterThan(0);
      expect(parts.length).toBeLessThanOrEqual(10);
      for (const part of parts) expectValid(part);
    }),
    { numRuns: 250 },
  );
});
