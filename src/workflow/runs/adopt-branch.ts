import type { Project } from '../../domain/project.ts';
import type { TaskRow } from '../../store/tasks.ts';
import { Refusal } from '../refusal.ts';
import { branchOf } from '../task-branch.ts';
import type { RunContext } from './run-context.ts';

/**
 * What a task's work stands at: its own commit, else the head of the branch that the earlier installation left at the
 * origin. That head is recorded and our branch moved there, so that what comes later continues it. Null where there is
 * neither; a Refusal where the branch is no task's own.
 */
export async function adoptBranch(
  { store, workspace }: RunContext,
  task: TaskRow,
  { repo }: Project,
): Promise<string | null> {
  if (task.commit_sha !== null || task.id > store.meta.takeoverMark('tasks')) return task.commit_sha;
  const branch = branchOf(task);
  refuseDefaultBranch(branch, repo);
  const head = await workspace.fetchBranch(repo, branch);
  if (head === null) return null;
  const ours = await workspace.branchCommit(repo, branch);
  await workspace.moveBranch(repo, branch, ours, head);
  store.tasks.setCommit(task.id, head);
  return head;
}

/** Old rows may name the default branch as a task's own: its work would land there untested. */
export function refuseDefaultBranch(branch: string, { key, defaultBranch }: Project['repo']): void {
  if (branch !== defaultBranch) return;
  throw new Refusal(
    `the branch of this task is ${branch}, the default branch of ${key}, where nothing untested is pushed: cancel the task and open it anew`,
  );
}
