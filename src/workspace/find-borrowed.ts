import { lstat, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** What git takes commits and files from. Hooks and the like may be links: they are not read. */
const sources = new Set(['HEAD', 'packed-refs', 'refs', 'objects', 'reftable']);
const longestAlternates = 10_000;

/**
 * What leads git from a clone's .git folder to another repository, in words; null: nothing does. An agent may be shut in so that it sees
 * no other: reading its clone, which is done outside, must not bring it what it cannot read itself.
 */
export async function findBorrowed(gitFolder: string, ownObjects: string): Promise<string | null> {
  const names = await readdir(gitFolder);
  if (names.includes('commondir')) return 'it is made part of another repository';
  // Before anything below is read: links are not followed.
  const link = await findIrregular(
    gitFolder,
    names.filter((name) => sources.has(name)),
  );
  if (link !== null) return `.git/${link} is neither a file nor a folder`;
  const borrowed = await readAlternates(join(gitFolder, 'objects', 'info', 'alternates'));
  const isOurs = borrowed.every((line) => line === '' || line === ownObjects);
  return isOurs ? null : 'it borrows objects of another repository';
}

async function findIrregular(folder: string, names: readonly string[]): Promise<string | null> {
  for (const name of names) {
    const found = await lstat(join(folder, name));
    if (found.isDirectory()) {
      const inside = await findLinkBelow(join(folder, name));
      if (inside !== null) return join(name, inside);
    } else if (!found.isFile()) return name;
  }
  return null;
}

async function findLinkBelow(folder: string): Promise<string | null> {
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    if (entry.isFile()) continue;
    if (!entry.isDirectory()) return entry.name;
    const inside = await findLinkBelow(join(folder, entry.name));
    if (inside !== null) return join(entry.name, inside);
  }
  return null;
}

async function readAlternates(path: string): Promise<string[]> {
  const size = (await lstat(path).catch(ignoreAbsent))?.size ?? 0;
  if (size > longestAlternates) return ['too much to be ours'];
  return ((await readFile(path, 'utf8').catch(ignoreAbsent)) ?? '').split('\n');
}

function ignoreAbsent(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT' && error.code !== 'ENOTDIR') throw error;
}
