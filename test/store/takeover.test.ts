import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Migration } from '../../src/store/database.ts';
import { takeoverMigration } from '../../src/store/migrations/001-takeover.ts';
import { migrations } from '../../src/store/migrations/index.ts';
import { openDatabase } from '../../src/store/open-database.ts';
import {
  type Age,
  createOldInstallation,
  dumpDatabase,
  dumpOldRows,
  fillOldInstallation,
  laterColumns,
  laterTables,
  optionalColumns,
  readRows,
} from '../support/old-installation.ts';

let folder: string;
let path: string;
const now = () => new Date('2026-03-04T05:06:07.890Z');

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'takeover-'));
  path = join(folder, 'old.db');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Opens, looks, closes. */
async function visit<T>(look: (db: Sqlite.Database) => T, list: readonly Migration[] = migrations) {
  const opened = await openDatabase(path, { now, migrations: list });
  try {
    return { ...opened, seen: look(opened.db) };
  } finally {
    opened.close();
  }
}

const ages: Record<string, Age> = {
  'the first four tables': { tables: [], without: laterColumns },
  'the first four tables without any column that is not essential': { tables: [], without: optionalColumns },
  'all seven tables with every column': {},
  'four empty tables': { tables: [], without: laterColumns, rows: false },
};

describe.each(Object.entries(ages))('a file with %s', (_, age) => {
  it('keeps every old row and gets the whole schema', async () => {
    createOldInstallation(path, age);
    const before = dumpOldRows(path);
    const { seen, takenOver } = await visit(
      (db) =>
        Object.entries(before).map(([table, { columns }]) => [table, readRows(db, table, columns)] as const),
      [takeoverMigration],
    );
    expect(takenOver).toBe(true);
    for (const [table, rows] of seen.filter(([table]) => table !== 'tracker_messages')) {
      expect(rows).toEqual(before[table]?.rows);
    }
    const ledger = seen.find(([table]) => table === 'tracker_messages')?.[1] ?? [];
    expect(ledger).toEqual(expect.arrayContaining(before['tracker_messages']?.rows ?? []));
    const complete = new Sqlite(':memory:');
    fillOldInstallation(complete, { rows: false });
    const names = (db: Sqlite.Database) =>
      ['events', 'tasks', 'agent_runs', 'jobs', ...laterTables].map((table) =>
        db.prepare('SELECT name FROM pragma_table_info(?) ORDER BY name').pluck().all(table),
      );
    expect((await visit(names, [takeoverMigration])).seen).toEqual(names(complete));
    complete.close();
  });

  it('is changed by the first open only', async () => {
    createOldInstallation(path, age);
    await visit(() => undefined);
    const first = [dumpDatabase(path), readdirSync(folder)];
    const again = await visit(() => undefined);
    expect([dumpDatabase(path), readdirSync(folder)]).toEqual(first);
    expect([again.takenOver, again.backupPath]).toEqual([true, null]);
  });
});

it('takes over any subset of the optional columns and later tables without changing an old cell', async () => {
  const age = fc.record({
    without: fc.subarray(optionalColumns),
    tables: fc.subarray(laterTables),
    rows: fc.boolean(),
  });
  fc.assert(
    fc.property(age, (age) => {
      const db = new Sqlite(':memory:');
      fillOldInstallation(db, age);
      const old = ['events', 'tasks', 'agent_runs', 'jobs'].map((table) => {
        const columns = db
          .prepare<[string], string>('SELECT name FROM pragma_table_info(?)')
          .pluck()
          .all(table);
        return { table, columns, rows: readRows(db, table, columns) };
      });
      takeoverMigration.up(db);
      for (const { table, columns, rows } of old) expect(readRows(db, table, columns)).toEqual(rows);
      for (const later of migrations.slice(1)) later.up(db);
      expect(db.pragma('quick_check', { simple: true })).toBe('ok');
      db.exec("INSERT INTO tasks (repo) VALUES ('new'); INSERT INTO jobs (agent, repo) VALUES ('a', 'new');");
      expect(
        db
          .prepare('SELECT stage, created_at NOTNULL, updated_at NOTNULL FROM tasks ORDER BY id DESC')
          .raw()
          .get(),
      ).toEqual(['created', 1, 1]);
      expect(
        db
          .prepare('SELECT status, attempts, max_attempts, created_at NOTNULL FROM jobs ORDER BY id DESC')
          .raw()
          .get(),
      ).toEqual(['queued', 0, 2, 1]);
      db.close();
    }),
    { numRuns: 60 },
  );
});

