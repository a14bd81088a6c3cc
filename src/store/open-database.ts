import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { backUpFile, copyDatabase } from './backup.ts';
import {
  type Database,
  type Migration,
  openFile,
  StoreError,
  setDurable,
  toStoreError,
  userVersion,
} from './database.ts';
import {
  assertReadable,
  assertWritable,
  locateFile,
  makeFolderFor,
  makeScratchFolder,
  openReader,
  removeFolder,
} from './database-file.ts';
import { createMeta } from './meta.ts';
import { migrations as allMigrations } from './migrations/index.ts';
import { takeProcessLock } from './one-process.ts';
import { applicationId, assertIntact, holdsData, recognise } from './recognise.ts';

export type OpenedDatabase = {
  db: Database;
  /** True for an earlier installation's file until its takeover was announced. */
  takenOver: boolean;
  backupPath: string | null;
  close: () => void;
};

type OpenOptions = { now?: () => Date; migrations?: readonly Migration[] };

/**
 * Opens for the service: takes the one-process lock, checks, backs up, migrates. Throws StoreError and leaves the file
 * as it was if any check fails. Undo with close(), which releases the lock too.
 */
export async function openDatabase(path: string, options: OpenOptions = {}): Promise<OpenedDatabase> {
  const { now = () => new Date(), migrations = allMigrations } = options;
  makeFolderFor(path);
  const file = locateFile(path);
  if (existsSync(file)) assertReadable(file);
  assertWritable(file);
  try {
    const lock = await takeProcessLock(file);
    try {
      const backupPath = await checkAndBackUp(file, migrations, now);
      const { db, takenOver } = openMigrated(file, migrations);
      const close = () => {
        try {
          db.close();
        } finally {
          lock.release();
        }
      };
      return { db, takenOver, backupPath, close };
    } catch (error) {
      lock.release();
      throw error;
    }
  } catch (error) {
    throw toStoreError(error, file);
  }
}

async function checkAndBackUp(
  file: string,
  migrations: readonly Migration[],
  now: () => Date,
): Promise<string | null> {
  if (!existsSync(file)) return null;
  const latest = latestOf(migrations);
  const reader = openReader(file);
  try {
    const version = recognise(reader.db, file, latest);
    assertIntact(reader.db, file);
    if (version === latest || !holdsData(reader.db)) return null;
    return await backUpFile(reader.db, file, latest, now());
  } finally {
    reader.close();
  }
}

function openMigrated(file: string, migrations: readonly Migration[]) {
  const db = openFile(file);
  try {
    setDurable(db);
    migrate(db, migrations);
    const mode = db.pragma('journal_mode = WAL', { simple: true }) as string;
    if (mode !== 'wal') {
      throw new StoreError(
        'unreadable',
        `${file} lies on a disk that cannot keep a WAL (got ${mode}): move it.`,
      );
    }
    return { db, takenOver: createMeta(db).isTakeoverToAnnounce() };
  } catch (error) {
    db.close();
    throw error;
  }
}

/** Each migration and its version number become true together, so a crash between two leaves the first. */
function migrate(db: Database, migrations: readonly Migration[]): void {
  for (const migration of migrations) {
    if (migration.number <= userVersion(db)) continue;
    db.transaction(() => {
      migration.up(db);
      db.pragma(`user_version = ${migration.number}`);
      db.pragma(`application_id = ${applicationId}`);
    }).immediate();
  }
}

/**
 * For verbs that only read: a migrated temporary copy that refuses writes and is removed by close(). The original is
 * untouched and may be read-only, of the earlier installation, or in use by the service.
 */
export async function openCopy(path: string): Promise<{ db: Database; close: () => void }> {
  const file = locateExisting(path);
  const folder = makeScratchFolder();
  try {
    const copy = join(folder, 'signalbox.db');
    await copyChecked(file, copy);
    const db = openFile(copy);
    db.pragma('synchronous = OFF');
    migrate(db, allMigrations);
    db.pragma('query_only = ON');
    const close = () => {
      db.close();
      removeFolder(folder);
    };
    return { db, close };
  } catch (error) {
    removeFolder(folder);
    throw toStoreError(error, file);
  }
}

async function copyChecked(file: string, copy: string): Promise<void> {
  const reader = openReader(file);
  try {
    recognise(reader.db, file, latestOf(allMigrations));
    assertIntact(reader.db, file);
    await copyDatabase(reader.db, copy);
  } finally {
    reader.close();
  }
}

/** A further connection of a short verb while the service may be running: takes no lock, never migrates. */
export function connect(path: string): { db: Database; close: () => void } {
  const file = locateExisting(path);
  assertWritable(file);
  try {
    assertCurrent(file);
    const db = openFile(file, { mustExist: true });
    setDurable(db);
    return { db, close: () => db.close() };
  } catch (error) {
    throw toStoreError(error, file);
  }
}

function assertCurrent(file: string): void {
  const latest = latestOf(allMigrations);
  const reader = openReader(file);
  try {
    const version = recognise(reader.db, file, latest);
    if (version === latest) return;
    throw new StoreError(
      'older',
      `${file} is of version ${version}, this Signalbox works on ${latest}: start the service once to upgrade it.`,
    );
  } finally {
    reader.close();
  }
}

function locateExisting(path: string): string {
  const file = locateFile(path);
  assertReadable(file);
  return file;
}

function latestOf(migrations: readonly Migration[]): number {
  return migrations.at(-1)?.number ?? 0;
}
