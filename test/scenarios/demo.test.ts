import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { demo as runVerb } from '../../src/verbs/demo.ts';
import { git } from '../../src/workspace/git.ts';
import { createRepository, makeFolder, type Place, program, spawnDemo } from './spawn-demo.ts';

const REFUSAL_MS = 10_000;
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
