import type { GitOrigin } from './git-origin.ts';

export type GiteaReviewState = 'APPROVED' | 'REQUEST_CHANGES' | 'COMMENT';
export type GiteaStatusState = 'pending' | 'success' | 'error' | 'failure' | 'warning' | 'skipped';

export type GiteaReview = {
  id: number;
  by: string;
  state: GiteaReviewState;
  text: string;
  commit: string;
  dismissed: boolean;
  at: string;
};
export type GiteaComment = { id: number; by: string; text: string; at: string };
export type GiteaStatus = {
  id: number;
  sha: string;
  context: string;
  state: GiteaStatusState;
  description: string;
  at: string;
};

export type GiteaPull = {
  number: number;
  by: string;
  title: string;
  body: string;
  branch: string;
  base: string;
  head: string;
  state: 'open' | 'closed';
  merged: { commit: string; by: string; at: string } | null;
  /** Counts up with every change, over all pull requests. */
  touched: number;
  createdAt: string;
  reviews: GiteaReview[];
  comments: GiteaComment[];
};

/** What happened, for those who tell it. */
export type GiteaHappening =
  | { kind: 'pushed'; branch: string; before: string; after: string; by: string }
  | {
      kind: 'pull';
      action: 'opened' | 'synchronized' | 'edited' | 'closed' | 'reopened';
      pull: GiteaPull;
      by: string;
    }
  | { kind: 'reviewed'; pull: GiteaPull; review: GiteaReview }
  | { kind: 'commented'; pull: GiteaPull; comment: GiteaComment }
  | { kind: 'status'; status: GiteaStatus; by: string };

export type GiteaRepository = {
  git: GitOrigin;
  owner: string;
  name: string;
  defaultBranch: string;
  /** Whose token Signalbox has; who pushes to the bare repository is taken for this user. */
  user: string;
  pulls: GiteaPull[];
  statuses: GiteaStatus[];
  /** The branches as they were noticed last. */
  branches: Map<string, string>;
  /** Merge styles that its settings allow. */
  styles: Set<string>;
  mayMerge: boolean;
  archived: boolean;
  /** What branch protection has against any merge; null for nothing. */
  notReady: string | null;
  /** So many further merges are told that the pull request is not checked yet. */
  checking: number;
  nextId(): number;
  happened(happening: GiteaHappening): void;
};

export const noCommit = '0'.repeat(40);

export function isDraft({ title }: GiteaPull): boolean {
  return /^(?:wip:|\[wip\])/i.test(title);
}

/** Gitea tells no fractions of a second. */
export function stamp(): string {
  return `${new Date().toISOString().slice(0, 19)}Z`;
}

/** Looks what was pushed to the bare repository since the last look, and draws the conclusions a forge draws. */
export function noticePushes(repository: GiteaRepository, by: string = repository.user): void {
  const before = repository.branches;
  const now = repository.git.branches();
  repository.branches = now;
  const moved = [...new Set([...before.keys(), ...now.keys()])].filter(
    (branch) => before.get(branch) !== now.get(branch),
  );
  for (const branch of moved) {
    const [from, to] = [before.get(branch) ?? noCommit, now.get(branch) ?? noCommit];
    repository.happened({ kind: 'pushed', branch, before: from, after: to, by });
  }
  for (const pull of repository.pulls) {
    if (pull.state === 'open' && (moved.includes(pull.branch) || moved.includes(pull.base))) {
      follow(repository, pull, { before: before.get(pull.base), by });
    }
  }
}

function follow(
  repository: GiteaRepository,
  pull: GiteaPull,
  { before, by }: { before: string | undefined; by: string },
): void {
  const head = repository.branches.get(pull.branch);
  const base = repository.branches.get(pull.base);
  if (head === undefined || base === undefined) {
    closePull(repository, pull, by);
    return;
  }
  if (head !== pull.head) moveHead(repository, pull, { head, by });
  const { git } = repository;
  const hadItBefore = before !== undefined && git.isAncestor(head, before);
  if (hadItBefore || !git.isAncestor(head, base)) return;
  // With `autodetect_manual_merge` on.
  markMerged(repository, pull, { commit: git.mergeCommitOf(head, base), by });
}

function moveHead(repository: GiteaRepository, pull: GiteaPull, moved: { head: string; by: string }): void {
  pull.head = moved.head;
  keepHead(repository, pull);
  touch(repository, pull);
  repository.happened({ kind: 'pull', action: 'synchronized', pull, by: moved.by });
}

/** Gitea keeps the head of every pull request, also when its branch is gone. */
function keepHead({ git }: GiteaRepository, { number, head }: GiteaPull): void {
  git.setRef(`refs/pull/${number}/head`, head);
}

export function openPull(
  repository: GiteaRepository,
  words: Pick<GiteaPull, 'title' | 'body' | 'branch' | 'base' | 'by'>,
): GiteaPull {
  const pull: GiteaPull = {
    ...words,
    number: repository.pulls.length + 1,
    head: repository.branches.get(words.branch) ?? noCommit,
    state: 'open',
    merged: null,
    touched: repository.nextId(),
    createdAt: stamp(),
    reviews: [],
    comments: [],
  };
  repository.pulls.push(pull);
  keepHead(repository, pull);
  repository.happened({ kind: 'pull', action: 'opened', pull, by: words.by });
  return pull;
}

export function editPull(
  repository: GiteaRepository,
  pull: GiteaPull,
  { by, ...words }: { title: string; body: string; by: string },
): void {
  Object.assign(pull, words);
  touch(repository, pull);
  repository.happened({ kind: 'pull', action: 'edited', pull, by });
}

export function closePull(repository: GiteaRepository, pull: GiteaPull, by: string): void {
  if (pull.state === 'closed') return;
  pull.state = 'closed';
  touch(repository, pull);
  repository.happened({ kind: 'pull', action: 'closed', pull, by });
}

export function reopenPull(repository: GiteaRepository, pull: GiteaPull, by: string): void {
  pull.state = 'open';
  touch(repository, pull);
  repository.happened({ kind: 'pull', action: 'reopened', pull, by });
}

export function markMerged(
  repository: GiteaRepository,
  pull: GiteaPull,
  { commit, by }: { commit: string; by: string },
): void {
  pull.merged = { commit, by, at: stamp() };
  closePull(repository, pull, by);
}

function touch(repository: GiteaRepository, pull: GiteaPull): void {
  pull.touched = repository.nextId();
}

export function comment(repository: GiteaRepository, pull: GiteaPull, said: { by: string; text: string }) {
  const made = { id: repository.nextId(), at: stamp(), ...said };
  pull.comments.push(made);
  touch(repository, pull);
  repository.happened({ kind: 'commented', pull, comment: made });
  return made;
}
