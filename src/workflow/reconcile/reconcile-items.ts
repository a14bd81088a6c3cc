import { isFinished } from '../../domain/stage.ts';
import type { TaskRow } from '../../store/tasks.ts';
import { fromStoredTime, toStoredTime } from '../../stored-time.ts';
import type { StateChange, WorkItem } from '../../trackers/tracker.ts';
import { findTrackedProject } from '../intake/find-tracked-project.ts';
import { describeAgain, isWorded, removeItem } from '../intake/item-intake.ts';
import { has, isSameState, mayBeMirrored } from '../intake/item-state.ts';
import { enterStateBlocked, readFirstBlockers } from '../intake/read-blockers.ts';
import { lookAtEach } from './look-at-each.ts';
import { type TrackerScope, wasMissed } from './scope.ts';

/** Items written while the last round was reading may carry a time just before its newest. */
const OVERLAP_MS = 120_000;

const unknown = { id: null, name: 'somebody' } as const;

/** Work items that changed since the last round that went through: what they say is told as a webhook would have. */
export async function reconcileItems(scope: TrackerScope): Promise<void> {
  const { context, project, tracker } = scope;
  const { store } = context;
  const mark = `reconcile.items.${project.name}`;
  const seenUntil = store.meta.find(mark);
  const since = seenUntil === undefined ? null : new Date(fromStoredTime(seenUntil).getTime() - OVERLAP_MS);
  const items = await tracker.listChanged(since);
  const own = items.filter((item) => isOwn(scope, item));
  await lookAtEach(own.toReversed(), (item) => compareItem(scope, item));
  const newest = items
    .flatMap(({ updatedAt }) => updatedAt ?? [])
    .toSorted((a, b) => b.getTime() - a.getTime())[0];
  if (newest !== undefined) store.meta.note(mark, toStoredTime(newest));
}

/** Several projects may share one of Plane, told apart by labels. */
function isOwn({ context, project }: TrackerScope, item: WorkItem): boolean {
  const { tracker } = project;
  return (
    tracker.kind !== 'plane' || findTrackedProject(context, tracker.project, item)?.name === project.name
  );
}

async function compareItem(scope: TrackerScope, item: WorkItem): Promise<void> {
  const { context } = scope;
  const task = context.store.tasks.findByTrackerItem(item.id);
  if (task !== undefined && !isFinished(task.stage)) await compareWords(scope, item, task);
  if (!mayMean(scope, item, task)) return;
  const seen = await lookAgain(scope, item);
  if (seen === null) return;
  const { change, me } = seen;
  if (change?.by.id === me && mayBeMirrored(scope.project, item.state.name)) return;
  const movedAt = change?.at ?? item.updatedAt;
  const recovered = wasMissed(context, 'plane', movedAt);
  const move = { project: scope.project, item, by: change?.by ?? unknown, movedAt, recovered };
  const blockers = await readFirstBlockers(scope, item);
  const note = context.store.transaction(() => enterStateBlocked(context, move, blockers));
  context.log.debug({ item: item.id, note }, 'work item compared');
}

/** A webhook may have told newer words than the list shows: those the item has by now count. */
async function compareWords(
  { context, tracker }: TrackerScope,
  item: WorkItem,
  task: TaskRow,
): Promise<void> {
  if (!item.archived && isWorded(task, item)) return;
  const now = await tracker.findItem(item.id);
  if (now === null) return;
  const by = { who: unknown.name, via: 'plane' } as const;
  const recovered = wasMissed(context, 'plane', now.updatedAt);
  context.store.transaction(() => {
    if (now.archived) removeItem(context, now.id, 'archived', by, recovered);
    const known = context.store.tasks.find(task.id);
    // Told while we looked, so possibly newer than what we saw.
    if (known === undefined || known.title !== task.title || known.description !== task.description) return;
    if (!now.archived) describeAgain(context, now, by, recovered);
  });
}

/** Whether its state could change anything: only then it is worth a look at who moved it and when. */
function mayMean({ project }: TrackerScope, item: WorkItem, task: TaskRow | undefined): boolean {
  const { start, approved, rejected, cancelled, done } = project.tracker.states;
  const starts = has(start, item.state.name);
  if (task === undefined) return starts;
  if (!isFinished(task.stage)) return has([...approved, ...rejected, cancelled, done ?? ''], item.state.name);
  const endedAt = task.updated_at === null ? null : fromStoredTime(task.updated_at);
  return starts && endedAt !== null && item.updatedAt !== null && item.updatedAt > endedAt;
}

/** Null when the item has moved on since it was listed: the next round finds where. */
async function lookAgain(
  { tracker }: TrackerScope,
  item: WorkItem,
): Promise<{ change: StateChange | null; me: string } | null> {
  const { id: me } = await tracker.whoAmI();
  const change = await tracker.findStateChange(item.id);
  const state = change?.state ?? (await tracker.findItem(item.id))?.state;
  return state !== undefined && isSameState(state, item.state) ? { change, me } : null;
}
