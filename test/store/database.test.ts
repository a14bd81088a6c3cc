import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import type { StoreError } from '../../src/store/database.ts';
import { migrations } from '../../src/store/migrations/index.ts';
import { connect, openCopy, openDatabase } from '../../src/store/open-database.ts';
import { useDatabaseFolder } from '../support/database-folder.ts';
import { createOldInstallation, hashFiles } from '../support/old-installation.ts';

const at = useDatabaseFolder();
const now = () => new Date('2026-03-04T05:06:07.890Z');
const latest = migrations.at(-1)?.number ?? 0;

async function openAndClose() {
  const opened = await openDatabase(at.path, { now });
  opened.close();
  return opened;
}

describe('the service', () => {
  it('creates the file, its folder and every setting', async () => {
    at.path = join(at.folder, 'a', 'b', 'new.db');
    const { db, close } = await openDatabase(at.path);
    const names = [
      'journal_mode',
      'synchronous',
      'foreign_keys',
      'busy_timeout',
      'user_version',
      'application_id',
    ];
    expect(names.map((name) => db.pragma(name, { simple: true }))).toEqual([
      'wal',
      2,
      0,
      5000,
      latest,
      0x53494742,
    ]);
    close();
    close();
    expect(readdirSync(join(at.folder, 'a', 'b')).toSorted()).toEqual(['new.db', 'new.db.lock']);
  });

  it('opens an empty file like a new one', async () => {
    writeFileSync(at.path, '');
    expect(await openAndClose()).toMatchObject({ takenOver: false, backupPath: null });
  });

  it('meets at one lock whatever name leads to the file', async () => {
    const { close } = await openDatabase(at.path);
    symlinkSync(at.path, join(at.folder, 'link.db'));
    await expect(openDatabase(join(at.folder, 'link.db'))).rejects.toMatchObject({ code: 'busy' });
    close();
  });

  it('frees the lock when it refuses', async () => {
    at.write('CREATE TABLE recipes (id)');
    await expect(openDatabase(at.path)).rejects.toMatchObject({ code: 'foreign' });
    rmSync(at.path);
    expect(await openAndClose()).toMatchObject({ takenOver: false });
  });
});

describe('a refusal leaves everything as it was', () => {
  const cases: [string, string, () => void | Promise<void>][] = [
    ['not-sqlite', 'not a SQLite database', () => writeFileSync(at.path, 'hello '.repeat(999))],
    ['foreign', 'recipes', () => at.write('CREATE TABLE recipes (id); CREATE TABLE tasks (id, repo)')],
    ['foreign', 'no tables', () => at.write('PRAGMA application_id = 7')],
    ['foreign', 'meta', () => (createOldInstallation(at.path), at.write('CREATE TABLE meta (x)'))],
    ['foreign', 'events', () => (createOldInstallation(at.path), at.write('PRAGMA user_version = 3'))],
    [
      'foreign',
      'jobs',
      () => (createOldInstallation(at.path), at.write('ALTER TABLE jobs RENAME COLUMN status TO state')),
    ],
    ['foreign', 'recipes', () => at.write('PRAGMA journal_mode = WAL; CREATE TABLE recipes (id)')],
    ['foreign', 'recipes', () => at.writeAndDie('PRAGMA journal_mode = WAL; CREATE TABLE recipes (id)')],
    [
      'newer',
      'newer Signalbox',
      async () => (await openAndClose(), at.write(`PRAGMA user_version = ${latest + 1}`)),
    ],
    [
      'newer',
      'newer Signalbox',
      async () => (await openAndClose(), at.writeAndDie(`PRAGMA user_version = ${latest + 1}`)),
    ],
    [
      'damaged',
      'damaged',
      () => (createOldInstallation(at.path), damage((bytes) => bytes.subarray(0, bytes.length - 5000))),
    ],
    [
      'damaged',
      'damaged',
      () => (createOldInstallation(at.path), damage((bytes) => bytes.fill(7, 4096 * 3 - 300, 4096 * 9))),
    ],
    ['read-only', 'read-only', () => (createOldInstallation(at.path), chmodSync(at.path, 0o444))],
    ['unreadable', 'not an ordinary file', () => mkdirSync(at.path)],
  ];

  function damage(change: (bytes: Buffer) => Buffer) {
    writeFileSync(at.path, change(readFileSync(at.path)));
  }

  it.each(cases)('%s: %s (%#)', async (code, found, arrange) => {
    await arrange();
    const isFile = statSync(at.path).isFile();
    const shm = existsSync(`${at.path}-shm`);
    const before = isFile ? withoutShm(hashFiles(at.folder)) : {};
    const refusal = {
      code,
      message: expect.stringMatching(new RegExp(`^${at.path}[^.].*${found}.*\\.$`, 's')),
    };
    await expect(openDatabase(at.path)).rejects.toMatchObject(refusal);
    expect(isFile ? withoutShm(hashFiles(at.folder)) : {}).toEqual(before);
    expect(existsSync(`${at.path}-shm`)).toBe(shm);
    expect(() => connect(at.path)).toThrow(expect.objectContaining({ name: 'StoreError' }));
    const copied = await openCopy(at.path).then(
      (copy) => copy.close(),
      (error: StoreError) => error.code,
    );
    expect(copied).toBe(code === 'read-only' ? undefined : code);
    expect(isFile ? withoutShm(hashFiles(at.folder)) : {}).toEqual(before);
  });

  // The index of a -wal that is there belongs to whoever reads, not to the data.
  function withoutShm(hashes: Record<string, string>) {
    return Object.fromEntries(Object.entries(hashes).filter(([name]) => !name.endsWith('-shm')));
  }

  it('damaged: a page that nothing at start would read', async () => {
    await openAndClose();
    const db = new Sqlite(at.path);
    const page =
      db.prepare<[], number>("SELECT rootpage FROM sqlite_schema WHERE name = 'jobs'").pluck().get() ?? 0;
    db.close();
    damage((bytes) => bytes.fill(7, 4096 * (page - 1), 4096 * page));
    await expect(openDatabase(at.path)).rejects.toMatchObject({ code: 'damaged' });
    await expect(openCopy(at.path)).rejects.toMatchObject({ code: 'damaged' });
  });

  it('missing-folder: a file stands where the folder should be', async () => {
    writeFileSync(join(at.folder, 'file'), '');
    await expect(openDatabase(join(at.folder, 'file', 'x.db'))).rejects.toMatchObject({
      code: 'missing-folder',
    });
  });

  it('unreadable: a verb is pointed at nothing', async () => {
    await expect(openCopy(join(at.folder, 'no', 'x.db'))).rejects.toMatchObject({ code: 'unreadable' });
    await expect(openCopy(at.path)).rejects.toMatchObject({ code: 'unreadable' });
    expect(() => connect(at.path)).toThrow('does not exist');
  });
});
