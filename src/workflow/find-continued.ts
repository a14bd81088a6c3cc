import type { Project } from '../domain/project.ts';
import type { TaskRow } from '../store/tasks.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { readBrd } from './runs/collect-work.ts';
import { branchOf } from './task-branch.ts';

/** What stands on top of a task's commit, with the requirements as they are there; null for none. */
export type Continued = { commit: string; brd: { revision: string; text: string } | null };

/** What somebody put on top of the commit on a task's branch at the origin; null where nobody did. */
export async function findContinued(
  workspace: Pick<Workspace, 'fetchBranch' | 'isAncestor' | 'readFile'>,
  project: Project,
  task: Pick<TaskRow, 'id' | 'branch' | 'work_item_id'>,
  commit: string,
): Promise<Continued | null> {
  const { repo } = project;
  const theirs = await workspace.fetchBranch(repo, branchOf(task));
  if (theirs === null || theirs === commit) return null;
  if (!(await workspace.isAncestor(repo, commit, theirs))) return null;
  const workItemId = task.work_item_id ?? `task ${task.id}`;
  return { commit: theirs, brd: await readBrd({ workspace }, project, workItemId, theirs) };
}
