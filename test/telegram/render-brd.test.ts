import { describe, expect, test } from 'vitest';
import type { ApprovalView } from '../../src/domain/approval-view.ts';
import { translatorOf } from '../../src/locale/translator.ts';
import { type Formatted, plain } from '../../src/telegram/formatted.ts';
import { renderBrd } from '../../src/telegram/render-brd.ts';
import { aView } from './approval-views.ts';
import { covered, expectValid } from './entities.ts';

const english = translatorOf('en');

function render(document: string, changes: Partial<ApprovalView> = {}) {
  return renderBrd({ ...aView, document, ...changes }, english);
}

function partsOf(document: string): readonly Formatted[] {
  return render(document).parts;
}

function body(markdown: string): string {
  const [first, ...others] = partsOf(markdown);
  expect(others).toEqual([]);
  return first?.text.split('\n').slice(2).join('\n') ?? '';
}

function entitiesOf(markdown: string): [string, string][] {
  return partsOf(markdown).flatMap(covered).slice(1);
}

test('the text follows under the name of the document, and all of it as a file', () => {
  const { parts, file } = render('# Text & more');
  expect(parts.map(({ text }) => text)).toEqual(['BRD of ET-012 · revision abc12345\n\nText & more']);
  expect(file).toEqual({
    text: 'The whole BRD of ET-012 · revision abc12345',
    entities: [],
    file: { name: 'ET-012-brd-abc12345.md', kind: 'text', text: '# Text & more' },
  });
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
    ['![](docs/x.png)', '🖼 (docs/x.png)', []],
    ['<details>\n<summary>More</summary>\n\ntext\n\n</details>', 'More\n\ntext', []],
    ['```mermaid\ngraph TD; a-->b\n```', 'graph TD; a-->b', [['pre', 'graph TD; a-->b']]],
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
    expect(partsOf('```ts x\na\n```')[0]?.entities[1]).toMatchObject({ type: 'pre', language: 'ts' });
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
    const parts = partsOf(document);
    expect(parts).toHaveLength(2);
    for (const [index, part] of parts.entries()) {
      expectValid(part);
      expect(part.text).toContain(`part ${index + 1} of 2`);
      expect(part.text).toMatch(/\.$/);
    }
  });

  test('keeps a heading with what follows it', () => {
    const document = `${paragraph('a').repeat(9)}\n\n## Next\n\n${paragraph('b').repeat(4)}`;
    const parts = partsOf(document);
    expect(parts).toHaveLength(2);
    expect(parts[0]?.text).not.toContain('Next');
    expect(parts[1]?.text).toContain('Next\n\nb b');
  });

  test('breaks a long code block at its lines and both halves stay code', () => {
    const lines = Array.from({ length: 600 }, (_, index) => `line ${index};`);
    const parts = partsOf(`\`\`\`js\n${lines.join('\n')}\n\`\`\``);
    expect(parts.length).toBeGreaterThan(1);
    const code = parts.flatMap((part) => covered(part).filter(([type]) => type === 'pre'));
    expect(code.map(([, text]) => text).join('\n')).toBe(lines.join('\n'));
  });

  test('without any place to break is broken between code points', () => {
    const parts = partsOf('🚂'.repeat(6000));
    for (const part of parts) expectValid(part);
    expect(parts.flatMap(({ text }) => Array.from(text).filter((char) => char === '🚂'))).toHaveLength(6000);
  });

  test('of more than three parts shows two, what it holds, and how much more the file has', () => {
    const sections = Array.from({ length: 100 }, (_, index) => `## Part ${index}\n\n${paragraph('word')}`);
    const { summary, parts, file } = render(sections.join('\n\n'));
    expect(parts).toHaveLength(2);
    expect(parts[0]?.text).not.toContain('in the file');
    expect(parts[1]?.text).toMatch(/… about 9\d,\d{3} more characters are in the file\.$/);
    expect(summary.text).toContain('Contents\n   • Part 0\n   • Part 1\n');
    expect(summary.text).toMatch(
      /… 80 more\n\nIt is long: the beginning follows, all of it is in the file\.$/,
    );
    expect(file.file).toMatchObject({ kind: 'text', text: sections.join('\n\n') });
    for (const part of [summary, ...parts]) expectValid(part);
  });

  test('of any size and shape is read in bounded time', () => {
    for (const piece of ['> ', '- ', '[', '*a_ ', '|', '<!--', '# x\n', '1. ', 'a*', '`', '![](']) {
      const startMs = performance.now();
      const parts = partsOf(piece.repeat(100_000));
      expect([piece, performance.now() - startMs < 8000]).toEqual([piece, true]);
      expectValid(parts[0] ?? plain(''));
    }
  });
});
