import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { backUpFile, copyDatabase } from '../../src/store/backup.ts';
import { takeoverMigration } from '../../src/store/migrations/001-takeover.ts';
import { migrations } from '../../src/store/migrations/index.ts';
import { connect, openCopy, openDatabase } from '../../src/store/open-database.ts';
import { useDatabaseFolder } from '../support/database-folder.ts';
import { createOldInstallation, dumpOldRows, hashFiles } from '../support/old-installation.ts';

const at = useDatabaseFolder();
const now = () => new Date('2026-03-04T05:06:07.890Z');
const latest = migrations.at(-1)?.number ?? 0;

async function openAndClose() {
  const opened = await openDatabase(at.path, { now });
  opened.close();
  return opened;
}

describe('the copy before the first change', () => {
  it('stands beside the file with the same rows, before WAL, with the same permissions', async () => {
    createOldInstallation(at.path);
    chmodSync(at.path, 0o600);
    const before = dumpOldRows(at.path);
    const { backupPath } = await openAndClose();
    expect(backupPath).toBe(`${at.path}.before-v${latest}-20260304T050607Z`);
    expect(dumpOldRows(backupPath ?? '')).toEqual(before);
    expect(statSync(backupPath ?? '').mode & 0o777).toBe(0o600);
    expect(readdirSync(at.folder).toSorted()).toEqual([
      'signalbox.db',
      `signalbox.db.before-v${latest}-20260304T050607Z`,
      'signalbox.db.lock',
    ]);
  });

  it('does not replace an earlier copy', async () => {
    createOldInstallation(at.path);
    const first = `${at.path}.before-v${latest}-20260304T050607Z`;
    writeFileSync(first, 'mine');
    expect((await openAndClose()).backupPath).toBe(`${first}-2`);
    expect(readFileSync(first, 'utf8')).toBe('mine');
  });

  it('refuses to go on when it cannot be made', async () => {
    createOldInstallation(at.path);
    mkdirSync(`${at.path}.before-v${latest}-20260304T050607Z.partial`);
    const before = readFileSync(at.path);
    await expect(openDatabase(at.path, { now })).rejects.toMatchObject({ code: 'backup-failed' });
    expect(readFileSync(at.path).equals(before)).toBe(true);
  });

  it('refuses to go on when its rows are not those of the file', async () => {
    createOldInstallation(at.path);
    createOldInstallation(join(at.folder, 'other.db'), { rows: false });
    const source = new Sqlite(at.path);
    const other = new Sqlite(join(at.folder, 'other.db'));
    source.backup = (target) => other.backup(target);
    const refusal = {
      code: 'backup-failed',
      message: expect.stringContaining('agent_runs has 3 rows, its copy 0'),
    };
    await expect(backUpFile(source, at.path, latest, now())).rejects.toMatchObject(refusal);
    for (const db of [source, other]) db.close();
    expect(readdirSync(at.folder).toSorted()).toEqual(['other.db', 'signalbox.db']);
  });

  it('is of one moment, however busy a writer is meanwhile', async () => {
    const writer = new Sqlite(at.path);
    writer.exec(`PRAGMA journal_mode = WAL; CREATE TABLE t (x);
      WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 500)
      INSERT INTO t SELECT zeroblob(4000) FROM n`);
    const source = new Sqlite(at.path, { readonly: true });
    let next = setImmediate(function insert() {
      writer.exec('INSERT INTO t VALUES (1)');
      next = setImmediate(insert);
    });
    const counts = await copyDatabase(source, join(at.folder, 'copy.db'));
    clearImmediate(next);
    const copy = new Sqlite(join(at.folder, 'copy.db'));
    expect([counts, copy.prepare('SELECT count(*) FROM t').pluck().get()]).toEqual([{ t: 500 }, 500]);
    expect(writer.prepare('SELECT count(*) > 500 FROM t').pluck().get()).toBe(1);
    for (const db of [source, copy, writer]) db.close();
  });

  it('is made again for a file of ours that is a version behind, and not for one without data', async () => {
    (await openDatabase(at.path, { now, migrations: [takeoverMigration] })).close();
    const next = { number: latest + 1, name: 'next', up: () => undefined };
    expect((await openAndClose()).backupPath).toBeNull();
    at.write("INSERT INTO jobs (agent, repo) VALUES ('a', 'b')");
    const { close, backupPath } = await openDatabase(at.path, { now, migrations: [...migrations, next] });
    close();
    expect(backupPath).toContain(`before-v${latest + 1}`);
  });

  it.each([true, false])(
    'holds what a killed process left in its -wal (with its -shm: %s)',
    async (keepShm) => {
      createOldInstallation(at.path);
      at.writeAndDie("PRAGMA journal_mode = WAL; INSERT INTO jobs (agent, repo) VALUES ('late', 'shop')");
      if (!keepShm) rmSync(`${at.path}-shm`);
      const { db, backupPath, close } = await openDatabase(at.path, { now });
      expect(db.prepare("SELECT count(*) FROM jobs WHERE agent = 'late'").pluck().get()).toBe(1);
      close();
      expect(JSON.stringify(dumpOldRows(backupPath ?? '')['jobs'])).toContain('late');
    },
  );

  it('holds nothing of a transaction that a killed process left half-way', async () => {
    createOldInstallation(at.path);
    const before = dumpOldRows(at.path);
    at.writeAndDie(`BEGIN; WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 500)
      INSERT INTO jobs (agent, repo, task_content) SELECT 'half', 'shop', hex(zeroblob(500)) FROM n; UPDATE jobs SET error = 'half'`);
    expect(existsSync(`${at.path}-journal`)).toBe(true);
    const hashes = hashFiles(at.folder);
    const copy = await openCopy(at.path);
    expect(copy.db.prepare('SELECT count(*) FROM jobs').pluck().get()).toBe(5);
    copy.close();
    expect(hashFiles(at.folder)).toEqual(hashes);
    const { backupPath, db, close } = await openDatabase(at.path, { now });
    expect(db.prepare('SELECT count(*) FROM jobs').pluck().get()).toBe(5);
    close();
    expect(dumpOldRows(backupPath ?? '')).toEqual(before);
  });
});

