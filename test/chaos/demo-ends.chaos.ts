import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { git } from '../../src/workspace/git.ts';
import { createRepository, listProcesses, makeFolder, program, spawnDemo } from '../scenarios/spawn-demo.ts';
import { until } from '../support/until.ts';

test('a demo that drives itself rolls a degraded release back, lets the next task begin, and ends', {
  timeout: 180_000,
}, async () => {
  const demo = spawnDemo(['--auto']);
  expect(await demo.ended).toBe(0);
  expect(demo.said.stdout).toMatch(
    /\[press\] Roll back[^]+Screen: GET \S+ answers 200 \{"status":"ok"[^]+\[press\] Unfreeze…[^]+KIOSK-002/,
  );
  expect(readdirSync(demo.temporary)).toEqual([]);
  expect(listProcesses(`${demo.temporary}/signalbox-demo-`)).toEqual([]);
});

test("a demo with the visitor's repository says what it does with it, takes it through its tests, leaves it as it was, and leaves nothing behind", {
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
