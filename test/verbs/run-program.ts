import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

export const root = join(import.meta.dirname, '..', '..');
const program = join(root, 'bin', 'signalbox.js');

/** The real one: some tests set another to see what is left there. */
const temporary = tmpdir();

export type Ended = { status: number | null; stdout: string; stderr: string };

type Options = { env?: Record<string, string>; cwd?: string; node?: string; nodeArgs?: readonly string[] };

/** An environment with nothing of Signalbox in it. */
export function bareEnv(): Record<string, string> {
  const { PATH = '', HOME = '', TMPDIR } = process.env;
  return { PATH, HOME, ...(TMPDIR === undefined ? {} : { TMPDIR }) };
}

/** An empty folder to start the program in: no .env, no projects.yaml, no database. */
export function makeEmptyFolder(): string {
  const folder = mkdtempSync(join(temporary, 'signalbox-verbs-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** The program as `npm start -- ARGS` starts it, to its end. */
export function runProgram(args: readonly string[], options: Options = {}): Ended {
  const { env = {}, cwd = makeEmptyFolder(), node = process.execPath, nodeArgs = [] } = options;
  const { status, stdout, stderr } = spawnSync(node, [...nodeArgs, program, ...args], {
    cwd,
    env: { ...bareEnv(), ...env },
    encoding: 'utf8',
    timeout: 15_000,
  });
  return { status, stdout, stderr };
}

/** The program as a service; it is killed after the test if it has not ended. */
export function spawnService(env: Record<string, string>, cwd: string) {
  const child = spawn(process.execPath, [program], {
    cwd,
    env: { ...bareEnv(), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said = { stdout: '', stderr: '' };
  child.stdout.on('data', (chunk: Buffer) => void (said.stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => void (said.stderr += chunk.toString()));
  const exited = once(child, 'close').then(([code, signal]: unknown[]) => String(signal ?? code));
  onTestFinished(() => end(child, exited));
  return { child, said, exited };
}

async function end(child: ChildProcess, exited: Promise<unknown>): Promise<void> {
  child.kill('SIGKILL');
  await exited;
}
