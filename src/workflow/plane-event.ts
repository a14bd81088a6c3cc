import { may } from '../domain/people.ts';
import type { Project } from '../domain/project.ts';
import type { Actor } from '../domain/signal.ts';
import { isFinished } from '../domain/stage.ts';
import { formatWorkItemId } from '../domain/work-item-id.ts';
import type { TaskRow } from '../store/tasks.ts';
import { fromStoredTime, toStoredTime } from '../stored-time.ts';
import type { PlaneActor, PlaneChange, PlaneItem } from '../trackers/plane-webhook.ts';
import { commitSignal } from './commit.ts';
import type { Context } from './context.ts';
import type { EventHandler, PeopleIndex } from './dispatch-event.ts';
import { openTask } from './open-task.ts';
import { askToRestart, withdrawRestart } from './restart-task.ts';

type PlaneDeps = { parse(payload: unknown): PlaneChange; people: PeopleIndex };
type Tracked = Project & { tracker: NonNullable<Project['tracker']> };
type StateNow = { project: Tracked; item: PlaneItem; actor: PlaneActor };

/** What a move of a work item on the Plane board means for its task. */
export function createPlaneEventHandler({ parse, people }: PlaneDeps): EventHandler {
  return (context, event) => {
    const change = parse(JSON.parse(event.payload));
    if (change.kind === 'ignored') return `ignored: ${change.why}`;
    const { item, actor } = change;
    const project = findProject(context, item);
    if (project === undefined) return `ignored: no project tracks ${item.projectId}`;
    if (change.kind === 'stateChanged' && change.newStateId !== item.state.id) {
      return 'ignored: the item has moved on since, and a later delivery tells where';
    }
    return enterState(context, people, { project, item, actor });
  };
}

function findProject({ projects }: Context, item: PlaneItem): Tracked | undefined {
  const isTracked = (project: Project): project is Tracked => project.tracker?.project === item.projectId;
  return projects.all.find(isTracked);
}

function enterState(context: Context, people: PeopleIndex, now: StateNow): string {
  const { states } = now.project.tracker;
  const { name } = now.item.state;
  const by: Actor = { who: now.actor.name, via: 'plane' };
  if (has(states.start, name)) return open(context, now, by);
  const task = context.store.tasks.findByTrackerItem(now.item.id);
  if (task !== undefined && withdrawRestart(context, task, now.item.updatedAt)) {
    return 'moved on: its card asks no more whether to start it again';
  }
  if (has([states.cancelled], name)) return cancel(context, now, by);
  if (has(states.approved, name)) return answer(context, people, now, 'approved');
  if (has(states.rejected, name)) return answer(context, people, now, 'rejected');
  return `ignored: state ${name} means nothing here`;
}

function open(context: Context, { project, item }: StateNow, by: Actor): string {
  const { title, description } = item;
  const wantedId = formatWorkItemId(project.prefix, item.sequence);
  const opened = openTask(context, { project, title, description, item: { id: item.id, wantedId }, by });
  if (opened.opened) return `opened ${opened.workItemId}`;
  const task = context.store.tasks.find(opened.taskId);
  if (task === undefined || !isFinished(task.stage)) return `${opened.workItemId} is open already`;
  return restart(context, { task, name: opened.workItemId, item }, by);
}

/** An ended task is not opened by a move alone, which may be a late delivery of the one that began it. */
function restart(
  context: Context,
  { task, name, item }: { task: TaskRow; name: string; item: PlaneItem },
  by: Actor,
): string {
  const endedAt = task.updated_at === null ? null : fromStoredTime(task.updated_at);
  if (item.updatedAt !== null && endedAt !== null && item.updatedAt < endedAt) {
    return `ignored: the item was moved before ${name} ended`;
  }
  const isNew = askToRestart(context, task, item, by);
  return `${name} has ended; its card asks${isNew ? '' : ' already'} whether to start it again`;
}

function cancel(context: Context, { item }: StateNow, by: Actor): string {
  const task = context.store.tasks.findByTrackerItem(item.id);
  if (task === undefined) return 'ignored: the item has no task';
  return commitSignal(context, task.id, { type: 'cancel', by }, { by }).why;
}

/** Plane's state answers the BRD gate only for the revision that was asked about when the state changed. */
function answer(
  context: Context,
  people: PeopleIndex,
  now: StateNow,
  decision: 'approved' | 'rejected',
): string {
  const { store } = context;
  const task = store.tasks.findByTrackerItem(now.item.id);
  if (task === undefined) return 'ignored: the item has no task';
  const request = store.approvals.findLatest(task.id);
  if (request === undefined || request.decision !== null) return 'ignored: no approval is being asked for';
  // Its own time, because a delivery that failed is repeated word for word up to an hour later.
  const { updatedAt } = now.item;
  if (updatedAt === null) return 'ignored: Plane does not say when the state changed';
  if (updatedAt < fromStoredTime(request.requested_at)) {
    return 'ignored: the state changed before this revision was asked about';
  }
  const person = now.actor.id === null ? undefined : people.findByPlane(now.actor.id);
  const by: Actor = { who: person?.name ?? now.actor.name, via: 'plane' };
  if (person === undefined || !may(person.role, 'approve')) return notCounted(context, task.id, by, decision);
  const signal =
    decision === 'approved'
      ? ({ type: 'approved', revision: request.revision, by } as const)
      : ({
          type: 'rejected',
          revision: request.revision,
          comment: 'Rejected in Plane, without a comment.',
          by,
        } as const);
  return commitSignal(context, task.id, signal, { by }).why;
}

/** Shown, never acted on: only `people:` gives a Plane user a say. */
function notCounted({ store, clock }: Context, taskId: number, by: Actor, decision: string): string {
  const why = `${decision} in Plane by ${by.who}, who is no approver in people: not counted`;
  store.log.append({ taskId, from: null, to: null, why, by }, toStoredTime(clock.now()));
  store.cards.touch(taskId);
  return why;
}

function has(names: readonly string[], name: string): boolean {
  return names.some((one) => one.toLowerCase() === name.toLowerCase());
}
