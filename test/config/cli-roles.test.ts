import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Config } from '../../src/config.ts';
import { faultsOf, load, tempFolder } from './support.ts';

const runners = ['claude', 'codex', 'gemini', 'opencode'];

type Given = { role: string; more?: string; accounts?: string | null; runner?: string };

/** A project whose tester is at line 8; the other roles are commands. */
function yaml({ role, more = '', accounts }: Given): string {
  const fitting = runners.map((name) => `{ name: my-${name}, runner: ${name} }`).join(', ');
  const listed = accounts === null ? '' : `\naccounts: [${accounts ?? fitting}]`;
  return `projects:
  - name: shop
    prefix: SHOP
    repo: https://git.example.org/acme/shop.git
    roles:
      analyst: &run { runner: command, command: ./agent.sh }
      <<: { architect: *run, developer: *run, reviewer: *run }
      tester: ${role}
${more}${listed}`;
}

function surroundings() {
  const folder = tempFolder();
  for (const name of runners) writeFileSync(join(folder, name), '', { mode: 0o755 });
  return { folder, env: { PATH: folder } };
}

function testerOf(given: Given): Config['projects'][number]['roles']['tester'] | undefined {
  return load({ yaml: yaml(given), ...surroundings() }).projects[0]?.roles.tester;
}

function roleFaults(given: Given): string[] {
  return faultsOf({ yaml: yaml(given), ...surroundings() });
}

describe('a role with a CLI that brings a model', () => {
  test.each(runners)('%s gets every default, and the first account with that runner', (runner) => {
    expect(testerOf({ role: `{ runner: ${runner} }` })).toEqual({
      runner,
      account: `my-${runner}`,
      model: null,
      fallbackModel: null,
      effort: null,
      limitMs: 3_600_000,
      silenceMs: 1_200_000,
      promptFile: null,
      report: true,
      home: 'own',
    });
  });

  test('takes what it is given', () => {
    const { folder, env } = surroundings();
    writeFileSync(join(folder, 'test.md'), '');
    const accounts = '{ name: a, runner: claude }, { name: b, runner: claude }';
    const limits = 'minutes: 5, silenceMinutes: 2, prompt: test.md';
    const role = `{ runner: claude, account: b, model: opus, fallbackModel: sonnet, effort: max, ${limits} }`;
    expect(load({ yaml: yaml({ role, accounts }), folder, env }).projects[0]?.roles.tester).toEqual({
      runner: 'claude',
      account: 'b',
      model: 'opus',
      fallbackModel: 'sonnet',
      effort: 'max',
      limitMs: 300_000,
      silenceMs: 120_000,
      promptFile: join(folder, 'test.md'),
      report: true,
      home: 'own',
    });
  });

  test.each([
    ['claude', 'xhigh'],
    ['codex', 'minimal'],
    ['gemini', 'whatever'],
    ['opencode', 'whatever'],
  ])('%s takes the effort %s', (runner, effort) => {
    expect(testerOf({ role: `{ runner: ${runner}, effort: ${effort} }` })?.effort).toBe(effort);
  });

  test('may deploy, with a HOME of its own', () => {
    const more = '      deployer: { runner: claude }';
    const config = load({ yaml: yaml({ role: '*run', more }), ...surroundings() });
    expect(config.projects[0]?.roles.deployer).toMatchObject({ home: 'own', report: true });
  });
});

const foreign = 'expected it not to be given here';

test.each([
  ['{ runner: claude, effort: minimal }', '.effort: expected low, medium, high, xhigh or max, got "minimal"'],
  ['{ runner: codex, effort: max }', '.effort: expected minimal, low, medium, high or xhigh, got "max"'],
  ['{ runner: gemini, effort: 3 }', '.effort: expected text, got 3; put it in quotes'],
  ['{ runner: claude, command: x }', `.command: belongs to runner command; ${foreign}`],
  ['{ runner: codex, script: x }', `.script: belongs to runner scripted; ${foreign}`],
  ['{ runner: gemini, home: own }', `.home: belongs to runner command; ${foreign}`],
  ['{ runner: opencode, report: true }', `.report: belongs to runner command or scripted; ${foreign}`],
  ['{ runner: codex, fallbackModel: x }', `.fallbackModel: belongs to runner claude; ${foreign}`],
  [
    '{ runner: command, command: x, fallbackModel: y }',
    `.fallbackModel: belongs to runner claude; ${foreign}`,
  ],
  [
    '{ runner: claude, model: opus, fallbackModel: opus }',
    '.fallbackModel: expected another model than opus, which it stands in for',
  ],
  [
    '{ runner: claude, account: my-claud }',
    '.account: no account has the name "my-claud" (did you mean my-claude?); expected my-claude',
  ],
  [
    '{ runner: claude, account: my-codex }',
    '.account: account my-codex has runner codex, not claude; expected my-claude',
  ],
  ['{ runner: claude, account: 7 }', '.account: expected text, got 7; put it in quotes'],
])('of a role, %s', (role, fault) => {
  expect(roleFaults({ role })).toEqual([`projects.yaml:8 projects[0].roles.tester${fault}`]);
});

test.each([
  ['home: shared', 'home', 'command'],
  ['account: team', 'account', 'claude, codex, gemini or opencode'],
])('of a role that plays a script, %s', (pair, key, owners) => {
  const { folder, env } = surroundings();
  writeFileSync(join(folder, 'play.json'), '{}');
  const role = `{ runner: scripted, script: play.json, ${pair} }`;
  expect(faultsOf({ yaml: yaml({ role }), folder, env })).toEqual([
    `projects.yaml:8 projects[0].roles.tester.${key}: belongs to runner ${owners}; ${foreign}`,
  ]);
});

describe('without a fitting account', () => {
  test.each([
    ['claude', 'ANTHROPIC_API_KEY'],
    ['codex', 'CODEX_API_KEY'],
    ['gemini', 'GEMINI_API_KEY'],
    ['opencode', 'ANTHROPIC_API_KEY'],
  ])('runner %s is shown one, once, however many roles use it', (runner, variable) => {
    const more = `      deployer: { runner: ${runner} }`;
    expect(roleFaults({ role: `{ runner: ${runner} }`, more, accounts: null })).toEqual([
      `projects.yaml:8 projects[0].roles.tester.runner: no account has runner ${runner}; expected one under accounts, say, { name: ${runner}, runner: ${runner}, env: [${variable}] }`,
    ]);
  });

  test('a role that names one is told what is expected', () => {
    const role = '{ runner: claude, account: team }';
    expect(roleFaults({ role, accounts: '{ name: team, runner: codex }' })).toEqual([
      'projects.yaml:8 projects[0].roles.tester.account: account team has runner codex, not claude; expected an account with runner claude',
    ]);
  });

  test.each(['{ runner: claude }', '{ runner: claude, account: team }'])(
    'that is due to a fault of the account itself, only that is told: %s',
    (role) => {
      expect(roleFaults({ role, accounts: '{ name: team, runner: cloude }' })).toEqual([
        'projects.yaml:10 accounts[0].runner: expected claude, codex, gemini or opencode, got "cloude"',
      ]);
    },
  );
});
