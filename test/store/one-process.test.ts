import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openDatabase } from '../../src/store/open-database.ts';

let folder: string;
let path: string;
const children: ChildProcess[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'one-process-'));
  path = join(folder, 'signalbox.db');
});
afterEach(async () => {
  await Promise.all(children.splice(0).map((child) => kill(child)));
  rmSync(folder, { recursive: true, force: true });
});

const script = `
  const { openDatabase } = await import(process.argv[1]);
  try {
    await openDatabase(process.argv[2]);
    console.log('open');
    setInterval(() => {}, 1000);
  } catch (error) {
    console.log(error.code + ': ' + error.message);
  }`;

/** A service of its own; resolves with the first line it says. */
async function start(): Promise<{ child: ChildProcess; said: string }> {
  const module = new URL('../../src/store/open-database.ts', import.meta.url).href;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script, module, path], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(child);
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  return { child, said: line.toString().trim() };
}

async function kill(child: ChildProcess) {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill('SIGKILL');
  await exited;
}

it('lets one of several starters win, and the others name its process', async () => {
  const started = await Promise.all([start(), start(), start(), start()]);
  const winners = started.filter(({ said }) => said === 'open');
  expect(winners).toHaveLength(1);
  for (const { said } of started.filter(({ said }) => said !== 'open')) {
    expect(said).toMatch(/^busy: /);
    expect(said).toContain(`process ${winners[0]?.child.pid})`);
  }
});

it('is free after SIGKILL of the holder', async () => {
  const { child, said } = await start();
  expect(said).toBe('open');
  await expect(openDatabase(path)).rejects.toMatchObject({
    code: 'busy',
    message: expect.stringContaining(`process ${child.pid})`),
  });
  await kill(child);
  (await openDatabase(path)).close();
  expect(existsSync(`${path}.lock.pid`)).toBe(false);
});

it('holds within one process too, until close', async () => {
  const { close } = await openDatabase(path);
  await expect(openDatabase(path)).rejects.toMatchObject({
    message: expect.stringContaining(`process ${process.pid})`),
  });
  close();
  (await openDatabase(path)).close();
});

it('does not name a killed holder while the next one has yet to write its pid', async () => {
  const { child } = await start();
  await kill(child);
  const { close } = await openDatabase(path);
  writeFileSync(`${path}.lock.pid`, `${child.pid}`);
  setTimeout(() => writeFileSync(`${path}.lock.pid`, `${process.pid}`), 100);
  await expect(openDatabase(path)).rejects.toThrow(`process ${process.pid})`);
  close();
});
