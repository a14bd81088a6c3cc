import type { Tokens } from 'marked';
import { renderInline } from './brd-inline.ts';
import { covered, type Formatted, joined, plain, styled } from './formatted.ts';

/** Fixed-width characters that stand side by side on a small phone. */
const phoneColumns = 36;

export function renderTable({ header, rows, align }: Tokens.Table): Formatted {
  const cells = [header, ...rows].map((row) => row.map((cell) => renderInline(cell.tokens)));
  const texts = cells.map((row) => row.map(({ text }) => text.replaceAll(/\s+/g, ' ').trim()));
  const widths = header.map((_, column) => Math.max(...texts.map((row) => widthOf(row[column] ?? ''))));
  const total = widths.reduce((sum, width) => sum + width, 3 * (widths.length - 1));
  if (total > phoneColumns) return asList(cells);
  const lines = texts.map((row) => lineUp(row, widths, align));
  const rule = widths.map((width) => '─'.repeat(width)).join('─┼─');
  const text = [lines[0] ?? '', rule, ...lines.slice(1)].join('\n');
  return covered({ type: 'pre', offset: 0, length: text.length }, plain(text));
}

function lineUp(row: readonly string[], widths: readonly number[], align: Tokens.Table['align']): string {
  const padded = widths.map((width, column) => {
    const text = row[column] ?? '';
    const room = Math.max(0, width - widthOf(text));
    const before = align[column] === 'right' ? room : align[column] === 'center' ? Math.floor(room / 2) : 0;
    return ' '.repeat(before) + text + ' '.repeat(room - before);
  });
  return padded.join(' │ ').trimEnd();
}

/** One bullet a row: the first cell, and below it the others with their column's name. */
function asList(cells: readonly Formatted[][]): Formatted {
  const [header = [], ...rows] = cells;
  const items = (rows.length === 0 ? [header] : rows).map(([first = plain(''), ...others]) => {
    const lines = others.flatMap((cell, index) => {
      if (cell.text.trim() === '') return [];
      const name = header[index + 1]?.text ?? '';
      return [joined([plain(name === '' ? '   ' : `   ${name}: `), cell])];
    });
    return joined([joined([plain('• '), styled('bold', first)]), ...lines], '\n');
  });
  return joined(items, '\n');
}

/** Chinese, Japanese, Korean and emoji take two places. */
function widthOf(text: string): number {
  let width = 0;
  for (const char of text) {
    if (/\p{Mark}/u.test(char)) continue;
    width +=
      /[\u1100-\u115F\u2E80-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE4F\uFF00-\uFF60\u{1F300}-\u{1FAFF}]/u.test(
        char,
      )
        ? 2
        : 1;
  }
  return width;
}
