import type { ForgeRepository, ForgeTask, Landing } from './forge.ts';

/** The git work a landing needs, done by the workspace; errors with `retryable: false` are the origin's refusals. */
export type ForgeGit = {
  fetchBranch(repo: ForgeRepository, branch: string): Promise<string | null>;
  isAncestor(repo: ForgeRepository, ancestor: string, descendant: string): Promise<boolean>;
  treeOf(repo: ForgeRepository, commit: string): Promise<string>;
  commitTree(
    repo: ForgeRepository,
    spec: {
      tree: string;
      parents: string[];
      message: string;
      identity: { name: string; email: string };
      at: Date;
    },
  ): Promise<string>;
  push(
    repo: ForgeRepository,
    spec: { commit: string; branch: string; expected: string | null },
  ): Promise<{ kind: 'pushed' } | { kind: 'moved'; now: string | null }>;
  deleteAtOrigin(repo: ForgeRepository, branch: string, expected: string): Promise<void>;
};

/** The tip of the default branch, and which of the commits (null ones are passed over) it contains first; null without such a branch. */
export async function lookAtDefaultBranch(
  git: ForgeGit,
  repo: ForgeRepository,
  commits: readonly (string | null)[],
): Promise<{ tip: string; landed: string | null } | null> {
  const tip = await git.fetchBranch(repo, repo.defaultBranch);
  if (tip === null) return null;
  for (const landed of commits) {
    if (landed !== null && (await git.isAncestor(repo, landed, tip))) return { tip, landed };
  }
  return { tip, landed: null };
}

/** A bare clone that was made anew knows the tested commit only from the task's branch, if that is still there. */
export async function fetchTested(git: ForgeGit, { repo, branch }: ForgeTask): Promise<void> {
  await git.fetchBranch(repo, branch);
}

export function withoutDefaultBranch(repo: ForgeRepository): Landing {
  return { kind: 'refused', why: `the origin has no branch ${repo.defaultBranch}` };
}
