import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';

type Row = Record<string, string | number | null>;

const now = "TEXT DEFAULT (datetime('now'))";

/** Every column that a file of the earlier installation may have, as it wrote them itself. */
const schema: Record<string, Record<string, string>> = {
  events: {
    id: 'INTEGER PRIMARY KEY AUTOINCREMENT',
    timestamp: now,
    source: 'TEXT NOT NULL',
    event_type: 'TEXT NOT NULL',
    payload: 'TEXT NOT NULL',
    processed: 'INTEGER DEFAULT 0',
    delivery_id: 'TEXT',
  },
  tasks: {
    id: 'INTEGER PRIMARY KEY AUTOINCREMENT',
    plane_id: 'TEXT',
    work_item_id: 'TEXT',
    repo: 'TEXT NOT NULL',
    branch: 'TEXT',
    stage: "TEXT DEFAULT 'created'",
    agent_running: 'TEXT',
    created_at: now,
    updated_at: now,
    plane_issue_id: 'TEXT',
    tracker_message_id: 'INTEGER',
    title: 'TEXT',
    brd_review_started_at: 'TEXT',
    brd_review_ended_at: 'TEXT',
  },
  agent_runs: {
    id: 'INTEGER PRIMARY KEY AUTOINCREMENT',
    task_id: 'INTEGER REFERENCES tasks(id)',
    agent: 'TEXT NOT NULL',
    started_at: now,
    finished_at: 'TEXT',
    exit_code: 'INTEGER',
    output_path: 'TEXT',
    input_tokens: 'INTEGER',
    output_tokens: 'INTEGER',
    cache_read_tokens: 'INTEGER',
    cache_creation_tokens: 'INTEGER',
    cost_usd: 'REAL',
    model: 'TEXT',
    effort: 'TEXT',
  },
  jobs: {
    id: 'INTEGER PRIMARY KEY AUTOINCREMENT',
    agent: 'TEXT NOT NULL',
    repo: 'TEXT NOT NULL',
    task_id: 'INTEGER',
    task_content: 'TEXT',
    status: "TEXT NOT NULL DEFAULT 'queued'",
    attempts: 'INTEGER NOT NULL DEFAULT 0',
    max_attempts: 'INTEGER NOT NULL DEFAULT 2',
    run_id: 'INTEGER',
    error: 'TEXT',
    created_at: now,
    started_at: 'TEXT',
    finished_at: 'TEXT',
    transient_attempts: 'INTEGER NOT NULL DEFAULT 0',
    available_at: 'TEXT',
    pid: 'INTEGER',
  },
  job_deps: {
    task_id: 'INTEGER NOT NULL',
    depends_on_task_id: 'INTEGER NOT NULL',
    created_at: now,
    'PRIMARY KEY': '(task_id, depends_on_task_id)',
  },
  tracker_messages: {
    task_id: 'INTEGER NOT NULL',
    message_id: 'INTEGER NOT NULL',
    created_at: now,
    deleted_at: 'TEXT',
    'PRIMARY KEY': '(task_id, message_id)',
  },
  repo_freeze: {
    id: 'INTEGER PRIMARY KEY AUTOINCREMENT',
    repo: 'TEXT NOT NULL',
    frozen_at: "TEXT NOT NULL DEFAULT (datetime('now'))",
    reason: 'TEXT',
    work_item_id: 'TEXT',
    cleared_at: 'TEXT',
  },
};

/** Rows as such files hold them: shared ids, orphans, unknown words, repeated deliveries. */
const data: Record<string, Row[]> = {
  events: [
    {
      source: 'plane',
      event_type: 'issue',
      payload: '{"a":1}',
      delivery_id: 'd-1',
      timestamp: '2025-01-02 03:04:05',
    },
    {
      source: 'plane',
      event_type: 'issue',
      payload: '{"a":1}',
      delivery_id: 'd-1',
      timestamp: '2025-01-02 03:04:06',
    },
    { source: 'gitea', event_type: 'push', payload: '', delivery_id: null, timestamp: null },
  ],
  tasks: [
    {
      plane_id: 'p-1',
      work_item_id: 'SHOP-7',
      repo: 'shop',
      branch: 'f/7',
      stage: 'development',
      tracker_message_id: 501,
      title: 'Größe',
      created_at: '2025-01-02 03:04:05',
      updated_at: '2025-01-03 03:04:05',
    },
    {
      plane_id: 'p-1',
      work_item_id: 'SHOP-7',
      repo: 'shop',
      branch: 'f/7',
      stage: 'analysis',
      plane_issue_id: 'i-1',
    },
    { repo: 'shop', stage: null },
    { work_item_id: 'shiny', repo: 'till', stage: 'polishing', tracker_message_id: 502 },
    { work_item_id: 'SHOP-8', repo: 'shop', stage: 'done', tracker_message_id: 503 },
  ],
  agent_runs: [
    { task_id: 1, agent: 'developer', exit_code: 0, cost_usd: 0.25, model: 'm-1' },
    { task_id: 999, agent: 'wizard', exit_code: null },
    { task_id: null, agent: 'analyst', finished_at: '2025-01-02 03:04:05' },
  ],
  jobs: [
    { agent: 'developer', repo: 'shop', task_id: 1, task_content: 'do\n"it"', status: 'queued', attempts: 1 },
    { agent: 'developer', repo: 'shop', task_id: 1, task_content: 'again', status: 'queued' },
    {
      agent: 'developer',
      repo: 'shop',
      task_id: 1,
      status: 'running',
      attempts: 1,
      pid: 4242,
      started_at: '2025-01-02 03:04:05',
    },
    { agent: 'wizard', repo: 'till', task_id: 999, status: 'queued' },
    { agent: 'analyst', repo: 'shop', task_id: null, status: 'failed', error: 'no', attempts: 2 },
  ],
  job_deps: [
    { task_id: 2, depends_on_task_id: 1, created_at: '2025-01-02 03:04:05' },
    { task_id: 4, depends_on_task_id: 777 },
  ],
  tracker_messages: [
    { task_id: 1, message_id: 500, created_at: '2025-02-01 00:00:00', deleted_at: '2025-02-02 00:00:00' },
    { task_id: 5, message_id: 503, created_at: '2025-02-01 00:00:00', deleted_at: '2025-02-02 00:00:00' },
  ],
  repo_freeze: [
    { repo: 'shop', frozen_at: '2025-01-02 03:04:05', reason: 'degraded', work_item_id: 'SHOP-7' },
    { repo: 'till', frozen_at: '2025-01-02 03:04:05', cleared_at: '2025-01-03 03:04:05' },
  ],
};