describe('a copy for reading', () => {
  it('is migrated and leaves a file of the earlier installation as it was', async () => {
    createOldInstallation(at.path);
    const before = hashFiles(at.folder);
    const { db, close } = await openCopy(at.path);
    expect(db.pragma('user_version', { simple: true })).toBe(latest);
    expect(() => db.exec('DELETE FROM jobs')).toThrow('readonly');
    expect(readdirSync(at.scratch)).toHaveLength(1);
    close();
    expect(hashFiles(at.folder)).toEqual(before);
  });

  it.each(['DELETE', 'WAL'])('works on a file without write permission (%s)', async (mode) => {
    createOldInstallation(at.path);
    at.write(`PRAGMA journal_mode = ${mode}`);
    chmodSync(at.path, 0o444);
    const before = hashFiles(at.folder);
    const { db, close } = await openCopy(at.path);
    expect(db.prepare('SELECT count(*) FROM tasks').pluck().get()).toBe(5);
    close();
    expect(hashFiles(at.folder)).toEqual(before);
  });

  it('leaves a WAL file at rest without anything beside it', async () => {
    await openAndClose();
    const before = hashFiles(at.folder);
    (await openCopy(at.path)).close();
    expect(hashFiles(at.folder)).toEqual(before);
  });

  it('sees what the running service has committed, and does not disturb it', async () => {
    const service = await openDatabase(at.path);
    service.db.exec("INSERT INTO jobs (agent, repo) VALUES ('live', 'shop')");
    const copy = await openCopy(at.path);
    service.db.exec("INSERT INTO jobs (agent, repo) VALUES ('later', 'shop')");
    expect(copy.db.prepare('SELECT agent FROM jobs').pluck().all()).toEqual(['live']);
    copy.close();
    expect(service.db.prepare('SELECT count(*) FROM jobs').pluck().get()).toBe(2);
    // A copy made around SQLite would have dropped it.
    expect(at.countLocks()).toBe(1);
    service.close();
    await expect(openAndClose()).resolves.toMatchObject({ backupPath: null });
  });
});

describe('a further connection', () => {
  it('writes while the service runs and takes no lock', async () => {
    const service = await openDatabase(at.path);
    const verb = connect(at.path);
    verb.db.exec("INSERT INTO jobs (agent, repo) VALUES ('verb', 'shop')");
    expect(verb.db.pragma('synchronous', { simple: true })).toBe(2);
    verb.close();
    expect(service.db.prepare('SELECT agent FROM jobs').pluck().all()).toEqual(['verb']);
    service.close();
  });

  it('refuses a file that is not of the current version, and changes nothing', () => {
    createOldInstallation(at.path);
    copyFileSync(at.path, join(at.folder, 'same'));
    expect(() => connect(at.path)).toThrow(expect.objectContaining({ code: 'older' }));
    expect(readFileSync(at.path).equals(readFileSync(join(at.folder, 'same')))).toBe(true);
  });
});
