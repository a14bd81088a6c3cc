import { isOperational, isRetryable } from '../../domain/failure.ts';
import type { Tracker } from '../../trackers/tracker.ts';
import type { Context } from '../context.ts';
import { type NamedBlocker, syncBlockers } from '../dependencies.ts';
import { type Tracked, trackerOf } from '../find-project.ts';
import { enterState, type ItemMove } from './item-intake.ts';
import { has } from './item-state.ts';

type Scope = { context: Context; project: Tracked; tracker: Tracker };

/** What the tracker blocks an item by now; null where it cannot tell. */
export async function readBlockers(scope: Scope, item: string): Promise<NamedBlocker[] | null> {
  const ids = await scope.tracker.listBlockers(item);
  if (ids === null) return null;
  const blockers: NamedBlocker[] = [];
  for (const id of ids) blockers.push(await nameBlocker(scope, id));
  return blockers;
}

/** Of an item that may open a task; null for any other, and where the tracker refuses to tell: the reconciler says so. */
export async function readFirstBlockers(
  scope: Scope,
  { id, state }: Pick<ItemMove['item'], 'id' | 'state'>,
): Promise<NamedBlocker[] | null> {
  const { context, project } = scope;
  const opens = has(project.tracker.states.start, state.name);
  if (!context.gates.dependencies || !opens || context.store.tasks.findByTrackerItem(id) !== undefined)
    return null;
  try {
    return await readBlockers(scope, id);
  } catch (error) {
    if (isRetryable(error) || !isOperational(error)) throw error;
    return null;
  }
}

/** As `enterState`; a task that opens by it is held back by its blockers before its first job can be claimed. */
export function enterStateBlocked(
  context: Context,
  move: ItemMove,
  blockers: readonly NamedBlocker[] | null,
): string {
  const note = enterState(context, move);
  const task = context.store.tasks.findByTrackerItem(move.item.id);
  if (task !== undefined && blockers !== null)
    syncBlockers(context, task.id, blockers, trackerOf(move.project));
  return note;
}

/** One that has a task needs no look: the task tells whether it is done. */
async function nameBlocker({ context, project, tracker }: Scope, id: string): Promise<NamedBlocker> {
  const task = context.store.tasks.findByTrackerItem(id);
  if (task !== undefined) return { item: id, name: task.work_item_id ?? id, open: true };
  const item = await tracker.findItem(id);
  if (item === null) return { item: id, name: id, open: false };
  const { done = 'Done', cancelled } = project.tracker.states;
  const isOver = [done, cancelled].some((name) => name.toLowerCase() === item.state.name.toLowerCase());
  return { item: id, name: `${project.prefix}-${item.sequence}`, open: !isOver };
}
