import { lstat, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Place } from './places.ts';

/** Scratch folders stand beside the bare clone under this prefix. */
export const scratchPrefix = 'scratch-';

// Longer than any git call may take, so nothing this old can belong to a git that still works.
const orphanedAfterMs = 15 * 60_000;

/** Takes away the lock files and scratch folders that a killed process left: git would trip over its locks for ever. */
export async function sweepOrphans(place: Place): Promise<void> {
  const top = await readdir(place.bareDir);
  const refs = await readdir(join(place.bareDir, 'refs'), { recursive: true });
  const home = await readdir(place.homeDir);
  const candidates = [
    ...top.filter(isLock).map((name) => join(place.bareDir, name)),
    ...refs.filter(isLock).map((name) => join(place.bareDir, 'refs', name)),
    ...home.filter((name) => name.startsWith(scratchPrefix)).map((name) => join(place.homeDir, name)),
  ];
  for (const path of candidates) {
    if (await isOrphaned(path)) await rm(path, { recursive: true, force: true });
  }
}

function isLock(name: string): boolean {
  return name.endsWith('.lock');
}

async function isOrphaned(path: string): Promise<boolean> {
  const found = await lstat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  return found !== undefined && Date.now() - found.mtimeMs > orphanedAfterMs;
}
