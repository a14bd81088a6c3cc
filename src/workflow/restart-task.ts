import { phrase } from '../domain/phrase.ts';
import type { Actor } from '../domain/signal.ts';
import { isFinished } from '../domain/stage.ts';
import type { TaskRow } from '../store/tasks.ts';
import { fromStoredTime, toStoredTime } from '../stored-time.ts';
import { placeOfTask } from './chat-place.ts';
import type { Context } from './context.ts';
import { openAgain } from './open-task.ts';
import type { Steered } from './steer-task.ts';
import { keepTopic } from './topics.ts';

/** The origin of a task that follows an ended one, so that none is followed twice. */
const startedAgain = 'restart';

/** The work item of an ended task was moved to a start state: its card asks a person. False when it asks already. */
export function askToRestart(
  { store, clock, projects }: Context,
  task: TaskRow,
  item: { title: string; description: string },
  by: Actor,
): boolean {
  const now = toStoredTime(clock.now());
  return store.transaction(() => {
    const { title, description } = item;
    if (!store.restarts.ask({ taskId: task.id, title, description, who: by.who }, now)) return false;
    const why = phrase('why-restart-asked');
    store.log.append({ taskId: task.id, from: null, to: null, why, by }, now);
    // The card of a task that had ended before the takeover does not exist yet.
    const place = placeOfTask({ store }, projects.findForTask(task), task.id);
    if (place !== null) store.cards.ensure(task.id, place);
    store.cards.bump(task.id);
    keepTopic({ store, projects }, task.id);
    return true;
  });
}

/** The work item moved on to another state: its card asks no more. False when it did not ask, or began to since the move. */
export function withdrawRestart(context: Context, task: TaskRow, movedAt: Date | null): boolean {
  const { store } = context;
  return store.transaction(() => {
    const asked = store.restarts.find(task.id);
    if (asked === undefined || movedAt === null || movedAt < fromStoredTime(asked.asked_at)) return false;
    store.restarts.remove(task.id);
    store.cards.touch(task.id);
    keepTopic(context, task.id);
    return true;
  });
}

/** Opens a further task for the work item of an ended one, in the words the tracker told when it asked. */
export function restartTask(context: Context, taskId: number, by: Actor): Steered {
  const { store, clock, projects } = context;
  return store.transaction(() => {
    const task = findLatest(context, taskId);
    if (task === undefined) return { ok: false, text: phrase('steer-task-unknown') };
    const name = task.work_item_id ?? `task ${task.id}`;
    if (!isFinished(task.stage)) return { ok: false, text: phrase('steer-open-already', { task: name }) };
    const project = projects.findForTask(task);
    if (project === undefined) return { ok: false, text: phrase('steer-no-project', { repo: task.repo }) };
    const { workItemId, taskId: next } = openAgain(context, { project, ended: task, by });
    store.origins.claim(startedAgain, String(task.id), next);
    store.restarts.remove(task.id);
    store.cards.touchOrphans();
    keepTopic(context, task.id);
    const why = phrase('why-started-again', { task: workItemId });
    store.log.append({ taskId: task.id, from: null, to: null, why, by }, toStoredTime(clock.now()));
    store.cards.touch(task.id);
    return { ok: true, text: phrase('steer-opened', { task: workItemId }) };
  });
}

/** Of a work item that had several tasks, the last one counts. */
function findLatest(context: Context, taskId: number): TaskRow | undefined {
  const { store } = context;
  const next = store.origins.find(startedAgain, String(taskId));
  if (next !== undefined) return findLatest(context, next);
  const task = store.tasks.find(taskId);
  const item = task?.plane_issue_id ?? task?.plane_id ?? null;
  return (item === null ? undefined : store.tasks.findByTrackerItem(item)) ?? task;
}
