import { type ChildProcess, spawn } from 'node:child_process';
import { copyFileSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findProcessStat, isAlive, readBootId } from '../../../src/agents/process/process-identity.ts';
import { waitUntil } from './run-fixture.ts';

let folder: string;
let children: ChildProcess[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'signalbox-identity-'));
  children = [];
});

afterEach(async () => {
  const ended = children.map((child) => new Promise((resolve) => child.once('exit', resolve)));
  for (const child of children) child.kill('SIGKILL');
  await Promise.all(ended);
  rmSync(folder, { recursive: true });
});

function start(program: string, ...args: string[]): ChildProcess {
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'ignore'] });
  children.push(child);
  return child;
}

describe('the state of a process', () => {
  it('is read right whatever the name of its program', async () => {
    const program = join(folder, 'a) Z 1 (b');
    copyFileSync(realpathSync('/bin/sleep'), program);
    const { pid = 0 } = start(program, '60');
    await waitUntil(() => findProcessStat(pid)?.state === 'S', 'the sleep');
    const own = findProcessStat(process.pid);
    const stat = findProcessStat(pid);
    expect(stat?.session).toBe(own?.session);
    expect(Number(stat?.startTicks)).toBeGreaterThan(Number(own?.startTicks));
    expect(isAlive({ pid, startTicks: stat?.startTicks ?? '', bootId: readBootId() })).toBe(true);
  });

  it('is dead for a zombie, and unknown where there is no process', async () => {
    const parent = start('sh', '-c', 'sleep 0.05 & echo $!; exec sleep 60');
    let said = '';
    parent.stdout?.on('data', (chunk: Buffer) => {
      said += chunk.toString();
    });
    await waitUntil(() => said.endsWith('\n'), 'the pid');
    const pid = Number(said);
    const startTicks = findProcessStat(pid)?.startTicks ?? '';
    await waitUntil(() => findProcessStat(pid)?.state === 'Z', 'the zombie');
    expect(isAlive({ pid, startTicks, bootId: readBootId() })).toBe(false);
    expect(findProcessStat(2 ** 30)).toBeUndefined();
  });
});
