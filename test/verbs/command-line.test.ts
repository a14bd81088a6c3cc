import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { verbs } from '../../src/verbs.ts';
import { createOldInstallation } from '../support/old-installation.ts';
import { bareEnv, makeEmptyFolder, root, runProgram } from './run-program.ts';

describe('the command line', () => {
  test('helps with every verb, and exits 0', () => {
    const { status, stdout, stderr } = runProgram(['help']);
    expect([status, stderr]).toEqual([0, '']);
    for (const verb of Object.keys(verbs).filter((name) => name !== 'help' && name !== 'start')) {
      expect(stdout).toMatch(new RegExp(`^npm (start --|run) ${verb}\\b`, 'm'));
    }
    expect(stdout).toContain('Exit status: 0 fine, 1 failed, 2 wrong use.');
  });

  test.each([['--help'], ['-h'], ['start', '--help'], ['demo', '--auto', '--help'], ['task', '-h']])(
    'asked with %s %s %s, helps, and exits 0',
    (...args) => {
      expect(runProgram(args)).toEqual(runProgram(['help']));
    },
  );

  test.each(['frobnicate', 'Queue', '--json'])(
    'knows no verb %s, names those it has, and exits 2',
    (verb) => {
      expect(runProgram([verb])).toEqual({
        status: 2,
        stdout: '',
        stderr: `signalbox has no verb "${verb}"; it has ${Object.keys(verbs).join(', ')}.\n`,
      });
    },
  );

  test.each([
    [['queue', '7'], 'expected no task id\n'],
    [['task'], 'expected one task id\n'],
    [['why', 'ET-1', 'ET-2'], 'expected one task id\n'],
    [['queue', '--yaml'], expect.stringMatching(/^Unknown option '--yaml'.*\n$/)],
    [['task', 'ET-1', '--json=yes'], expect.stringMatching(/^Option '--json' .*\n$/)],
    [['events', '7'], 'expected no task id\n'],
    [['events', '--all=yes'], expect.stringMatching(/^Unknown option '--all'.*\n$/)],
    [['replay'], 'expected the number of one event\n'],
    [['replay', '1', '2'], 'expected the number of one event\n'],
    [['replay', 'ET-12'], 'expected the number of one event\n'],
    [['replay', '7', '--all'], expect.stringMatching(/^Unknown option '--all'.*\n$/)],
    [['resume', 'shop'], 'resume lifts the pause of everything: it takes no shop\n'],
  ])('calls %j wrong use in one line, and exits 2', (args, stderr) => {
    expect(runProgram(args)).toEqual({ status: 2, stdout: '', stderr });
  });
});

describe('npm start', () => {
  const npm = (env: Record<string, string>, ...args: string[]) => {
    const { status, stdout, stderr } = spawnSync('npm', ['start', '--silent', '--', ...args], {
      cwd: root,
      env: { ...bareEnv(), PROJECTS_FILE: join(makeEmptyFolder(), 'projects.yaml'), ...env },
      encoding: 'utf8',
    });
    return { status, stdout, stderr };
  };

  test('hands on what a script needs: arguments, clean output and the exit status', () => {
    const DB_PATH = join(makeEmptyFolder(), 'signalbox.db');
    createOldInstallation(DB_PATH);
    const { status, stdout } = npm({ DB_PATH }, 'why', 'SHOP-8', '--json');
    expect([status, JSON.parse(stdout)]).toMatchObject([0, { task: 'SHOP-8', code: 'done' }]);
    expect(npm({ DB_PATH }, 'frobnicate')).toMatchObject({ status: 2, stdout: '' });
    expect(npm({ DB_PATH: `${DB_PATH}-not` }, 'queue')).toMatchObject({ status: 1, stdout: '' });
  });
});

describe('an older Node', () => {
  const refusal = (version: string) => ({
    status: 1,
    stdout: '',
    stderr: `signalbox needs Node 24 or newer, this is ${version}: start it with npm (npm start, npm run demo), which brings its own.\n`,
  });

  test.each(['v18.20.4', 'v22.11.0', 'v23.9.0'])(
    '%s is refused in one line, before anything is read',
    (version) => {
      const pretend = `Object.defineProperty(process, 'version', { value: '${version}' });
      Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '${version.slice(1)}' } });`;
      const cwd = makeEmptyFolder();
      const nodeArgs = ['--import', `data:text/javascript,${encodeURIComponent(pretend)}`];
      expect(runProgram(['queue'], { nodeArgs, cwd })).toEqual(refusal(version));
      expect(readdirSync(cwd)).toEqual([]);
    },
  );

  const older = findOlderNode();
  test.skipIf(older === undefined)('that really is one can read the program that refuses it', () => {
    const { path = '', version = '' } = older ?? {};
    expect(runProgram([], { node: path })).toEqual(refusal(version));
  });
});

/** The machine's own Node, if it is too old for Signalbox. */
function findOlderNode(): { path: string; version: string } | undefined {
  return (process.env['PATH'] ?? '')
    .split(delimiter)
    .map((folder) => join(folder, 'node'))
    .filter((path) => existsSync(path))
    .map((path) => ({ path, version: execFileSync(path, ['--version'], { encoding: 'utf8' }).trim() }))
    .find(({ version }) => Number.parseInt(version.slice(1), 10) < 24);
}