describe('what the takeover notes', () => {
  const meta = (db: Sqlite.Database) =>
    Object.fromEntries(
      db.prepare<[], [string, string]>("SELECT key, value FROM meta WHERE key LIKE 'takeover.%'").raw().all(),
    );

  it('is the highest id of each kind and the time', async () => {
    createOldInstallation(path);
    const { seen } = await visit(meta);
    expect(seen).toMatchObject({
      'takeover.events': '3',
      'takeover.tasks': '5',
      'takeover.jobs': '5',
      'takeover.runs': '3',
    });
    expect(seen['takeover.at']).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/);
  });

  it('is zero and no time in a file of our own', async () => {
    const { seen, takenOver, backupPath } = await visit(meta);
    expect(seen).toEqual({
      'takeover.events': '0',
      'takeover.tasks': '0',
      'takeover.jobs': '0',
      'takeover.runs': '0',
    });
    expect([takenOver, backupPath]).toEqual([false, null]);
  });
});

describe('rows that were there', () => {
  it('keep a missing stage missing, so that no finished task starts again', async () => {
    createOldInstallation(path, { without: ['tasks.stage'] });
    const { seen } = await visit((db) => db.prepare('SELECT DISTINCT stage FROM tasks').pluck().all());
    expect(seen).toEqual([null]);
  });

  it('get a time where something is measured by it, and none where it would be a guess', async () => {
    createOldInstallation(path, {
      without: ['tasks.updated_at', 'jobs.created_at', 'agent_runs.started_at'],
    });
    const { seen } = await visit((db) => [
      db.prepare('SELECT updated_at FROM tasks WHERE id = 1').pluck().get(),
      db.prepare('SELECT count(*) FROM jobs WHERE created_at IS NULL').pluck().get(),
      db.prepare('SELECT count(started_at) FROM agent_runs').pluck().get(),
    ]);
    expect(seen).toEqual(['2025-01-02 03:04:05', 0, 0]);
  });

  it('leave queued jobs queued with their content word for word', async () => {
    createOldInstallation(path);
    const { seen } = await visit((db) =>
      db.prepare("SELECT id, task_content FROM jobs WHERE status = 'queued' ORDER BY id").raw().all(),
    );
    expect(seen).toEqual([
      [1, 'do\n"it"'],
      [2, 'again'],
      [4, null],
    ]);
  });

  it('enter the card of each task into the ledger, reviving no deleted one', async () => {
    createOldInstallation(path);
    const { seen } = await visit((db) =>
      db
        .prepare(
          'SELECT task_id, message_id, deleted_at IS NULL FROM tracker_messages ORDER BY 1, created_at',
        )
        .raw()
        .all(),
    );
    expect(seen).toEqual([
      [1, 500, 0],
      [1, 501, 1],
      [4, 502, 1],
      [5, 503, 0],
    ]);
  });

  it('may be updated, run and deleted although they point at nothing', async () => {
    createOldInstallation(path);
    const { seen } = await visit((db) => {
      db.exec("UPDATE agent_runs SET task_id = task_id, effort = 'high' WHERE task_id = 999");
      db.exec(
        "INSERT INTO agent_runs (task_id, agent) VALUES (999, 'developer'); DELETE FROM tasks WHERE id = 1",
      );
      return db.pragma('foreign_keys', { simple: true });
    });
    expect(seen).toBe(0);
  });

  it('leave foreign columns, tables, views, triggers and indexes alone', async () => {
    createOldInstallation(path);
    const db = new Sqlite(path);
    db.exec(`ALTER TABLE tasks ADD COLUMN mood TEXT; UPDATE tasks SET mood = 'fine';
      CREATE TABLE notes (body TEXT); INSERT INTO notes VALUES ('keep');
      CREATE VIEW broken AS SELECT * FROM gone; CREATE INDEX idx_jobs_status ON jobs(status);
      CREATE TRIGGER note_it AFTER INSERT ON jobs BEGIN INSERT INTO notes VALUES (NEW.agent); END;`);
    const list = (db: Sqlite.Database) =>
      db
        .prepare(
          "SELECT name, sql FROM sqlite_schema WHERE name IN ('notes', 'broken', 'note_it', 'idx_jobs_status') ORDER BY 1",
        )
        .all();
    const before = list(db);
    db.close();
    const { seen } = await visit((db) => [
      list(db),
      db.prepare('SELECT DISTINCT mood FROM tasks').pluck().get(),
      db.prepare('SELECT body FROM notes').pluck().all(),
    ]);
    expect(seen).toEqual([before, 'fine', ['keep']]);
  });
});

