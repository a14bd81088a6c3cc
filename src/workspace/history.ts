import { GitError, git, restated } from './git.ts';
import { branchOfRef, branchRef, checkedCommit, type Place, trackingRef, trackingScope } from './places.ts';

/** The commit a ref of the bare clone points at; null when there is no such ref. */
export async function findCommit(place: Place, ref: string): Promise<string | null> {
  const args = ['rev-parse', '--verify', '--quiet', `${ref}^{commit}`];
  const { stdout, exitCode } = await inBare(place, args, [0, 1]);
  return exitCode === 0 ? stdout.trim() : null;
}

export async function treeOf(place: Place, commit: string): Promise<string> {
  const { stdout } = await inBare(place, ['rev-parse', '--verify', `${checkedCommit(commit)}^{tree}`]);
  return stdout.trim();
}

/** Our branches, and those the origin showed, that contain the commit; none for a commit nobody here has ever seen. */
export async function branchesContaining(place: Place, commit: string): Promise<string[]> {
  const known = await findCommit(place, checkedCommit(commit));
  if (known === null) return [];
  const scopes = ['refs/heads/', trackingScope];
  const args = ['for-each-ref', `--contains=${commit}`, '--format=%(refname)', ...scopes];
  const { stdout } = await inBare(place, args);
  const names = stdout
    .split('\n')
    .filter((ref) => ref !== '')
    .map(branchOfRef);
  return [...new Set(names)];
}

/** False also when the ancestor is a commit nobody here has ever seen; an unknown descendant is an error. */
export async function isAncestor(place: Place, ancestor: string, descendant: string): Promise<boolean> {
  const args = ['merge-base', '--is-ancestor', checkedCommit(ancestor), checkedCommit(descendant)];
  try {
    return (await inBare(place, args, [0, 1])).exitCode === 0;
  } catch (error) {
    const unknown = error instanceof GitError && error.stderr.includes(`valid commit name ${ancestor}`);
    if (unknown && ancestor !== descendant) return false;
    throw error;
  }
}

/** Forgets Signalbox's own branch, and what was last seen of it at the origin; fine when there is none. */
export async function deleteBranch(place: Place, branch: string): Promise<void> {
  for (const ref of [branchRef(branch), trackingRef(branch)]) {
    await inBare(place, ['update-ref', '--no-deref', '-d', ref]);
  }
}

export async function moveBranch(
  place: Place,
  branch: string,
  from: string | null,
  to: string,
): Promise<void> {
  const ref = branchRef(branch);
  if ((await findCommit(place, ref)) === checkedCommit(to)) return;
  const expected = from === null ? '0'.repeat(to.length) : checkedCommit(from);
  try {
    await inBare(place, ['update-ref', '--no-deref', ref, to, expected]);
  } catch (error) {
    if (!(error instanceof GitError)) throw error;
    const now = await findCommit(place, ref);
    if (now === to) return;
    if (now === from) throw error;
    const sentence = `branch ${branch} is at ${now ?? 'no commit'}, not at ${from ?? 'no commit'}`;
    throw restated(sentence, error);
  }
}

/** Null when the commit has no regular file there: a folder, a symbolic link and a submodule are none. */
export async function readFile(
  place: Place,
  commit: string,
  path: string,
): Promise<{ text: string; blob: string } | null> {
  const args = ['ls-tree', '-z', '--full-tree', checkedCommit(commit), '--', path];
  const { stdout } = await inBare(place, args);
  const entry = stdout.split('\0').find((line) => line.slice(line.indexOf('\t') + 1) === path);
  const blob = entry === undefined ? undefined : /^100\d+ blob ([0-9a-f]+)\t/.exec(entry)?.[1];
  if (blob === undefined) return null;
  return { text: (await inBare(place, ['cat-file', 'blob', blob])).stdout, blob };
}

/** Full paths of what lies under the folder at any depth, sorted; empty when there is no such folder. */
export async function listFiles(place: Place, commit: string, folder: string): Promise<string[]> {
  const below = folder.replace(/\/+$/, '');
  const args = ['ls-tree', '-r', '-z', '--name-only', '--full-tree', checkedCommit(commit)];
  const { stdout } = await inBare(place, below === '' ? args : [...args, '--', `${below}/`]);
  return splitPaths(stdout);
}

export async function changedPaths(place: Place, from: string, to: string): Promise<string[]> {
  const args = [
    'diff-tree',
    '-r',
    '-z',
    '--no-renames',
    '--name-only',
    checkedCommit(from),
    checkedCommit(to),
  ];
  return splitPaths((await inBare(place, args)).stdout);
}

/** The e-mail addresses of who committed what is from one to the other, each once. */
export async function listCommitters(place: Place, from: string, to: string): Promise<string[]> {
  const range = `${checkedCommit(from)}..${checkedCommit(to)}`;
  const { stdout } = await inBare(place, ['log', '-z', '--format=%ce', range]);
  return [...new Set(splitPaths(stdout))];
}

/** How many commits there are from one to the other, and the latest subjects of those that are no merges. */
export async function listCommits(
  place: Place,
  { from, to, most }: { from: string; to: string; most: number },
): Promise<{ count: number; first: { commit: string; subject: string }[] }> {
  const range = `${checkedCommit(from)}..${checkedCommit(to)}`;
  const args = ['log', '-z', '--no-merges', `--max-count=${most}`, '--format=%H%x09%s', range];
  const { stdout } = await inBare(place, args);
  const first = splitPaths(stdout).map((line) => {
    const tab = line.indexOf('\t');
    return { commit: line.slice(0, tab), subject: line.slice(tab + 1) };
  });
  return { count: await countCommits(place, from, to), first };
}

export async function countCommits(place: Place, from: string, to: string): Promise<number> {
  const range = `${checkedCommit(from)}..${checkedCommit(to)}`;
  return Number((await inBare(place, ['rev-list', '--count', range])).stdout);
}

/** A binary file counts as a file without lines. */
export async function diffStat(
  place: Place,
  from: string,
  to: string,
): Promise<{ files: number; insertions: number; deletions: number }> {
  const args = ['diff-tree', '-r', '-z', '--no-renames', '--numstat', checkedCommit(from), checkedCommit(to)];
  const rows = splitPaths((await inBare(place, args)).stdout).map((row) => row.split('\t'));
  const sum = (column: number) => rows.reduce((total, row) => total + (Number(row[column]) || 0), 0);
  return { files: rows.length, insertions: sum(0), deletions: sum(1) };
}

function inBare(
  place: Place,
  args: string[],
  okExitCodes = [0],
): Promise<{ stdout: string; exitCode: number }> {
  return git(args, { gitDir: place.bareDir, env: place.env, okExitCodes });
}

export function splitPaths(zeroSeparated: string): string[] {
  return zeroSeparated.split('\0').filter((path) => path !== '');
}
