import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { fileRule, importRule, libraryRule, places, processRule } from './support/architecture-rules.ts';
import { listImports } from './support/list-imports.ts';

const root = new URL('..', import.meta.url).pathname;
const MAX_LINES = 300;
const MAX_ARCHITECTURE_LINES = 250;

/** Programs and pages of their own: played in other processes, or in a browser. */
const foreign = ['emulator/page/', 'demo/sample/'];

const files = listFiles('src').filter((file) => !foreign.some((folder) => file.startsWith(folder)));
const code = files.filter((file) => file.endsWith('.ts'));

function listFiles(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(join(root, folder).length + 1))
    .toSorted();
}

function read(file: string): string {
  return readFileSync(join(root, file), 'utf8');
}

/** What a failing test prints: the rule, then each fault with its file. Empty when there is none. */
function told(rule: string, faults: readonly string[]): string {
  return faults.length === 0 ? '' : [rule, ...faults].join('\n');
}

test('every file and folder at the top of src has its declared place', () => {
  const names = readdirSync(join(root, 'src')).toSorted();
  const unknown = names.filter((name) => !(name in places));
  const gone = Object.keys(places).filter((name) => !names.includes(name));
  expect(told('declare its place in test/support/architecture-rules.ts:', unknown)).toBe('');
  expect(told('declared in test/support/architecture-rules.ts, but gone:', gone)).toBe('');
});

describe.each(code)('src/%s', (file) => {
  const text = read(join('src', file));

  test('imports only what lies below it', () => {
    const faults = listImports(text).flatMap((found) => importRule(file, found) ?? []);
    expect(told('imports point down only: main, app, drivers, workflow, adapters, domain:', faults)).toBe('');
  });

  test('uses each library through its one door', () => {
    const faults = listImports(text).flatMap((found) => libraryRule(file, found) ?? []);
    expect(told('one library, one door:', faults)).toBe('');
  });

  test('leaves the process to main, and has no default export', () => {
    expect(told('what only main may do:', processRule(file, text))).toBe('');
    expect(/^export default\b/m.test(text), `src/${file} has a default export; export it by name`).toBe(
      false,
    );
  });
});

test('files have kebab-case names', () => {
  expect(
    told(
      'rename to kebab-case:',
      files.filter((file) => !fileRule(file)),
    ),
  ).toBe('');
});

test(`no file is longer than ${MAX_LINES} lines`, () => {
  const ours = ['src', 'test', 'bench', 'bin'].flatMap((folder) =>
    listFiles(folder).map((file) => join(folder, file)),
  );
  const long = ours
    .filter((file) => /\.(ts|js|css|html|sh)$/.test(file) && countLines(file) > MAX_LINES)
    .map((file) => `${file}: ${countLines(file)} lines`);
  expect(told(`split what is over ${MAX_LINES} lines:`, long)).toBe('');
});

test(`ARCHITECTURE.md stays within ${MAX_ARCHITECTURE_LINES} lines`, () => {
  expect(countLines('ARCHITECTURE.md')).toBeLessThanOrEqual(MAX_ARCHITECTURE_LINES);
});

function countLines(file: string): number {
  return read(file).split('\n').length - 1;
}

describe('the rules themselves', () => {
  const from = (file: string, source: string, kind: 'value' | 'type' = 'value') =>
    importRule(file, { source, kind, names: ['x'] });

  test.each([
    ['domain/explain.ts', '../log.ts'],
    ['domain/explain.ts', '../store/tasks.ts'],
    ['store/tasks.ts', '../forges/forge.ts'],
    ['store/tasks.ts', '../workflow/commit.ts'],
    ['workflow/commit.ts', '../store/tasks.ts'],
    ['workflow/commit.ts', '../worker/worker.ts'],
    ['http/server.ts', '../bot/create-bot.ts'],
    ['http/server.ts', '../config.ts'],
    ['bot/create-bot.ts', '../config/settings.ts'],
    ['emulator/state.ts', '../domain/message.ts'],
    ['app.ts', './demo/run-demo.ts'],
    ['app.ts', './main.ts'],
    ['clock.ts', './log.ts'],
  ])('%s may not import %s', (file, source) => {
    expect(from(file, source)).toMatch(/^src\/.+: /);
  });

  test.each([
    ['domain/decide/decide.ts', '../facts.ts'],
    ['workflow/commit.ts', '../domain/decision.ts'],
    ['http/server.ts', '../stored-time.ts'],
    ['app.ts', './config.ts'],
    ['store/tasks.ts', '../log.ts'],
  ])('%s may import %s', (file, source) => {
    expect(from(file, source)).toBeUndefined();
  });

  test('the use cases know adapters as types, and the format of stored times', () => {
    expect(from('workflow/commit.ts', '../store/tasks.ts', 'type')).toBeUndefined();
    expect(from('workflow/commit.ts', '../stored-time.ts')).toBeUndefined();
  });

  test.each([
    [`import { a } from 'x';`, { source: 'x', kind: 'value', names: ['a'] }],
    [`import type { A } from 'x';`, { source: 'x', kind: 'type', names: ['A'] }],
    [`import { type A, type B } from 'x';`, { source: 'x', kind: 'type', names: ['A', 'B'] }],
    [`import {\n  type A,\n  b as c,\n} from 'x';`, { source: 'x', kind: 'value', names: ['A', 'b'] }],
    [`import A, { b } from 'x';`, { source: 'x', kind: 'value', names: ['A', 'b'] }],
    [`import * as a from 'x';`, { source: 'x', kind: 'value', names: ['*'] }],
    [`import 'x';`, { source: 'x', kind: 'value', names: [] }],
    [`export { a } from 'x';`, { source: 'x', kind: 'value', names: ['a'] }],
    [`export type { A } from 'x';`, { source: 'x', kind: 'type', names: ['A'] }],
    [`export * from 'x';`, { source: 'x', kind: 'value', names: ['*'] }],
    [`const a = async () => (await import('x')).a;`, { source: 'x', kind: 'value', names: ['*'] }],
  ])('%s is read as one import', (text, found) => {
    expect(listImports(text)).toEqual([found]);
  });
});
