import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { faultsOf, load, projectsText, tempFolder } from './support.ts';

function yaml(...accounts: string[]): string {
  return `${projectsText()}accounts:\n${accounts.map((account) => `  - ${account}\n`).join('')}`;
}

/** A folder with programs that can be run, and one file that cannot. */
function folderWith(...programs: string[]): string {
  const folder = tempFolder();
  for (const name of programs) writeFileSync(join(folder, name), '', { mode: 0o755 });
  writeFileSync(join(folder, 'notes'), '', { mode: 0o644 });
  return folder;
}

describe('an account', () => {
  test('has the program of its runner, found in PATH, and the values of its variables', () => {
    const [first, second] = [folderWith('gemini'), folderWith('claude', 'gemini')];
    const account = '{ name: team, runner: claude, env: [ANTHROPIC_API_KEY, ANTHROPIC_BASE_URL] }';
    const env = {
      ANTHROPIC_API_KEY: 'key',
      ANTHROPIC_BASE_URL: 'http://127.0.0.1:1',
      PATH: `${first}:${second}`,
    };
    const config = load({ yaml: yaml(account, '{ name: other, runner: gemini }'), env });
    expect(config.accounts).toEqual([
      {
        name: 'team',
        runner: 'claude',
        program: join(second, 'claude'),
        env: { ANTHROPIC_API_KEY: 'key', ANTHROPIC_BASE_URL: 'http://127.0.0.1:1' },
        homeTemplate: null,
      },
      { name: 'other', runner: 'gemini', program: join(first, 'gemini'), env: {}, homeTemplate: null },
    ]);
  });

  test('may name its program, by a name or by a path that counts from the projects file, and a home', () => {
    const folder = folderWith('codex-native', 'open');
    mkdirSync(join(folder, 'homes/codex'), { recursive: true });
    const named = '{ name: a, runner: codex, program: codex-native, home: homes/codex }';
    const config = load({
      yaml: yaml(named, '{ name: b, runner: opencode, program: ./open }'),
      env: { PATH: folder },
      folder,
    });
    expect(config.accounts).toMatchObject([
      { program: join(folder, 'codex-native'), homeTemplate: join(folder, 'homes/codex') },
      { program: join(folder, 'open'), homeTemplate: null },
    ]);
  });

  test('takes no folder and no plain file of PATH for a program, nor what a relative part of PATH holds', () => {
    const folder = folderWith('claude');
    const blocked = tempFolder();
    mkdirSync(join(blocked, 'claude'));
    mkdirSync(join(blocked, 'below'));
    writeFileSync(join(blocked, 'below/claude'), '', { mode: 0o644 });
    const path = `.::bin:/nowhere:${blocked}:${blocked}/below:${folder}`;
    const config = load({ yaml: yaml('{ name: team, runner: claude }'), env: { PATH: path } });
    expect(config.accounts[0]?.program).toBe(join(folder, 'claude'));
  });

  test('needs neither its program nor its variables where only the file is read', () => {
    const accounts = [
      '{ name: a, runner: claude, env: [ANTHROPIC_API_KEY] }',
      '{ name: b, runner: codex, program: bin/codex }',
    ];
    const folder = tempFolder();
    expect(load({ yaml: yaml(...accounts), needs: 'file', folder }).accounts).toMatchObject([
      { program: 'claude', env: {} },
      { program: join(folder, 'bin/codex') },
    ]);
  });
});

