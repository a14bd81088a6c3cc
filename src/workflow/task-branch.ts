import type { TaskRow } from '../store/tasks.ts';

/** The branch that Signalbox gives a work item. */
export function branchFor(workItemId: string): string {
  return `task/${workItemId.toLowerCase()}`;
}

/** A task's branch. One that was taken over without any has the one we would have given it. */
export function branchOf({
  branch,
  work_item_id: workItemId,
  id,
}: Pick<TaskRow, 'id' | 'branch' | 'work_item_id'>): string {
  return branch ?? branchFor(workItemId ?? String(id));
}
