import {
  accessSync,
  constants,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  statSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { type Database, openFile, StoreError, sqliteCode } from './database.ts';

/** Where the file really is, so that two spellings of one path meet at one lock. The file may be absent. */
export function locateFile(path: string): string {
  const absolute = toAbsolute(path);
  try {
    const stat = statSync(absolute, { throwIfNoEntry: false });
    if (stat === undefined) return join(realpathSync(dirname(absolute)), basename(absolute));
    if (stat.isFile()) return realpathSync(absolute);
  } catch (error) {
    const message = `${absolute} cannot be reached (${errorCode(error)}): check DB_PATH and the permissions of its folders.`;
    throw new StoreError('unreadable', message, error);
  }
  throw new StoreError(
    'unreadable',
    `${absolute} is not an ordinary file: point DB_PATH at a database file.`,
  );
}

function toAbsolute(path: string): string {
  // better-sqlite3 trims the names it is given.
  return resolve(path.trim());
}

/** Makes the folder of a file that may not exist yet. */
export function makeFolderFor(path: string): void {
  const folder = dirname(toAbsolute(path));
  try {
    mkdirSync(folder, { recursive: true });
  } catch (error) {
    const message = `the folder ${folder} of the database is missing and cannot be created (${errorCode(error)}): create it or change DB_PATH.`;
    throw new StoreError('missing-folder', message, error);
  }
}

/** The superuser may write any file, so a file without a write bit counts as read-only by its mode alone. */
function isWritable(file: string): boolean {
  if (existsSync(file) && ((statSync(file).mode & 0o222) === 0 || !isAllowed(file, constants.W_OK)))
    return false;
  return isAllowed(dirname(file), constants.W_OK | constants.X_OK);
}

export function assertReadable(file: string): void {
  if (!existsSync(file)) {
    throw new StoreError(
      'unreadable',
      `${file} does not exist: start Signalbox once to create it, or set DB_PATH.`,
    );
  }
  if (!isAllowed(file, constants.R_OK)) {
    throw new StoreError('unreadable', `${file} may not be read by this user: change its permissions.`);
  }
}

export function assertWritable(file: string): void {
  if (isWritable(file)) return;
  throw new StoreError('read-only', `${file} or its folder is read-only: make both writable for this user.`);
}

export type Reader = { db: Database; close: () => void };

/**
 * A connection to look with: neither the file nor what lies beside it is any different after close().
 * A read-only connection would leave a -wal and -shm beside a resting WAL file; a writing one that only reads
 * removes its own. Over a -wal with data it is the other way round: only a writing one would move the data.
 */
export function openReader(file: string): Reader {
  const hasWal = existsSync(`${file}-wal`);
  if (hasWal && existsSync(`${file}-shm`)) return openOrCopy(file);
  if (hasWal || (!existsSync(`${file}-journal`) && !isWritable(file))) return openScratchCopy(file);
  if (existsSync(`${file}-journal`)) return openOrCopy(file);
  const db = openFile(file, { mustExist: true });
  db.pragma('query_only = ON');
  return { db, close: () => db.close() };
}

/** A journal that a killed writer left has to be rolled back, which a read-only connection may not. */
function openOrCopy(file: string): Reader {
  const db = openFile(file, { readonly: true });
  try {
    db.pragma('schema_version');
    return { db, close: () => db.close() };
  } catch (error) {
    db.close();
    const code = sqliteCode(error) ?? '';
    if (!code.startsWith('SQLITE_READONLY') && code !== 'SQLITE_CANTOPEN') throw error;
    return openScratchCopy(file);
  }
}

/** Copying around SQLite is safe only here: no live connection to the file can hold a lock in these states. */
function openScratchCopy(file: string): Reader {
  const folder = makeScratchFolder();
  try {
    const copy = join(folder, 'copy.db');
    for (const suffix of ['', '-wal', '-journal']) {
      if (existsSync(file + suffix)) copyFileSync(file + suffix, copy + suffix);
    }
    const db = openFile(copy, { mustExist: true });
    const close = () => {
      db.close();
      removeFolder(folder);
    };
    return { db, close };
  } catch (error) {
    removeFolder(folder);
    throw error;
  }
}

/** Only this user can read it: the copies in it hold payloads. */
export function makeScratchFolder(): string {
  return mkdtempSync(join(tmpdir(), 'signalbox-copy-'));
}

export function removeFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
}

function isAllowed(path: string, mode: number): boolean {
  try {
    accessSync(path, mode);
    return true;
  } catch {
    return false;
  }
}

function errorCode(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? String(error);
}