/** An account at line 7 of the file. */
const faults: [account: string, fault: string][] = [
  ['{ runner: claude }', '.name: missing; expected letters, digits, dashes and underscores'],
  ['{ name: ../x, runner: claude }', '.name: expected letters, digits, dashes and underscores, got "../x"'],
  ['{ name: team }', '.runner: missing; expected claude, codex, gemini or opencode'],
  ['{ name: team, runner: command }', '.runner: expected claude, codex, gemini or opencode, got "command"'],
  ['{ name: team, runner: claude, key: x }', '.key: unknown key; known are name, runner, env, program, home'],
  ['{ name: team, runner: claude, env: [4x] }', '.env[0]: expected the name of a variable, got "4x"'],
  ['{ name: team, runner: claude, env: [UNSET] }', '.env[0]: UNSET is not set in the environment'],
  ['{ name: team, runner: claude, env: [empty] }', '.env[0]: empty is not set in the environment'],
  [
    '{ name: team, runner: claude, env: [GITHUB_TOKEN] }',
    '.env[0]: GITHUB_TOKEN belongs to Signalbox itself and is not handed on',
  ],
  [
    '{ name: team, runner: claude, env: [AGENT_SANDBOX] }',
    '.env[0]: AGENT_SANDBOX belongs to Signalbox itself and is not handed on',
  ],
  [
    '{ name: team, runner: codex }',
    '.program: account team needs the program codex, found none of that name in PATH; install it, or give its path as program',
  ],
  [
    '{ name: team, runner: codex, program: notes }',
    '.program: account team needs the program notes, found none of that name in PATH; install it, or give its path as program',
  ],
  [
    '{ name: team, runner: claude, program: ./notes }',
    '.program: account team needs a program that can be run, found none at FOLDER/notes; install it there, or correct the path',
  ],
  ['{ name: team, runner: claude, program: [] }', '.program: expected text, got a list'],
  [
    '{ name: team, runner: claude, home: notes }',
    '.home: expected the path of a folder, found none at FOLDER/notes',
  ],
  [
    '{ name: team, runner: claude, home: 1 }',
    '.home: expected the path of a folder, got 1; put it in quotes',
  ],
];

test.each(faults)('among accounts, %s', (account, fault) => {
  const folder = folderWith('claude');
  const env = { PATH: folder, empty: ' ' };
  const found = faultsOf({ yaml: yaml(account), env, folder }).map((text) => text.replace(folder, 'FOLDER'));
  expect(found).toEqual([`projects.yaml:7 accounts[0]${fault}`]);
});

test('among accounts, names are unique, whatever their case and runner', () => {
  const accounts = yaml('{ name: team, runner: claude }', '{ name: Team, runner: codex }');
  expect(faultsOf({ yaml: accounts, env: { PATH: folderWith('claude', 'codex') } })).toEqual([
    'projects.yaml:8 accounts[1].name: expected a name of its own, but "Team" names an account above',
  ]);
});

test('accounts are a list of mappings', () => {
  expect(faultsOf({ yaml: `${projectsText()}accounts: { team: claude }` })).toEqual([
    'projects.yaml:6 accounts: expected a list, got a mapping',
  ]);
  expect(faultsOf({ yaml: yaml('team') })).toEqual([
    'projects.yaml:7 accounts[0]: expected a mapping with name, runner, env, program, home, got "team"',
  ]);
});

describe('no key of an account is ever in a message', () => {
  test('when its value stands elsewhere, even that of an account with a fault', () => {
    const faulty = '{ name: "correct-horse!", runner: claude, env: [ANTHROPIC_API_KEY] }';
    const env = { ANTHROPIC_API_KEY: 'correct-horse', LOG_LEVEL: 'a correct-horse' };
    expect(faultsOf({ yaml: yaml(faulty), env })).toEqual([
      'LOG_LEVEL: expected debug, info, warn, error or silent, got "a ***"',
      'projects.yaml:7 accounts[0].name: expected letters, digits, dashes and underscores, got "***!"',
    ]);
  });

  test.each([
    ['[sk-ant-api03-xyz]', '[0]: expected the name of a variable; the value is a secret and not shown'],
    ['[KEY=hunter2]', '[0]: expected the name of a variable; the value is a secret and not shown'],
    [
      '[AIzaSyB3xyz]',
      '[0]: expected the name of a variable that is set; the value is a secret and not shown',
    ],
    ['[9f86d081884c]', '[0]: expected the name of a variable; the value is a secret and not shown'],
    ['sk-ant-api03-xyz', ': expected a list of names of variables; the value is a secret and not shown'],
    ['ANTHROPIC_API_KEY', ': expected a list, got "ANTHROPIC_API_KEY"'],
  ])('when it stands where the name of its variable belongs: env: %s', (given, fault) => {
    const account = `{ name: team, runner: claude, env: ${given} }`;
    expect(faultsOf({ yaml: yaml(account), env: { PATH: folderWith('claude') } })).toEqual([
      `projects.yaml:7 accounts[0].env${fault}`,
    ]);
  });
});
