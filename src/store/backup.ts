import {
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { type Database, listTables, quoteName, StoreError } from './database.ts';
import { openReader } from './database-file.ts';
import { assertIntact } from './recognise.ts';

/**
 * Copies the file beside itself as `<file>.before-v<version>-<time>` and returns that path. A file of that name is
 * complete and was opened and counted; the source is only read.
 */
export async function backUpFile(
  source: Database,
  file: string,
  version: number,
  now: Date,
): Promise<string> {
  const target = freeName(`${file}.before-v${version}-${now.toISOString().replace(/[-:]|\.\d+/g, '')}`);
  const partial = `${target}.partial`;
  try {
    rmSync(partial, { force: true });
    // Made before SQLite opens it, so that the copy is never readable by more users than the original.
    writeFileSync(partial, '', { flag: 'wx', mode: statSync(file).mode & 0o777 });
    const expected = await copyDatabase(source, partial);
    verifyCopy(partial, expected);
    renameSync(partial, target);
    syncFolder(dirname(target));
    return target;
  } catch (error) {
    removePartial(partial);
    const reason = error instanceof Error ? error.message : String(error);
    const message = `${file} could not be copied to ${target} before its upgrade and was left as it is (${reason}): free space or fix the folder, then start again.`;
    throw new StoreError('backup-failed', message, error);
  }
}

export type RowCounts = Record<string, number>;

/** Copies one state of the database, however busy its writers are, and counts the rows of that same state. */
export async function copyDatabase(source: Database, target: string): Promise<RowCounts> {
  source.exec('BEGIN');
  try {
    const counts = countRows(source);
    await source.backup(target);
    return counts;
  } finally {
    source.exec('ROLLBACK');
  }
}

function verifyCopy(path: string, expected: RowCounts): void {
  const reader = openReader(path);
  try {
    assertIntact(reader.db, path);
    const found = countRows(reader.db);
    for (const table of new Set([...Object.keys(expected), ...Object.keys(found)])) {
      if (expected[table] === found[table]) continue;
      throw new Error(`${table} has ${expected[table] ?? 'no'} rows, its copy ${found[table] ?? 'none'}`);
    }
  } finally {
    reader.close();
  }
}

function countRows(db: Database): RowCounts {
  const count = (table: string) =>
    db
      .prepare<[], number>(`SELECT count(*) FROM ${quoteName(table)}`)
      .pluck()
      .get();
  return Object.fromEntries(listTables(db).map((table) => [table, count(table) ?? 0]));
}

function freeName(path: string): string {
  let name = path;
  for (let copy = 2; existsSync(name); copy += 1) name = `${path}-${copy}`;
  return name;
}

function syncFolder(folder: string): void {
  const descriptor = openSync(folder, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** What stood in the way of the copy may stand in the way of its removal; the first failure is the one to tell. */
function removePartial(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {
    return;
  }
}
