import { lstat, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type GitOptions, git } from './git.ts';
import { splitPaths } from './history.ts';
import type { Place } from './places.ts';
import { scratchPrefix } from './sweep.ts';

type Snapshot = { place: Place; clone: string; options: GitOptions; tolerant: boolean };

/**
 * Writes what stands in an agent's clone into the bare clone as a tree, on top of `head`. The git directory is the bare
 * one and the index a scratch file, so the clone's configuration, hooks, filters and index play no part; its .gitignore
 * files do. With `tolerant`, files that cannot be added are left out instead of failing.
 */
export async function writeTreeOfClone(
  place: Place,
  clone: string,
  head: string | null,
  tolerant: boolean,
): Promise<string> {
  const scratch = await mkdtemp(join(place.homeDir, scratchPrefix));
  const options: GitOptions = {
    gitDir: place.bareDir,
    workTree: clone,
    cwd: clone,
    env: { ...place.env, GIT_INDEX_FILE: join(scratch, 'index') },
  };
  const snapshot = { place, clone, options, tolerant };
  try {
    if (head !== null) await git(['read-tree', head], options);
    await addEverything(snapshot);
    return (await git(['write-tree'], options)).stdout.trim();
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

// git would enter a repository inside the tree by running git in it, with a configuration the agent can write. So the
// submodules stay as the commit has them, and repositories that an agent made are left out first, their files added after.
async function addEverything({ clone, options, tolerant }: Snapshot): Promise<void> {
  const submodules = await listSubmodules(options);
  const nested = await listNestedRepositories(options);
  const excluded = [...submodules, ...nested].map((path) => `:(exclude,literal)${path}`);
  const flags = ['--all', '--pathspec-from-file=-', '--pathspec-file-nul'];
  const input = ['.', ...excluded].join('\0');
  await git(['add', ...flags, ...(tolerant ? ['--ignore-errors'] : [])], {
    ...options,
    input,
    okExitCodes: tolerant ? [0, 1] : [0],
  });
  const found: string[] = [];
  for (const folder of nested) found.push(...(await listFilesOfNested(options, clone, folder)));
  const files = await withoutIgnored(options, found);
  if (files.length === 0) return;
  await git(['update-index', '--add', '--replace', '-z', '--stdin'], {
    ...options,
    input: files.map((path) => `${path}\0`).join(''),
  });
}

async function listSubmodules(options: GitOptions): Promise<string[]> {
  const { stdout } = await git(['ls-files', '-z', '--stage'], options);
  return splitPaths(stdout)
    .filter((entry) => entry.startsWith('160000 '))
    .map((entry) => entry.slice(entry.indexOf('\t') + 1));
}

// Among untracked paths only a repository is listed as a folder, with a slash at its end.
async function listNestedRepositories(options: GitOptions): Promise<string[]> {
  const { stdout } = await git(['ls-files', '-z', '--others', '--exclude-standard'], options);
  return splitPaths(stdout).filter((path) => path.endsWith('/'));
}

// Scaffolding tools run `git init` in the folder they make: those files are work to keep. Where .git is a file, the
// folder is a linked work tree or a submodule, whose content lives elsewhere.
async function listFilesOfNested(options: GitOptions, clone: string, folder: string): Promise<string[]> {
  const root = join(clone, folder);
  const marker = await lstat(join(root, '.git'));
  if (!marker.isDirectory()) return [];
  const emptyIndex = `${options.env?.['GIT_INDEX_FILE'] ?? ''}.none`;
  const { stdout } = await git(['ls-files', '-z', '--others', '--exclude-standard'], {
    ...options,
    workTree: root,
    cwd: root,
    env: { ...options.env, GIT_INDEX_FILE: emptyIndex },
  });
  const files: string[] = [];
  for (const path of splitPaths(stdout)) {
    if (path.endsWith('/')) files.push(...(await listFilesOfNested(options, clone, folder + path)));
    else files.push(folder + path);
  }
  return files;
}

async function withoutIgnored(options: GitOptions, files: string[]): Promise<string[]> {
  if (files.length === 0) return [];
  const { stdout } = await git(['check-ignore', '-z', '--stdin', '--no-index'], {
    ...options,
    input: files.map((path) => `${path}\0`).join(''),
    okExitCodes: [0, 1],
  });
  const ignored = new Set(splitPaths(stdout));
  return files.filter((path) => !ignored.has(path));
}
