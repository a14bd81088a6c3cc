import type { Project } from '../../domain/project.ts';
import { isFinished } from '../../domain/stage.ts';
import type { TaskRow } from '../../store/tasks.ts';
import type { Tracker } from '../../trackers/tracker.ts';
import type { Context, Sender } from '../context.ts';
import type { Tracked } from '../find-project.ts';
import type { RunContext } from '../runs/run-context.ts';

export type TrackerScope = { context: RunContext; project: Tracked; tracker: Tracker };

/** A webhook may be on its way for so long; only what is older was missed. */
const UNDERWAY_MS = 3000;

/** Whether what a look found should have been told by a webhook by now. */
export function wasMissed({ clock, hears, reconcileMs }: Context, sender: Sender, at: Date | null): boolean {
  if (!hears(sender)) return false;
  const underwayMs = Math.min(UNDERWAY_MS, reconcileMs / 2);
  return at === null || clock.now().getTime() - at.getTime() > underwayMs;
}

export function listOpenTasks({ store, projects }: Context, { name, repo }: Project): TaskRow[] {
  const open = store.tasks.listOpenOf({ repo: repo.key, project: name });
  return open.filter((task) => projects.findForTask(task)?.name === name);
}

export function itemOf({ plane_issue_id: issue, plane_id: id }: TaskRow): string | null {
  return issue ?? id;
}

/** What a task asks people for, and since when; null when it asks for nothing that words could answer. */
export function askedSince({ store }: Context, task: TaskRow): string | null {
  if (isFinished(task.stage)) return null;
  if (task.attention !== null) return task.attention_at;
  if (task.step !== 'approval') return null;
  const request = store.approvals.findLatest(task.id);
  return request === undefined || request.decision !== null ? null : request.requested_at;
}