describe('repeated delivery ids', () => {
  const prescribed = `INSERT INTO events (source, event_type, payload, delivery_id) VALUES ('s', 'e', 'p', @id)
    ON CONFLICT(delivery_id) WHERE delivery_id IS NOT NULL DO NOTHING`;
  const bare =
    "INSERT INTO events (source, event_type, payload, delivery_id) VALUES ('s', 'e', @p, @id) ON CONFLICT DO NOTHING";
  const insertAll = (db: Sqlite.Database, sql: string, ids: (string | null)[]) =>
    ids.map((id) => db.prepare(sql).run({ id, p: 'p' }).changes);

  it('are refused for good in a file without repeats, whatever index it had', async () => {
    for (const index of [
      '',
      'CREATE INDEX idx_events_delivery ON events(delivery_id)',
      'CREATE UNIQUE INDEX idx_events_delivery ON events (delivery_id)',
    ]) {
      createOldInstallation(path, { rows: false });
      const db = new Sqlite(path);
      db.exec(
        `${index}; INSERT INTO events (source, event_type, payload, delivery_id) VALUES ('s', 'e', 'p', 'old')`,
      );
      db.close();
      const { seen } = await visit((db) => insertAll(db, prescribed, ['old', 'x', 'x', null, null]));
      expect(seen).toEqual([0, 1, 0, 1, 1]);
      rmSync(path);
    }
  });

  it('stay in the old rows and are refused among later ones', async () => {
    createOldInstallation(path);
    const { seen } = await visit((db) => {
      expect(() => insertAll(db, bare.replace('@p', 'NULL'), ['y'])).toThrow('NOT NULL');
      const plan = db.prepare('EXPLAIN QUERY PLAN SELECT id FROM events WHERE delivery_id = ?').all('d-1');
      expect(JSON.stringify(plan)).toContain('idx_events_delivery_lookup');
      return insertAll(db, bare, ['x', 'x', null, null]);
    });
    expect(seen).toEqual([1, 0, 1, 1]);
    const old = dumpOldRows(path)['events']?.rows.slice(0, 2);
    expect(old).toEqual([expect.arrayContaining([1, 'd-1']), expect.arrayContaining([2, 'd-1'])]);
  });
});

describe('a crash', () => {
  it('between two migrations leaves the first one whole, and the next open goes on', async () => {
    createOldInstallation(path);
    const crash: Migration = {
      number: 2,
      name: 'crash',
      up(db) {
        db.exec('CREATE TABLE half (x)');
        throw new Error('power cut');
      },
    };
    await expect(visit(() => undefined, [takeoverMigration, crash])).rejects.toThrow('power cut');
    const db = new Sqlite(path);
    expect(db.pragma('user_version', { simple: true })).toBe(1);
    expect(db.prepare("SELECT count(*) FROM sqlite_schema WHERE name = 'half'").pluck().get()).toBe(0);
    db.close();
    const { seen, takenOver } = await visit((db) => db.pragma('user_version', { simple: true }));
    expect([seen, takenOver]).toEqual([migrations.at(-1)?.number, true]);
  });
});
