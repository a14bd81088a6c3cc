import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runGit, type Yard } from '../workspace/support.ts';

/** What a GitHub needs of a yard. */
export type GithubYard = Pick<Yard, 'origin' | 'commitAtOrigin'>;

export type GithubReview = {
  id: number;
  by: string;
  state: string;
  text: string;
  commit: string;
  at: string | null;
};
export type GithubComment = { id: number; by: string; text: string; at: string };
export type GithubCommitStatus = { id: number; context: string; state: string; text: string; at: string };
export type GithubRun = {
  id: number;
  name: string;
  app: string;
  status: string;
  conclusion: string | null;
  at: string;
};

export type GithubPullState = {
  number: number;
  title: string;
  body: string | null;
  draft: boolean;
  branch: string;
  base: string;
  head: string;
  state: 'open' | 'closed';
  createdAt: string;
  closedBy: string | null;
  merged: { commit: string; by: string; at: string } | null;
  reviews: GithubReview[];
  comments: GithubComment[];
};

export type MergeWish = { sha?: string; style: string; title?: string; message?: string; by: string };
export type MergeResult = { status: number; message: string; sha?: string };

/** What GitHub keeps of one repository, over a bare git repository that anybody may push to. */
export function createGithubRepository(yard: GithubYard) {
  const pulls: GithubPullState[] = [];
  const statuses = new Map<string, GithubCommitStatus[]>();
  const runs = new Map<string, GithubRun[]>();
  let lastId = 4_000_000_000;
  const repository = {
    yard,
    /** Merge methods that its settings allow. */
    styles: new Set(['merge', 'squash', 'rebase']),
    /** Private repositories of some plans know no drafts. */
    drafts: true,
    statuses,
    runs,
    /** What every new thing is counted by, and when it came to be. */
    stamp: () => {
      lastId += 1;
      return { id: lastId, at: new Date().toISOString() };
    },
    /** All of them, oldest first, as the branches are now. */
    pulls: () => {
      for (const pull of pulls) follow(yard, pull);
      return pulls;
    },
    findPull: (number: number) => repository.pulls().find((pull) => pull.number === number),
    open: (words: Pick<GithubPullState, 'title' | 'body' | 'draft' | 'branch' | 'base'>) => {
      const { at } = repository.stamp();
      const pull: GithubPullState = {
        ...words,
        number: pulls.length + 1,
        head: tipOf(yard, words.branch) ?? '',
        state: 'open',
        createdAt: at,
        closedBy: null,
        merged: null,
        reviews: [],
        comments: [],
      };
      pulls.push(pull);
      return pull;
    },
    merge: (pull: GithubPullState, wish: MergeWish) => merge(repository.styles, { yard, pull, wish }),
  };
  return repository;
}

export type GithubRepository = ReturnType<typeof createGithubRepository>;

// Starting git is most of what this costs, so a loose branch is read as a file, and what is true of commits is kept.
export function tipOf({ origin }: GithubYard, branch: string): string | null {
  const loose = join(origin, 'refs', 'heads', branch);
  if (existsSync(loose)) return readFileSync(loose, 'utf8').trim();
  return runGit(origin, 'for-each-ref', '--format=%(objectname)', `refs/heads/${branch}`) || null;
}

export function hasCommit({ origin }: GithubYard, commit: string): boolean {
  return succeeds(() => runGit(origin, 'cat-file', '-e', `${commit}^{commit}`));
}

const known = new WeakMap<GithubYard, Map<string, unknown>>();

/** What git says of commits, which never changes. */
function once<T>(yard: GithubYard, question: string, ask: () => T): T {
  const answers = known.get(yard) ?? new Map<string, unknown>();
  known.set(yard, answers);
  if (!answers.has(question)) answers.set(question, ask());
  return answers.get(question) as T;
}

export function isAncestor(yard: GithubYard, ancestor: string, descendant: string): boolean {
  return once(yard, `${ancestor} in ${descendant}`, () =>
    succeeds(() => runGit(yard.origin, 'merge-base', '--is-ancestor', ancestor, descendant)),
  );
}

/** An open pull request moves with its branch, ends with it, and is merged by whoever pushes its head to the base. */
function follow(yard: GithubYard, pull: GithubPullState): void {
  if (pull.state === 'closed') return;
  const tip = tipOf(yard, pull.branch);
  const base = tipOf(yard, pull.base);
  if (tip === null || base === null) {
    Object.assign(pull, { state: 'closed', closedBy: 'pusher' });
    return;
  }
  pull.head = tip;
  if (!isAncestor(yard, tip, base)) return;
  // More may have been pushed on top meanwhile: the merge is where the base first contained the head.
  const history = runGit(yard.origin, 'rev-list', '--first-parent', '--reverse', base).split('\n');
  const commit = history.find((one) => isAncestor(yard, tip, one)) ?? base;
  Object.assign(pull, { state: 'closed', closedBy: 'pusher', merged: toMerged(commit, 'pusher') });
}

function toMerged(commit: string, by: string) {
  return { commit, by, at: new Date().toISOString() };
}

/** The tree that base and head make together; null where they conflict. */
function mergedTree(yard: GithubYard, base: string, head: string): string | null {
  return once(yard, `${head} onto ${base}`, () => {
    try {
      return runGit(yard.origin, 'merge-tree', '--write-tree', base, head);
    } catch {
      return null;
    }
  });
}

/** The commit that GitHub tries by itself, and shows in `merge_commit_sha` of what is open. */
export function testMerge(yard: GithubYard, { base: onto, head }: GithubPullState): string | null {
  const base = tipOf(yard, onto) ?? '';
  const tree = mergedTree(yard, base, head);
  if (tree === null) return null;
  return once(yard, `trial of ${head} onto ${base}`, () =>
    runGit(yard.origin, 'commit-tree', tree, '-p', base, '-p', head, '-m', 'GitHub tries a merge'),
  );
}

type Merging = { yard: GithubYard; pull: GithubPullState; wish: MergeWish };

function merge(styles: ReadonlySet<string>, { yard, pull, wish }: Merging): MergeResult {
  const { style, title, message, by } = wish;
  if (pull.state === 'closed') return { status: 405, message: 'Pull Request is not mergeable' };
  if (pull.draft) return { status: 405, message: 'Pull Request is still a draft' };
  if (!styles.has(style)) {
    const named = style === 'merge' ? 'Merge commits are' : 'Squash merges are';
    return { status: 405, message: `${named} not allowed on this repository.` };
  }
  if (wish.sha !== undefined && wish.sha !== pull.head) {
    return { status: 409, message: 'Head branch was modified. Review and try the merge again.' };
  }
  const base = tipOf(yard, pull.base) ?? '';
  const tree = mergedTree(yard, base, pull.head);
  if (tree === null) return { status: 405, message: 'Pull Request is not mergeable' };
  const parents = style === 'merge' ? ['-p', base, '-p', pull.head] : ['-p', base];
  const words = ['-m', title ?? `Merge pull request #${pull.number}`, '-m', message ?? pull.title];
  const commit = runGit(yard.origin, 'commit-tree', tree, ...parents, ...words);
  runGit(yard.origin, 'update-ref', `refs/heads/${pull.base}`, commit, base);
  Object.assign(pull, { state: 'closed', closedBy: by, merged: toMerged(commit, by) });
  return { status: 200, message: 'Pull Request successfully merged', sha: commit };
}

function succeeds(run: () => void): boolean {
  try {
    run();
    return true;
  } catch {
    return false;
  }
}
