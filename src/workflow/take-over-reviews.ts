import type { TaskRow } from '../store/tasks.ts';
import { commitSignal, signalbox } from './commit.ts';
import { adoptBranch } from './runs/adopt-branch.ts';
import { readBrd } from './runs/collect-work.ts';
import type { RunContext } from './runs/run-context.ts';
import { branchOf } from './task-branch.ts';

/**
 * Asks for approval again where the earlier installation was waiting for an answer: its buttons do not reach us.
 * Nothing is asked while the takeover waits for its Resume. A branch that cannot be read now is read at the next call.
 */
export async function takeOverReviews(context: RunContext): Promise<void> {
  const { store, log } = context;
  if (store.pauses.list().some(({ scope }) => scope === '*')) return;
  for (const task of store.tasks.listReviewsTakenOver()) {
    try {
      await takeOverReview(context, task);
    } catch (error) {
      log.warn({ task: task.id, err: error }, 'a BRD under review could not be read, it is tried again');
    }
  }
}

async function takeOverReview(context: RunContext, task: TaskRow): Promise<void> {
  const project = context.projects.findForTask(task);
  if (project === undefined) return;
  // The default branch is no task's own: a retry says so, and nothing is read from there.
  const isOwn = branchOf(task) !== project.repo.defaultBranch;
  const commit = isOwn ? await adoptBranch(context, task, project) : null;
  const found =
    commit === null ? null : await readBrd(context, project, task.work_item_id ?? `task ${task.id}`, commit);
  const brd = found === null || commit === null ? null : { ...found, commit };
  commitSignal(context, task.id, { type: 'reviewTakenOver', brd }, { by: signalbox });
}
