import { readdirSync, statfsSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** What the disk says of the database: its size with its log of writes, the room left beside it, its latest copy. */
export type FileFacts = { sizeBytes: number; freeBytes: number; copiedAt: Date | null };

/** Looks at names and sizes only; the file itself is not opened. Throws where its folder cannot be read. */
export function readFileFacts(path: string): FileFacts {
  const folder = dirname(path);
  const name = basename(path);
  const names = readdirSync(folder);
  const own = names.filter((one) => one === name || one === `${name}-wal`);
  const copies = names.filter((one) => one.startsWith(`${name}.`) && !one.endsWith('.partial'));
  const times = copies.map((one) => statSync(join(folder, one)).mtimeMs);
  const { bavail, bsize } = statfsSync(folder);
  return {
    sizeBytes: own.reduce((sum, one) => sum + statSync(join(folder, one)).size, 0),
    freeBytes: bavail * bsize,
    copiedAt: times.length === 0 ? null : new Date(Math.max(...times)),
  };
}
