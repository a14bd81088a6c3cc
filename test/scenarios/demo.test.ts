import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { demo as runVerb } from '../../src/verbs/demo.ts';
import { git } from '../../src/workspace/git.ts';
import { compileCache } from '../support/installation.ts';
import { until } from '../support/until.ts';

const REFUSAL_MS = 10_000;
const root = join(import.meta.dirname, '..', '..');
const program = join(root, 'bin', 'signalbox.js');
const who = ['-c', 'user.name=Visitor', '-c', 'user.email=visitor@example.org'];

function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'signalbox-visitor-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }));
  return folder;
}

type Place = { cwd?: string; env?: Record<string, string | undefined> };

/** Its temporary folder is its own, to see what it leaves there. */
function spawnDemo(args: readonly string[], { cwd = root, env = {} }: Place = {}) {
  const temporary = makeFolder();
  const own = { ...process.env, NODE_COMPILE_CACHE: compileCache, TMPDIR: temporary, ...env };
  const child = spawn(process.execPath, [program, 'demo', ...args], { cwd, env: own });
  const said = { stdout: '', stderr: '' };
  child.stdout.on('data', (chunk: Buffer) => void (said.stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => void (said.stderr += chunk.toString()));
  const ended = once(child, 'close').then(([code]: unknown[]) => code);
  onTestFinished(() => end(child, ended));
  return { child, said, ended, temporary };
}

async function end(child: ChildProcess, ended: Promise<unknown>): Promise<void> {
  child.kill('SIGTERM');
  await ended;
}

async function createRepository(): Promise<string> {
  const folder = makeFolder();
  await git(['init', '--quiet', '--initial-branch=trunk'], { cwd: folder });
  writeFileSync(join(folder, 'a.txt'), 'a\n');
  await git(['add', '--all'], { cwd: folder });
  await git([...who, 'commit', '--quiet', '--message', 'One'], { cwd: folder });
  return folder;
}

/** The processes that run a program or carry a setting with this text. */
function listProcesses(text: string): string[] {
  const read = (path: string) => {
    try {
      return readFileSync(path, 'utf8');
    } catch {
      return '';
    }
  };
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .filter((pid) => `${read(`/proc/${pid}/cmdline`)}\n${read(`/proc/${pid}/environ`)}`.includes(text));
}

/** What the verb says before it begins anything. */
async function refusalOf(args: readonly string[], env: Place['env'] = {}): Promise<unknown> {
  const stop = AbortSignal.timeout(REFUSAL_MS);
  const running = runVerb({ args: ['--auto', ...args], env, stop, print: () => undefined });
  return running.then(
    (status) => `ended with ${status}`,
    (error: Error) => error.message,
  );
}

describe("a demo with the visitor's repository", () => {
  test('says what it does with it, takes it through its tests, leaves it as it was, and leaves nothing behind', {
    timeout: 90_000,
  }, async () => {
    const folder = await createRepository();
    writeFileSync(join(folder, 'b.txt'), 'b\n');
    const { stdout: before } = await git(['for-each-ref'], { cwd: folder });
    const record = join(makeFolder(), 'record');
    const ci = `test -f a.txt && echo tested >>${record}`;

    const demo = spawnDemo(['--auto', '--repo', folder, '--ci', ci]);

    expect([await demo.ended, demo.said.stderr]).toEqual([0, '']);
    const lines = demo.said.stdout.split('\n');
    expect(lines.slice(0, 3)).toEqual([
      expect.stringMatching(/^Works on a clone of .+, branch trunk at [0-9a-f]{7} One\. /),
      '1 uncommitted change is left out.',
      `Tests: ${ci} runs in a fresh clone before the review, and again before the merge.`,
    ]);
    expect(readFileSync(record, 'utf8')).toMatch(/^(tested\n){2,}$/);
    expect(demo.said.stdout).toMatch(/\nMerged into trunk: [0-9a-f]{40} Merge DEMO-001/);
    expect(demo.said.stdout).toMatch(/\n signalbox-demo\/a-first-note\.md +\| +5 \++\n/);
    expect(demo.said.stdout).toContain(`which is removed now: ${folder} is as it was.\n`);
    expect((await git(['for-each-ref'], { cwd: folder })).stdout).toBe(before);
    expect(readdirSync(demo.temporary)).toEqual([]);
  });

  test('that cannot be found is told in one line, counted from where the visitor stands', async () => {
    const folder = makeFolder();
    const below = join(folder, 'below');
    mkdirSync(below);
    const child = spawnDemo(['--auto', '--repo', '../gone'], { cwd: below });
    expect([await child.ended, child.said, readdirSync(child.temporary)]).toEqual([
      1,
      { stdout: '', stderr: `--repo ../gone: there is no folder ${folder}/gone.\n` },
      [],
    ]);
    const underNpm = refusalOf(['--repo', '../gone'], { INIT_CWD: below });
    expect(await underNpm).toBe(`--repo ../gone: there is no folder ${folder}/gone.`);
  });

  test('says in one sentence why it cannot begin', async () => {
    const folder = makeFolder();
    const [plain, empty, file] = ['plain', 'empty', 'file'].map((name) => join(folder, name));
    mkdirSync(plain ?? '');
    writeFileSync(file ?? '', '');
    await git(['init', '--quiet', empty ?? ''], { cwd: folder });
    const detached = await createRepository();
    await git(['checkout', '--quiet', '--detach'], { cwd: detached });
    const why = (repo: string) => refusalOf(['--repo', repo]);
    expect(await why('')).toBe('--repo: expected the path of a git repository, got nothing.');
    expect(await why(`${file}`)).toBe(`--repo ${file}: there is no folder ${file}.`);
    expect(await why(`${plain}`)).toBe(`--repo ${plain}: ${plain} is no git repository.`);
    expect(await why(`${empty}`)).toBe(`--repo ${empty}: ${empty} has no commit yet.`);
    expect(await why(detached)).toBe(`--repo ${detached}: ${detached} is on no branch. Check one out first.`);
  });
});

describe('a demo that ends before its time', () => {
  const isUp = (demo: ReturnType<typeof spawnDemo>) =>
    until('it is up', () => demo.said.stdout.includes('Ctrl-C'), 60_000);
  const isRunning = (temporary: string) =>
    until('a run is on its way', () => listProcesses(`${temporary}/signalbox-demo-`).length > 0, 60_000);

  test('leaves nothing behind when its terminal is closed', { timeout: 90_000 }, async () => {
    const demo = spawnDemo(['--auto']);
    await isRunning(demo.temporary);
    demo.child.stdout.destroy();
    demo.child.stderr.destroy();
    demo.child.kill('SIGHUP');
    expect(await demo.ended).toBe(1);
    expect(readdirSync(demo.temporary)).toEqual([]);
    expect(listProcesses(`${demo.temporary}/signalbox-demo-`)).toEqual([]);
  });

  // Of util-linux, which every Linux has: it gives the program a terminal, which goes when it goes.
  const typescript = '/usr/bin/script';
  test('leaves nothing behind either when the terminal is gone that it logs to', {
    timeout: 60_000,
  }, async () => {
    const temporary = makeFolder();
    const env = { ...process.env, NODE_COMPILE_CACHE: undefined, TMPDIR: temporary, LOG_LEVEL: 'info' };
    const command = `${process.execPath} ${program} demo`;
    const terminal = spawn(typescript, ['-qfec', command, '/dev/null'], { env });
    await isRunning(temporary);
    terminal.kill('SIGKILL');
    await until('every process is gone', () => listProcesses(temporary).length === 0, 30_000);
    expect(readdirSync(temporary)).toEqual([]);
  });

  test('by SIGKILL is swept up with its release by the next one, and one that lives is not', {
    timeout: 120_000,
  }, async () => {
    const repo = await createRepository();
    const killed = spawnDemo(['--auto']);
    const hasRelease = (home: string) =>
      existsSync(join(killed.temporary, home, 'releases', 'staging', 'current'));
    await until('its release', () => readdirSync(killed.temporary).find(hasRelease), 60_000);
    killed.child.kill('SIGKILL');
    await killed.ended;
    const [left = ''] = readdirSync(killed.temporary);
    expect(left).toMatch(/^signalbox-demo-/);
    expect(listProcesses(join(killed.temporary, left))).not.toEqual([]);

    const env = { TMPDIR: killed.temporary };
    const living = spawnDemo(['--repo', repo], { env });
    await isUp(living);
    expect(existsSync(join(killed.temporary, left))).toBe(false);
    expect(listProcesses(join(killed.temporary, left))).toEqual([]);
    const another = spawnDemo(['--repo', repo], { env });
    await isUp(another);
    expect(another.said.stdout).toContain('\nNo tests run: give --ci COMMAND, what tests a fresh clone');
    expect(readdirSync(killed.temporary)).toHaveLength(2);
    for (const demo of [living, another]) demo.child.kill('SIGINT');
    expect([await living.ended, await another.ended]).toEqual([0, 0]);
    expect(readdirSync(killed.temporary)).toEqual([]);
  });
});

describe('wrong use of the demo', () => {
  test('is told in one line, and exits 2', () => {
    const demo = spawnSync(process.execPath, [program, 'demo', '--fast'], { encoding: 'utf8' });
    expect(demo.status).toBe(2);
    expect(demo.stderr).toMatch(/^Unknown option '--fast'.*\n$/);
  });

  test.each([
    [['--ci', 'npm test'], '--ci: expected together with --repo'],
    [['--repo', '.', '--ci', ' '], '--ci: expected a command, got nothing'],
    [['--port', '70000'], '--port: expected a port from 0 to 65535, got "70000"'],
  ])('%j is answered with what was expected', async (args, sentence) => {
    expect(await refusalOf(args)).toBe(sentence);
  });

  test('a port that is taken is told in one line, and exits 1', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void server.close());
    const { port } = server.address() as { port: number };
    const demo = spawnDemo(['--port', String(port)]);
    expect(await demo.ended).toBe(1);
    expect(demo.said.stderr).toMatch(new RegExp(`^port ${port} is in use: .+\\.\n$`));
    expect(readdirSync(demo.temporary)).toEqual([]);
  });
});
