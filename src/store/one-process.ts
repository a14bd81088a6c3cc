import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { openFile, StoreError, sqliteCode, toStoreError } from './database.ts';

export type ProcessLock = { release: () => void };

/**
 * Holds `<file>.lock` for this process, or throws `busy` naming the holder. The lock is SQLite's own on a second
 * small database, so the kernel frees it however the process ends. The file stays after release: a removed one could
 * be locked by two processes under one name.
 */
export async function takeProcessLock(file: string): Promise<ProcessLock> {
  const pidPath = `${file}.lock.pid`;
  const lock = openFile(`${file}.lock`, { timeoutMs: 0 });
  try {
    // Not WAL, in which an exclusive transaction lets others in.
    lock.pragma('journal_mode = DELETE');
    lock.exec('BEGIN EXCLUSIVE');
    writeFileSync(pidPath, `${process.pid}\n`);
  } catch (error) {
    lock.close();
    if (sqliteCode(error)?.startsWith('SQLITE_BUSY') !== true) throw toStoreError(error, `${file}.lock`);
    const message = `${file} is in use by another Signalbox (${await describeHolder(pidPath)}): stop that one first.`;
    throw new StoreError('busy', message, error);
  }
  return {
    release() {
      if (!lock.open) return;
      rmSync(pidPath, { force: true });
      lock.close();
    },
  };
}

/** The holder writes its pid just after it has the lock; until then a killed one's may stand there. */
async function describeHolder(pidPath: string): Promise<string> {
  const deadlineMs = Date.now() + 1000;
  for (;;) {
    const pid = readPid(pidPath);
    if (pid !== undefined && isAlive(pid)) return `process ${pid}`;
    // A pid of another container is unknown here, yet it is the best there is.
    if (Date.now() > deadlineMs) return pid === undefined ? 'its process is unknown' : `process ${pid}`;
    await sleep(20);
  }
}

function readPid(pidPath: string): number | undefined {
  try {
    const pid = Number.parseInt(readFileSync(pidPath, 'utf8'), 10);
    return pid > 0 ? pid : undefined;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
