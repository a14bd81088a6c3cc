import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { stringify } from 'yaml';
import { playScript } from '../../src/agents/scripted/play-script.ts';
import type { RequestFile } from '../../src/agents/scripted/request-file.ts';
import { parseScript } from '../../src/agents/scripted/script.ts';
import { createDemoScript } from '../../src/demo/script.ts';
import { sampleTexts, toVisitorTexts } from '../../src/demo/texts.ts';
import { git } from '../../src/workspace/git.ts';

const scripts = { sample: sampleTexts, visitor: toVisitorTexts(false) };

async function createRepository(): Promise<string> {
  const path = mkdtempSync(join(tmpdir(), 'signalbox-script-'));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  await git(['init', '--quiet'], { cwd: path });
  return path;
}

function toRequest(clonePath: string, role: string, round: number): RequestFile {
  const rest = { notes: 'Say where.', repo: 'board', branch: 'NOTE-001', commit: '', runName: 'run-1' };
  const paths = { clonePath, promptPath: join(clonePath, 'prompt.md'), reportPath: null };
  const task = { workItemId: 'NOTE-001', title: 'Lunch', description: 'It is at noon.' };
  return { role, stage: role, round, ...task, ...rest, ...paths };
}

/** The steps of the roles that write, less their reports: those belong to the run's folder. */
function withoutReports(texts: typeof sampleTexts) {
  const script = parseScript(stringify(createDemoScript('notes', 0, texts)));
  for (const role of Object.keys(script)) {
    script[role] = (script[role] ?? []).map((steps) => steps.filter(({ kind }) => kind !== 'report'));
  }
  return script;
}

const files = {
  analyst: 'docs/work-items/NOTE-001/01-brd.md',
  architect: 'docs/work-items/NOTE-001/06-adr/0001-one-file.md',
  developer: 'notes/lunch.md',
} as const;

const beginnings = {
  analyst: '# Lunch\n\n## Summary\n',
  architect: '# One file for each notice\n',
  developer: '# Lunch\n\nIt is at noon.\n',
} as const;

test.for([
  ['sample', 'analyst', 1],
  ['sample', 'analyst', 2],
  ['sample', 'architect', 2],
  ['sample', 'developer', 1],
  ['sample', 'developer', 2],
  ['sample', 'developer', 3],
  ['visitor', 'analyst', 2],
  ['visitor', 'developer', 2],
] as const)('on a fresh branch the %s script plays %s round %d whole', async ([name, role, round]) => {
  const repository = await createRepository();
  expect(await playScript(withoutReports(scripts[name]), toRequest(repository, role, round))).toBe(0);
  const text = readFileSync(join(repository, files[role]), 'utf8');
  expect(text).not.toContain('FILE');
  expect(text.slice(0, beginnings[role].length)).toBe(beginnings[role]);
});

test.for(['analyst', 'developer'] as const)(
  'each round of the %s changes something of the last one',
  async (role) => {
    const repository = await createRepository();
    const script = withoutReports(sampleTexts);
    for (const round of [1, 2, 3, 4]) {
      expect(await playScript(script, toRequest(repository, role, round))).toBe(0);
    }
    const { stdout } = await git(['rev-list', '--count', 'HEAD'], { cwd: repository });
    expect(Number(stdout)).toBe(4);
    expect(existsSync(join(repository, files[role]))).toBe(true);
  },
);
