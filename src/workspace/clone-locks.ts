import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { isFolder } from './keep-work.ts';
import { clonePath, type Place } from './places.ts';

/**
 * Takes away the locks that a killed git left in a clone: the next one would refuse to work there. Run it while no agent is
 * in the folder. Links are not followed: an agent may have laid one.
 */
export async function removeLocks(place: Place, folder: string): Promise<void> {
  const gitDir = join(clonePath(place, folder), '.git');
  if (!(await isFolder(gitDir))) return;
  await removeLocksIn(gitDir);
  await removeLocksBelow(join(gitDir, 'refs'));
}

async function removeLocksBelow(folder: string): Promise<void> {
  if (!(await isFolder(folder))) return;
  await removeLocksIn(folder);
  for (const name of await readdir(folder)) await removeLocksBelow(join(folder, name));
}

async function removeLocksIn(folder: string): Promise<void> {
  const names = await readdir(folder);
  const locks = names.filter((name) => name.endsWith('.lock'));
  for (const name of locks) await rm(join(folder, name), { recursive: true, force: true });
}
