import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { git } from '../../src/workspace/git.ts';

const program = join(import.meta.dirname, '..', '..', 'bin', 'signalbox.js');

describe('the demo that drives itself', () => {
  const folder = mkdtempSync(join(tmpdir(), 'signalbox-visitor-'));
  const home = mkdtempSync(join(tmpdir(), 'signalbox-demo-test-'));
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
    rmSync(home, { recursive: true, force: true });
  });

  test("takes a visitor's repository through, leaves it as it was, and leaves nothing behind", {
    timeout: 90_000,
  }, async () => {
    const who = ['-c', 'user.name=Visitor', '-c', 'user.email=visitor@example.org'];
    await git(['init', '--quiet', '--initial-branch=trunk'], { cwd: folder });
    writeFileSync(join(folder, 'a.txt'), 'a\n');
    await git(['add', '--all'], { cwd: folder });
    await git([...who, 'commit', '--quiet', '--message', 'One'], { cwd: folder });
    const { stdout: before } = await git(['for-each-ref'], { cwd: folder });

    const demo = spawnSync(process.execPath, [program, 'demo', '--auto', '--repo', folder], {
      encoding: 'utf8',
      env: { ...process.env, TMPDIR: home },
    });

    expect(demo.stderr).toBe('');
    expect(demo.status).toBe(0);
    expect(demo.stdout).toMatch(/Merged into trunk: [0-9a-f]{40} Merge DEMO-001/);
    expect((await git(['for-each-ref'], { cwd: folder })).stdout).toBe(before);
    expect(readdirSync(home).filter((name) => name.startsWith('signalbox-demo'))).toEqual([]);
  });

  test('says what is wrong with a path that holds no repository, and exits 1', () => {
    const demo = spawnSync(
      process.execPath,
      [program, 'demo', '--auto', '--repo', join(tmpdir(), 'not-there')],
      {
        encoding: 'utf8',
      },
    );
    expect(demo.status).toBe(1);
    expect(demo.stderr).toContain('not-there');
  });

  test('calls a wrong option wrong use', () => {
    const demo = spawnSync(process.execPath, [program, 'demo', '--fast'], { encoding: 'utf8' });
    expect(demo.status).toBe(2);
    expect(demo.stderr).toContain('--fast');
  });
});
