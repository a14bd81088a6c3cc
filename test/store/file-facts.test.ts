import { utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readFileFacts } from '../../src/store/file-facts.ts';
import { useDatabaseFolder } from '../support/database-folder.ts';

const at = useDatabaseFolder();

test('the size counts the log of writes, and the latest complete copy is found', () => {
  const path = join(at.folder, 'box.db');
  writeFileSync(path, 'x'.repeat(1000));
  writeFileSync(`${path}-wal`, 'x'.repeat(500));
  expect(readFileFacts(path)).toMatchObject({ sizeBytes: 1500, copiedAt: null });
  for (const [index, name] of ['before-v2-a', 'before-v3-b', 'before-v4-c.partial'].entries()) {
    const time = new Date(Date.UTC(2026, 0, index + 1));
    writeFileSync(`${path}.${name}`, '');
    utimesSync(`${path}.${name}`, time, time);
  }
  const { copiedAt, freeBytes } = readFileFacts(path);
  expect(copiedAt).toEqual(new Date('2026-01-02T00:00:00Z'));
  expect(freeBytes).toBeGreaterThan(0);
});

test('a folder that cannot be read is an error with its code', () => {
  expect(() => readFileFacts(join(at.folder, 'nowhere', 'box.db'))).toThrow(/ENOENT/);
});
