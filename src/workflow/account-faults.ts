import { accountOf } from '../domain/project.ts';
import { isStage, roleAt } from '../domain/stage.ts';
import type { TaskRow } from '../store/tasks.ts';
import { toStoredTime } from '../stored-time.ts';
import type { Context } from './context.ts';

type Looking = Pick<Context, 'store' | 'projects' | 'clock'>;

/** The account that the role of the task's stage works with; null where it has none. */
export function accountOfTask({ projects }: Pick<Looking, 'projects'>, task: TaskRow): string | null {
  const role = isStage(task.stage) ? roleAt(task.stage) : null;
  const settings = role === null ? null : projects.findForTask(task)?.roles[role];
  return settings == null ? null : accountOf(settings);
}

/** Whether that account waits: for somebody to mend it, or for its limit to reset. */
export function isAccountHeld(context: Looking, task: TaskRow): boolean {
  const account = accountOfTask(context, task);
  if (account === null) return false;
  const held = context.store.accounts.listActive(toStoredTime(context.clock.now()));
  return held.some((row) => row.account === account);
}
