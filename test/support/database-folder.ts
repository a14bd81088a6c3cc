import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { afterEach, beforeEach, vi } from 'vitest';

/** A folder of its own for each test, and a place for temporary copies that must be empty again at its end. */
export function useDatabaseFolder() {
  const at = { folder: '', path: '', scratch: '', write, writeAndDie, countLocks };
  beforeEach(() => {
    at.folder = mkdtempSync(join(tmpdir(), 'database-'));
    at.path = join(at.folder, 'signalbox.db');
    at.scratch = mkdtempSync(join(tmpdir(), 'scratch-'));
    vi.stubEnv('TMPDIR', at.scratch);
  });
  afterEach(() => {
    vi.unstubAllEnvs();
    const left = readdirSync(at.scratch);
    for (const made of [at.folder, at.scratch]) rmSync(made, { recursive: true, force: true });
    if (left.length > 0) throw new Error(`temporary copies are left: ${left.join(', ')}`);
  });
  return at;

  function write(sql: string) {
    const db = new Sqlite(at.path);
    db.exec(sql);
    db.close();
  }

  /** Another program that writes and is killed before it closes. */
  function writeAndDie(sql: string) {
    const script = `const db = new (require('better-sqlite3'))(process.argv[1]);
      db.pragma('cache_size = 1'); db.exec(process.argv[2]); process.kill(process.pid, 'SIGKILL');`;
    const { signal, stderr } = spawnSync(process.execPath, ['-e', script, at.path, sql]);
    if (signal !== 'SIGKILL') throw new Error(stderr.toString());
  }

  /** How many locks the kernel knows on the file; Linux only. */
  function countLocks(): number {
    const locked = `:${statSync(at.path).ino} `;
    return readFileSync('/proc/locks', 'utf8')
      .split('\n')
      .filter((line) => line.includes(locked)).length;
  }
}
