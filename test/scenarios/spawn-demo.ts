import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { git } from '../../src/workspace/git.ts';
import { compileCache } from '../support/installation.ts';

const root = join(import.meta.dirname, '..', '..');
export const program = join(root, 'bin', 'signalbox.js');

export function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'signalbox-visitor-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }));
  return folder;
}

export type Place = { cwd?: string; env?: Record<string, string | undefined> };

/** Its temporary folder is its own, to see what it leaves there. */
export function spawnDemo(args: readonly string[], { cwd = root, env = {} }: Place = {}) {
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

/** The processes that run a program or carry a setting with this text. */
export function listProcesses(text: string): string[] {
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

const who = ['-c', 'user.name=Visitor', '-c', 'user.email=visitor@example.org'];

export async function createRepository(): Promise<string> {
  const folder = makeFolder();
  await git(['init', '--quiet', '--initial-branch=trunk'], { cwd: folder });
  writeFileSync(join(folder, 'a.txt'), 'a\n');
  await git(['add', '--all'], { cwd: folder });
  await git([...who, 'commit', '--quiet', '--message', 'One'], { cwd: folder });
  return folder;
}
