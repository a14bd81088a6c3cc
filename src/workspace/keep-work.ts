import { createHash } from 'node:crypto';
import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import { findBorrowed } from './find-borrowed.ts';
import { GitError, git } from './git.ts';
import { changedPaths, countCommits, findCommit, isAncestor, treeOf } from './history.ts';
import { commitTree, shapeOf } from './merge.ts';
import { checkedCommit, clonePath, type Identity, type Place, runRef } from './places.ts';
import { writeTreeOfClone } from './snapshot.ts';

export type CollectSpec = {
  folder: string;
  startCommit: string;
  leftoverMessage: string;
  identity: Identity;
  keepRef: string;
};
export type Collected = { commit: string; descends: boolean; changedPaths: string[]; commits: number };

/** The clone itself is left as it is, so a repeated call finds the same and returns the same commit. */
export async function collect(place: Place, spec: CollectSpec): Promise<Collected> {
  const keepRef = runRef(spec.keepRef);
  const start = checkedCommit(spec.startCommit);
  const { identity, leftoverMessage: message } = spec;
  const commit = await withHeadOfClone(place, spec.folder, async (head) => {
    const tree = await writeTreeOfClone(place, clonePath(place, spec.folder), head, false);
    const kept = await commitLeftovers(place, { head, tree, keepRef, identity, message });
    await git(['update-ref', keepRef, kept], { gitDir: place.bareDir, env: place.env });
    return kept;
  });
  return {
    commit,
    descends: await isAncestor(place, start, commit),
    changedPaths: await changedPaths(place, start, commit),
    commits: await countCommits(place, start, commit),
  };
}

/**
 * Pins everything in the clone under the ref, also when its git directory is beyond reading: then the files alone. Does
 * nothing without a clone, or when the ref exists: a repeat after a crash meets the next clone already.
 */
export async function saveLeftovers(
  place: Place,
  folder: string,
  identity: Identity,
  saveAs: string,
): Promise<void> {
  const keepRef = runRef(saveAs);
  const clone = clonePath(place, folder);
  if (!(await isFolder(clone)) || (await findCommit(place, keepRef)) !== null) return;
  const save = async (head: string | null) => {
    const tree = await writeTreeOfClone(place, clone, head, true);
    const message = `Leftovers of ${keepRef.slice(keepRef.lastIndexOf('/') + 1)} in ${folder}\n`;
    const kept = await commitLeftovers(place, { head, tree, keepRef, identity, message });
    await git(['update-ref', keepRef, kept], { gitDir: place.bareDir, env: place.env });
  };
  try {
    await withHeadOfClone(place, folder, save);
  } catch (error) {
    if (!(error instanceof UnreadableClone)) throw error;
    await save(null);
  }
}

class UnreadableClone extends GitError {}

/**
 * Fetches HEAD of the clone into the bare clone and holds it there while `work` runs. git-upload-pack is made for
 * repositories one does not trust: it runs no hooks, takes uploadpack.packObjectsHook from protected configuration only
 * and, since 2.39.4, fetches nothing lazily. The tests prove it for the git at hand.
 */
async function withHeadOfClone<T>(
  place: Place,
  folder: string,
  work: (head: string) => Promise<T>,
): Promise<T> {
  // Named by a digest, because a folder's name may hold what a ref's may not.
  const digest = createHash('sha256').update(folder).digest('hex').slice(0, 32);
  const incoming = `refs/signalbox/incoming/${digest}`;
  const options = { gitDir: place.bareDir, env: place.env };
  try {
    const head = await fetchHead(place, folder, incoming);
    return await work(head);
  } finally {
    await git(['update-ref', '-d', incoming], options);
  }
}

async function fetchHead(place: Place, folder: string, incoming: string): Promise<string> {
  const clone = clonePath(place, folder);
  // A file or a link in its place would make git read a repository of the agent's choice.
  if (!(await isFolder(clone)) || !(await isFolder(join(clone, '.git')))) {
    throw unreadable(folder, 'its .git folder is gone');
  }
  const borrowed = await findBorrowed(join(clone, '.git'), `${place.bareDir}/objects`);
  if (borrowed !== null) throw unreadable(folder, borrowed);
  const flags = ['--quiet', '--no-tags', '--no-write-fetch-head', '--no-recurse-submodules'];
  try {
    await git(['-c', 'fetch.fsckObjects=true', 'fetch', ...flags, clone, `+HEAD:${incoming}`], {
      gitDir: place.bareDir,
      env: place.env,
    });
  } catch (error) {
    if (error instanceof GitError && !error.retryable) throw unreadable(folder, error.message, error);
    throw error;
  }
  const head = await findCommit(place, incoming);
  if (head === null) throw unreadable(folder, 'its HEAD is not a commit');
  return head;
}

function unreadable(folder: string, why: string, cause?: GitError): UnreadableClone {
  const facts = {
    code: 'git-failed',
    retryable: false,
    command: cause?.command ?? `fetch ${folder} HEAD`,
    stderr: cause?.stderr ?? '',
    exitCode: cause?.exitCode,
  } as const;
  return new UnreadableClone(`the clone ${folder} can no longer be read: ${why}`, facts, cause);
}

type Leftovers = { head: string | null; tree: string; keepRef: string; identity: Identity; message: string };

async function commitLeftovers(place: Place, leftovers: Leftovers): Promise<string> {
  const { head, tree, keepRef, identity, message } = leftovers;
  if (head !== null && (await treeOf(place, head)) === tree) return head;
  const parents = head === null ? [] : [head];
  const earlier = await findCommit(place, keepRef);
  if (earlier !== null) {
    const shape = await shapeOf(place, earlier);
    if (shape.tree === tree && shape.parents.join() === parents.join()) return earlier;
  }
  return commitTree(place, { tree, parents, message, identity });
}

export async function isFolder(path: string): Promise<boolean> {
  const found = await lstat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined;
    throw error;
  });
  return found?.isDirectory() ?? false;
}
