import {
  type GiteaPull,
  type GiteaRepository,
  isDraft,
  markMerged,
  noticePushes,
} from './gitea-repository.ts';

export type Answer = { status: number; body?: unknown; headers?: Record<string, string> };

export type MergeOrder = {
  style: string;
  title: string;
  message: string;
  /** The optimistic lock; empty for none. */
  head: string;
  by: string;
};

/** The order of Gitea's own questions, with its texts: routers/api/v1/repo/pull.go, MergePullRequest. */
export function mergeByApi(
  repository: GiteaRepository,
  pull: GiteaPull | undefined,
  order: MergeOrder,
): Answer {
  if (repository.archived) return refusal(423, 'Repo is archived');
  if (pull === undefined) return refusal(404, "The target couldn't be found.");
  if (pull.merged !== null) return refusal(405, 'The PR is already merged');
  if (pull.state === 'closed') return refusal(404, "The target couldn't be found.");
  if (!repository.mayMerge) return refusal(405, 'User not allowed to merge PR');
  if (isDraft(pull)) return refusal(405, 'Work in progress PRs cannot be merged');
  if (repository.checking > 0) {
    repository.checking -= 1;
    return refusal(405, 'Please try again later');
  }
  if (!isMergeable(repository, pull)) return refusal(405, 'Please try again later');
  if (repository.notReady !== null) {
    return refusal(405, `not ready to be merged: ${repository.notReady}`);
  }
  if (!repository.styles.has(order.style)) {
    return refusal(405, `${order.style} is not allowed an allowed merge style for this repository`);
  }
  if (order.head !== '' && order.head !== pull.head) return refusal(409, 'head out of date');
  return merge(repository, pull, order);
}

/** What `mergeable` says: false also for a draft, and while Gitea is still checking. */
export function isMergeable(repository: GiteaRepository, pull: GiteaPull): boolean {
  if (pull.state === 'closed' || isDraft(pull) || repository.checking > 0) return false;
  const base = repository.branches.get(pull.base) ?? '';
  return repository.git.mergeTrees(base, pull.head) !== null;
}

function merge(repository: GiteaRepository, pull: GiteaPull, order: MergeOrder): Answer {
  const { git } = repository;
  const base = repository.branches.get(pull.base) ?? '';
  const commit = createMerge(repository, pull, { ...order, base });
  // Gitea has no status of its own for a fast-forward that is none, and shows the words to administrators only.
  if (commit === null) return refusal(500, '');
  git.setRef(`refs/heads/${pull.base}`, commit, base);
  markMerged(repository, pull, { commit, by: order.by });
  noticePushes(repository, order.by);
  return { status: 200 };
}

function createMerge(
  { git }: GiteaRepository,
  { head }: GiteaPull,
  { style, title, message, by, base }: MergeOrder & { base: string },
): string | null {
  if (style === 'fast-forward-only') return git.isAncestor(base, head) ? head : null;
  const tree = git.mergeTrees(base, head) ?? '';
  const parents = style === 'merge' ? [base, head] : [base];
  return git.commitTree(tree, parents, { message: `${title}\n\n${message}`, by });
}

export function refusal(status: number, message: string): Answer {
  return { status, body: { message, url: '/api/swagger' } };
}
