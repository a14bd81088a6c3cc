import BetterSqlite3 from 'better-sqlite3';

export type Database = BetterSqlite3.Database;

export type Migration = { number: number; name: string; up(db: Database): void };

export type StoreErrorCode =
  | 'not-sqlite'
  | 'foreign'
  | 'damaged'
  | 'read-only'
  | 'newer'
  | 'older'
  | 'busy'
  | 'full'
  | 'missing-folder'
  | 'unreadable'
  | 'backup-failed';

/** A refusal or failure of the database file; the message is for people and says what to do. */
export class StoreError extends Error {
  readonly code: StoreErrorCode;

  constructor(code: StoreErrorCode, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'StoreError';
    this.code = code;
  }
}

const sqliteFaults = [
  ['SQLITE_NOTADB', 'not-sqlite', 'is not a SQLite database: point DB_PATH at the right file'],
  ['SQLITE_CORRUPT', 'damaged', 'is damaged: put a backup in its place'],
  ['SQLITE_READONLY', 'read-only', 'cannot be written: make the file and its folder writable'],
  ['SQLITE_BUSY', 'busy', 'is held by another program: stop that program and start again'],
  ['SQLITE_FULL', 'full', 'has no room to grow: free space on its disk and start again'],
  ['SQLITE_CANTOPEN', 'unreadable', 'cannot be opened: check the permissions of the file and its folder'],
  ['SQLITE_IOERR', 'unreadable', 'cannot be read or written: check the disk'],
] as const satisfies readonly (readonly [string, StoreErrorCode, string])[];

/** SQLite's own errors about the file as a StoreError; any other error, a bug included, comes back as it is. */
export function toStoreError(error: unknown, path: string): unknown {
  if (!(error instanceof BetterSqlite3.SqliteError)) return error;
  const fault = sqliteFaults.find(([prefix]) => error.code.startsWith(prefix));
  if (fault === undefined) return error;
  const [, code, sentence] = fault;
  return new StoreError(code, `${path} ${sentence} (SQLite says: ${error.message}).`, error);
}

/** The code of SQLite's error, undefined for any other. */
export function sqliteCode(error: unknown): string | undefined {
  return error instanceof BetterSqlite3.SqliteError ? error.code : undefined;
}

/** A plain connection; an absent file is created unless `mustExist` or `readonly` is set. */
export function openFile(
  path: string,
  options: { readonly?: boolean; mustExist?: boolean; timeoutMs?: number } = {},
): Database {
  const db = new BetterSqlite3(path, {
    readonly: options.readonly ?? false,
    fileMustExist: options.mustExist ?? false,
    timeout: options.timeoutMs ?? 5000,
  });
  // Off, as in every file of the earlier installation: a queued job may name a task whose row is gone, and with
  // the check on its run could never be recorded in agent_runs.
  db.pragma('foreign_keys = OFF');
  return db;
}

/** What every writing connection sets; journal_mode is a property of the file and is set once by the service. */
export function setDurable(db: Database): void {
  // A sender outside never repeats an acknowledged webhook, so a commit must survive a power loss: one fsync per
  // commit, about a quarter of the transactions per second that NORMAL allows.
  db.pragma('synchronous = FULL');
}

export function userVersion(db: Database): number {
  return db.pragma('user_version', { simple: true }) as number;
}

/** The names of all ordinary tables, SQLite's own and virtual ones left out. */
export function listTables(db: Database): string[] {
  return db
    .prepare<[], string>(
      `SELECT name FROM sqlite_schema
       WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND sql NOT LIKE 'CREATE VIRTUAL%'
       ORDER BY name`,
    )
    .pluck()
    .all();
}

export function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
