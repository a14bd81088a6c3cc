import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { git } from '../../src/workspace/git.ts';
import { runGit } from '../workspace/support.ts';

export type GitOrigin = ReturnType<typeof createGitOrigin>;
type CommitWords = { message: string; by: string };

/** What a forge does in the bare repository behind it, at the path. Merges are real ones. */
export function createGitOrigin(path: string) {
  const run = (...args: string[]) => runGit(path, ...args);
  // What is between two commits never changes, and starting git is most of what a test costs.
  const isAncestor = remembered(
    (one, other) => tried(() => run('merge-base', '--is-ancestor', one, other)) !== null,
  );
  return {
    /** Every branch with its commit. Read from the files of git, because it is asked for at every request. */
    branches: () => new Map([...readPackedBranches(path), ...readLooseBranches(path)]),
    isAncestor,
    /** The merged tree; null where the two conflict. */
    mergeTrees: remembered((ours, theirs) => tried(() => run('merge-tree', '--write-tree', ours, theirs))),
    mergeBase: remembered((one, other) => tried(() => run('merge-base', one, other)) ?? ''),
    commitTree(tree: string, parents: string[], { message, by }: CommitWords): string {
      const person = ['-c', `user.name=${by}`, '-c', `user.email=${by}@example.org`];
      const sides = parents.flatMap((parent) => ['-p', parent]);
      return run(...person, 'commit-tree', tree, ...sides, '-m', message.trim());
    },
    /** The commit by which `head` came into `base`: the merge of it, or itself after a fast-forward. */
    mergeCommitOf(head: string, base: string): string {
      const mainline = run('rev-list', '--first-parent', '--reverse', base).split('\n');
      return mainline.find((commit) => isAncestor(head, commit)) ?? base;
    },
    /** Only from where it is expected; without `expected` from anywhere. */
    setRef(ref: string, commit: string, expected?: string): void {
      run('update-ref', ref, commit, ...(expected === undefined ? [] : [expected]));
    },
    /** Commits whole files on a branch, made from `from` where it does not exist, and returns the commit. */
    async commitFiles(
      branch: string,
      files: Record<string, string>,
      { from, by }: { from: string; by: string },
    ) {
      const changes = Object.entries(files).map(
        ([file, text]) => `M 100644 inline ${file}\ndata ${Buffer.byteLength(text)}\n${text}\n`,
      );
      const head = tried(() => run('rev-parse', '--verify', '--quiet', `refs/heads/${branch}`)) ?? from;
      const seconds = Math.floor(Date.now() / 1000);
      const commit = [
        `commit refs/heads/${branch}\n`,
        `committer ${by} <${by}@example.org> ${seconds} +0000\n`,
        `data 4\npush\nfrom ${head}\n${changes.join('')}done\n`,
      ];
      await git(['fast-import', '--quiet', '--done'], { gitDir: path, input: commit.join('') });
      return run('rev-parse', `refs/heads/${branch}`);
    },
  };
}

const heads = 'refs/heads/';

function readPackedBranches(path: string): [string, string][] {
  const file = join(path, 'packed-refs');
  if (!existsSync(file)) return [];
  const lines = readFileSync(file, 'utf8').split('\n');
  return lines.flatMap((line) => {
    const [commit = '', ref = ''] = line.split(' ');
    return ref.startsWith(heads) ? [[ref.slice(heads.length), commit] as [string, string]] : [];
  });
}

function readLooseBranches(path: string): [string, string][] {
  const folder = join(path, heads);
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries.flatMap((entry) => {
    const file = join(entry.parentPath, entry.name);
    if (!entry.isFile() || file.endsWith('.lock') || !existsSync(file)) return [];
    return [[relative(folder, file), readFileSync(file, 'utf8').trim()] as [string, string]];
  });
}

function tried(ask: () => string): string | null {
  try {
    return ask();
  } catch {
    return null;
  }
}

function remembered<T>(ask: (one: string, other: string) => T): (one: string, other: string) => T {
  const answers = new Map<string, T>();
  return (one, other) => {
    const key = `${one} ${other}`;
    const known = answers.get(key);
    if (known !== undefined) return known;
    const answer = ask(one, other);
    answers.set(key, answer);
    return answer;
  };
}
