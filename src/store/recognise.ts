import { type Database, listTables, quoteName, StoreError, userVersion } from './database.ts';

/** "SIGB" in the file's header, set with the first migration. */
export const applicationId = 0x53494742;

/** The least by which the earlier installation's first version is known; every other column came later or may have. */
const earlierTables = {
  events: ['id', 'source', 'event_type', 'payload'],
  tasks: ['id', 'repo'],
  agent_runs: ['id', 'agent'],
  jobs: ['id', 'agent', 'repo', 'status'],
} as const satisfies Record<string, readonly string[]>;

/**
 * The version of our own file, 0 for an empty one and for one of the earlier installation. Throws the refusal, `newer`
 * or `foreign`, for any other.
 */
export function recognise(db: Database, path: string, latest: number): number {
  const version = userVersion(db);
  const owner = db.pragma('application_id', { simple: true }) as number;
  if (owner === applicationId) {
    if (version <= latest) return version;
    throw new StoreError(
      'newer',
      `${path} was written by a newer Signalbox (its version is ${version}, this one knows ${latest}): install that release or restore a backup.`,
    );
  }
  const tables = listTables(db);
  if (owner === 0 && tables.length === 0) return 0;
  if (owner === 0 && version === 0 && isEarlier(db)) return 0;
  throw new StoreError(
    'foreign',
    `${path} is the database of something else (${describeTables(tables)}): point DB_PATH at Signalbox's own file.`,
  );
}

/** Refuses a damaged file; reads every page, 0.2 s for 250 MB. */
export function assertIntact(db: Database, path: string): void {
  const found = db.pragma('quick_check(1)', { simple: true }) as string;
  if (found === 'ok') return;
  throw new StoreError('damaged', `${path} is damaged (${found}): put a backup in its place.`);
}

/** True if any table holds a row beyond what migrations themselves record. */
export function holdsData(db: Database): boolean {
  const tables = listTables(db).filter((name) => name !== 'meta' && name !== 'claim_rules');
  return tables.some((name) => db.prepare(`SELECT 1 FROM ${quoteName(name)} LIMIT 1`).get() !== undefined);
}

function isEarlier(db: Database): boolean {
  // The takeover keeps its facts in a table of this name and must not write into somebody's own.
  if (columnsOf(db, 'meta').length > 0) return false;
  return Object.entries(earlierTables).every(([table, needed]) => {
    const columns = columnsOf(db, table);
    return needed.every((name) => columns.includes(name));
  });
}

/** Lower-case names, generated columns included; empty if there is no such table. */
export function columnsOf(db: Database, table: string): string[] {
  return db.prepare<[string], string>('SELECT lower(name) FROM pragma_table_xinfo(?)').pluck().all(table);
}

function describeTables(tables: string[]): string {
  if (tables.length === 0) return 'it has no tables, but the mark of another program';
  const shown = tables.slice(0, 8).join(', ');
  const more = tables.length > 8 ? ` and ${tables.length - 8} more` : '';
  return `its tables are ${shown}${more}`;
}
