import type { Database, Migration } from '../database.ts';
import { columnsOf } from '../recognise.ts';
import { earlierIndexes, earlierTables, type Table } from './001-schema.ts';

/**
 * What rows that are there already get in an added column, where something is measured or sorted by it. Elsewhere they
 * keep NULL, which means unknown; so a task without a stage counts as finished and is never started again.
 */
const fillIns: Record<string, string> = {
  'tasks.created_at': "datetime('now')",
  'tasks.updated_at': 'created_at',
  'jobs.created_at': "datetime('now')",
  'repo_freeze.frozen_at': "datetime('now')",
};

export const takeoverMigration: Migration = { number: 1, name: 'takeover', up: takeOver };

function takeOver(db: Database): void {
  const isEarlier = columnsOf(db, 'events').length > 0;
  for (const [name, table] of Object.entries(earlierTables)) completeTable(db, name, table);
  for (const [name, target] of Object.entries(earlierIndexes))
    db.exec(`CREATE INDEX IF NOT EXISTS ${name} ON ${target}`);
  db.exec('CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL)');
  noteHighestIds(db);
  createDeliveryIndex(db);
  if (!isEarlier) return;
  db.exec("INSERT INTO meta (key, value) VALUES ('takeover.at', datetime('now'))");
  completeLedger(db);
}

function completeTable(db: Database, table: string, { columns, key }: Table): void {
  const present = columnsOf(db, table);
  if (present.length === 0) {
    const parts = Object.entries(columns).map(([column, definition]) => `${column} ${definition}`);
    db.exec(`CREATE TABLE ${table} (${[...parts, ...(key === undefined ? [] : [key])].join(', ')})`);
    return;
  }
  for (const [column, definition] of Object.entries(columns)) {
    if (!present.includes(column)) addColumn(db, table, column, definition);
  }
}

/**
 * SQLite cannot add a column whose default is computed, nor one that is NOT NULL without a constant default; and a
 * constant default would be claimed for old rows too. Numbers count from their default; a text default is given to
 * later rows by a trigger.
 */
function addColumn(db: Database, table: string, column: string, definition: string): void {
  const textDefault = /^TEXT .*DEFAULT (.+)$/.exec(definition)?.[1];
  const added = definition.startsWith('TEXT') ? 'TEXT' : definition;
  db.exec(`ALTER TABLE ${table} ADD COLUMN ${column} ${added}`);
  const fillIn = fillIns[`${table}.${column}`];
  if (fillIn !== undefined) db.exec(`UPDATE ${table} SET ${column} = ${fillIn}`);
  if (textDefault === undefined) return;
  db.exec(`CREATE TRIGGER default_${table}_${column} AFTER INSERT ON ${table} WHEN NEW.${column} IS NULL
    BEGIN UPDATE ${table} SET ${column} = ${textDefault} WHERE rowid = NEW.rowid; END`);
}

/** Rows up to these ids are history of the earlier installation; 0 in a file of our own. */
function noteHighestIds(db: Database): void {
  const sources = { events: 'events', tasks: 'tasks', jobs: 'jobs', runs: 'agent_runs' };
  for (const [key, table] of Object.entries(sources)) {
    db.exec(
      `INSERT INTO meta (key, value) SELECT 'takeover.${key}', CAST(coalesce(max(id), 0) AS TEXT) FROM ${table}`,
    );
  }
}

/**
 * One row per delivery. Old rows that repeat a delivery id stay as they are: then the index holds for later rows only,
 * a second one finds the old ids, and `ON CONFLICT (delivery_id) WHERE …` fits neither: use a bare ON CONFLICT.
 */
function createDeliveryIndex(db: Database): void {
  const index = `SELECT sql FROM sqlite_schema WHERE type = 'index' AND name = 'idx_events_delivery'`;
  const present = db.prepare<[], string | null>(index).pluck().get() ?? '';
  if (
    /^CREATE UNIQUE INDEX.*\(\W*delivery_id\W*\)(\s*WHERE\W+delivery_id\W+IS NOT NULL\W*)?$/is.test(present)
  )
    return;
  db.exec('DROP INDEX IF EXISTS idx_events_delivery');
  const repeated = db.prepare(
    'SELECT 1 FROM events WHERE delivery_id IS NOT NULL GROUP BY delivery_id HAVING count(*) > 1 LIMIT 1',
  );
  const condition = 'delivery_id IS NOT NULL';
  if (repeated.get() === undefined) {
    db.exec(`CREATE UNIQUE INDEX idx_events_delivery ON events(delivery_id) WHERE ${condition}`);
    return;
  }
  const highest = db
    .prepare<[], string>("SELECT value FROM meta WHERE key = 'takeover.events'")
    .pluck()
    .get();
  db.exec(`CREATE UNIQUE INDEX idx_events_delivery ON events(delivery_id) WHERE ${condition} AND id > ${highest};
    CREATE INDEX idx_events_delivery_lookup ON events(delivery_id) WHERE ${condition}`);
}

/**
 * The card that stands on a task belongs into the ledger. When it was sent is unknown: not after the takeover, and it is
 * the newest of its task, so it gets the last time that is known of either.
 */
function completeLedger(db: Database): void {
  db.exec(`INSERT INTO tracker_messages (task_id, message_id, created_at)
    SELECT t.id, t.tracker_message_id, max(
      coalesce(t.updated_at, t.created_at, datetime('now')),
      coalesce((SELECT max(m.created_at) FROM tracker_messages m WHERE m.task_id = t.id), ''))
    FROM tasks t
    WHERE t.tracker_message_id IS NOT NULL AND NOT EXISTS (
      SELECT 1 FROM tracker_messages m WHERE m.task_id = t.id AND m.message_id = t.tracker_message_id)`);
}
