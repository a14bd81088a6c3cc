import type { Project } from '../domain/project.ts';
import type { TaskRow } from '../store/tasks.ts';
import type { RunContext } from './run-context.ts';

/**
 * The head of a branch that the earlier installation left at the origin; ours is moved there, so that what is pushed
 * later continues it. Null for a task of our own, and where the origin has no such branch.
 */
export async function adoptBranch(
  { store, workspace }: RunContext,
  task: TaskRow,
  { repo }: Project,
): Promise<string | null> {
  const isTakenOver = task.id <= store.meta.takeoverMark('tasks');
  if (!isTakenOver || task.branch === null || task.commit_sha !== null) return null;
  const head = await workspace.fetchBranch(repo, task.branch);
  if (head === null) return null;
  const ours = await workspace.branchCommit(repo, task.branch);
  await workspace.moveBranch(repo, task.branch, ours, head);
  return head;
}
