import type { Project } from '../domain/project.ts';
import type { Workspace } from '../workspace/workspace.ts';

/** What somebody put on top of the commit on a branch of the origin; null where nobody did. */
export async function findContinued(
  workspace: Pick<Workspace, 'fetchBranch' | 'isAncestor'>,
  { repo }: Project,
  { branch, commit }: { branch: string; commit: string },
): Promise<string | null> {
  const theirs = await workspace.fetchBranch(repo, branch);
  if (theirs === null || theirs === commit) return null;
  return (await workspace.isAncestor(repo, commit, theirs)) ? theirs : null;
}
