import { readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { decide } from '../../src/domain/decide/decide.ts';
import { positions } from '../../src/domain/stage.ts';
import { factsOf, isPossible, stateCases } from './state-cases.ts';
import { renderStateTable } from './state-table.ts';

const page = new URL('../../ARCHITECTURE.md', import.meta.url);
const begin = '<!-- state table: begin -->';
const end = '<!-- state table: end -->';
const rewrite = 'UPDATE_DOCS=1 npx vitest run test/domain/state-table.test.ts';

test('the state table in ARCHITECTURE.md is what the code decides', () => {
  const text = readFileSync(page, 'utf8');
  const [from, to] = [text.indexOf(begin), text.indexOf(end)];
  expect(from >= 0 && to > from, `ARCHITECTURE.md has lost its markers ${begin} and ${end}`).toBe(true);
  const table = `${begin}\n${renderStateTable()}\n${end}`;
  if (process.env['UPDATE_DOCS'] === '1') {
    writeFileSync(page, text.slice(0, from) + table + text.slice(to + end.length));
    return;
  }
  expect(text.slice(from, to + end.length), `the table is stale; rewrite it with: ${rewrite}`).toBe(table);
});

test('every case of the table changes something somewhere, so that none is listed in vain', () => {
  const idle = [...stateCases.way, ...stateCases.anywhere].filter((one) =>
    positions
      .filter((at) => isPossible(one, at))
      .every((at) => decide(factsOf(one, at), one.signal(at)).kind === 'stay'),
  );
  expect(idle.map(({ name }) => name)).toEqual([]);
});