const firstTables = ['events', 'tasks', 'agent_runs', 'jobs'];

export const laterTables = ['job_deps', 'tracker_messages', 'repo_freeze'];

/** `table.column` of every column that a recognisable file may lack. */
export const optionalColumns = Object.entries(schema).flatMap(([table, columns]) =>
  Object.keys(columns)
    .filter((column) => !['id', 'PRIMARY KEY'].includes(column) && `${table}.${column}` !== 'jobs.status')
    .filter((column) => columns[column]?.endsWith('NOT NULL') === false)
    .map((column) => `${table}.${column}`),
);

/** The columns that the first version is not known to have had. */
export const laterColumns = optionalColumns.filter((name) =>
  /delivery_id|plane_issue|tracker_message_id|title|brd_|tokens|cost|model|effort|transient|available|pid/.test(
    name,
  ),
);

export type Age = { without?: readonly string[]; tables?: readonly string[]; rows?: boolean };

/** Fills an open empty database as the earlier installation left it: all seven tables with rows, but for `age`. */
export function fillOldInstallation(db: Sqlite.Database, age: Age = {}): void {
  const { without = [], tables = laterTables, rows = true } = age;
  db.pragma('foreign_keys = OFF');
  for (const table of [...firstTables, ...tables]) {
    const columns = Object.entries(schema[table] ?? {}).filter(
      ([name]) => !without.includes(`${table}.${name}`),
    );
    db.exec(
      `CREATE TABLE ${table} (${columns.map(([name, definition]) => `${name} ${definition}`).join(', ')})`,
    );
    const present = new Set(columns.map(([name]) => name));
    for (const row of rows ? (data[table] ?? []) : []) insert(db, table, present, row);
  }
}

export function createOldInstallation(path: string, age: Age = {}): void {
  const db = new Sqlite(path);
  fillOldInstallation(db, age);
  db.close();
}

function insert(db: Sqlite.Database, table: string, present: Set<string>, row: Row): void {
  const cells = Object.entries(row).filter(([name]) => present.has(name));
  const names = cells.map(([name]) => name).join(', ');
  db.prepare(`INSERT INTO ${table} (${names}) VALUES (${cells.map(() => '?').join(', ')})`).run(
    cells.map(([, value]) => value),
  );
}

/** All rows of the seven tables by the columns that are there, in order. */
export function dumpOldRows(path: string): Record<string, { columns: string[]; rows: unknown[] }> {
  const db = new Sqlite(path);
  const tables = Object.keys(schema).filter((table) => columnsIn(db, table).length > 0);
  const dump = tables.map((table) => {
    const columns = columnsIn(db, table);
    return [table, { columns, rows: readRows(db, table, columns) }] as const;
  });
  db.close();
  return Object.fromEntries(dump);
}

export function readRows(db: Sqlite.Database, table: string, columns: string[]): unknown[] {
  return db
    .prepare(`SELECT ${columns.join(', ')} FROM ${table} ORDER BY rowid`)
    .raw()
    .all();
}

function columnsIn(db: Sqlite.Database, table: string): string[] {
  return db.prepare<[string], string>('SELECT name FROM pragma_table_info(?)').pluck().all(table);
}

/** Schema, header and every row: equal dumps mean an equal database. */
export function dumpDatabase(path: string): unknown {
  const db = new Sqlite(path);
  const objects = db
    .prepare<[], { name: string; type: string }>('SELECT * FROM sqlite_schema ORDER BY name')
    .all();
  const names = objects.filter(({ type }) => type === 'table').map(({ name }) => name);
  const rows = names.map((name) => [name, db.prepare(`SELECT * FROM "${name}" ORDER BY rowid`).raw().all()]);
  const header = ['user_version', 'application_id', 'journal_mode'].map((name) => db.pragma(name));
  db.close();
  return { objects, rows, header };
}

/** The hash of every file in a folder, the lock of the process aside. */
export function hashFiles(folder: string): Record<string, string> {
  const names = readdirSync(folder).filter((name) => !/\.lock(\.pid)?$/.test(name));
  const hash = (name: string) =>
    createHash('sha256')
      .update(readFileSync(join(folder, name)))
      .digest('hex');
  return Object.fromEntries(names.map((name) => [name, hash(name)]));
}
