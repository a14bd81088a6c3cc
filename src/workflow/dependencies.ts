import { type MessageId, phrase, type Said } from '../domain/phrase.ts';
import type { Actor } from '../domain/signal.ts';
import { isFinished } from '../domain/stage.ts';
import { toStoredTime } from '../stored-time.ts';
import { ringAboutDependency } from './ask-dependants.ts';
import { signalbox } from './commit.ts';
import type { Context } from './context.ts';
import { depend, nameOf } from './depend.ts';
import { findItemTask } from './find-project.ts';

/** A work item that blocks another: its id in the tracker, what people call it, and whether it is still to be done. */
export type NamedBlocker = { item: string; name: string; open: boolean };

/** The tracker of work items that nothing but their id is known of. */
export const byId = 'id';

/**
 * Makes what holds a task back equal to what its tracker names now, and says what changed; null when nothing did, or
 * the task has finished. What people named stays, and what they said not to wait for is not waited for. An edge that
 * would close a cycle is refused, and that is told once.
 */
export function syncBlockers(
  context: Context,
  taskId: number,
  blockers: readonly NamedBlocker[],
  tracker: string,
): Said[] | null {
  const { store } = context;
  const told = store.transaction(() => {
    const task = store.tasks.find(taskId);
    if (task === undefined || isFinished(task.stage)) return [];
    const wanted = dropWaived(context, taskId, blockers).map((named) => ({
      ...named,
      task: findItemTask(context, tracker, named.item),
    }));
    const scope = { context, taskId, tracker, wanted };
    // What it named, took back and names again is told again.
    store.seen.keepOnly(
      'dependency',
      `${taskId}:`,
      blockers.map(({ item }) => item),
    );
    // What went makes room first: a dependency that was turned round closes no cycle.
    const words = [...dropEdges(scope), ...dropAwaited(scope), ...addEdges(scope), ...awaitItems(scope)];
    tell(context, taskId, words);
    return words;
  });
  if (told.length === 0) return null;
  context.nudge();
  return told;
}

/**
 * A task opens for a work item that others wait for: they depend on it from here on. Its commit wakes every loop. For
 * the tracker `byId` the item is the work item id in upper case.
 */
export function resolveAwaited(context: Context, tracker: string, item: string, taskId: number): void {
  const { store } = context;
  const source = tracker === byId ? 'chat' : 'tracker';
  store.transaction(() => {
    for (const from of store.dependencies.listAwaiting(tracker, item)) {
      store.dependencies.forgetAwaited(from, tracker, item);
      const waiting = store.tasks.find(from);
      if (waiting === undefined || isFinished(waiting.stage)) continue;
      if (store.dependencies.listOfTask(from).some(({ to }) => to === taskId)) continue;
      const circle = depend(context, { from, to: taskId }, source);
      const task = nameOf(context, taskId);
      const words =
        circle === undefined
          ? [phrase('deps-log-has-task', { task })]
          : refuseOnce(context, { from, item, task, circle: circle.path });
      tell(context, from, words);
    }
  });
}

type Scope = {
  context: Context;
  taskId: number;
  tracker: string;
  wanted: readonly (NamedBlocker & { task: number | undefined })[];
};

/** Once the tracker no longer names it, a person's word about it is over. */
function dropWaived(
  { store }: Context,
  taskId: number,
  blockers: readonly NamedBlocker[],
): readonly NamedBlocker[] {
  const waived = store.dependencies.listWaived(taskId);
  for (const item of waived)
    if (!blockers.some((named) => named.item === item)) store.dependencies.forgetWaived(taskId, item);
  return blockers.filter(({ item }) => !waived.includes(item));
}

function dropEdges({ context, taskId, wanted }: Scope): Said[] {
  const { dependencies } = context.store;
  const gone = dependencies
    .listOfTask(taskId)
    .filter(({ to, source }) => source === 'tracker' && !wanted.some(({ task }) => task === to));
  for (const { to } of gone) dependencies.remove({ from: taskId, to });
  return gone.map(({ name }) => phrase('deps-log-gone', { task: name }));
}

/** Also those of a tracker that the project has left: nobody else would ever lift them. */
function dropAwaited({ context, taskId, tracker, wanted }: Scope): Said[] {
  const { dependencies } = context.store;
  const gone = dependencies
    .listAwaitedOf(taskId)
    .filter(
      (awaited) =>
        awaited.tracker !== byId &&
        (awaited.tracker !== tracker ||
          !wanted.some(({ item, open, task }) => item === awaited.item && open && task === undefined)),
    );
  for (const awaited of gone) dependencies.forgetAwaited(taskId, awaited.tracker, awaited.item);
  return gone
    .filter(({ item }) => !wanted.some((named) => named.item === item && named.task !== undefined))
    .map(({ name }) => phrase('deps-log-gone', { task: name }));
}

function addEdges({ context, taskId, wanted }: Scope): Said[] {
  const { dependencies } = context.store;
  return wanted.flatMap(({ item, task: to }) => {
    if (to === undefined || dependencies.listOfTask(taskId).some((edge) => edge.to === to)) return [];
    const circle = depend(context, { from: taskId, to }, 'tracker');
    const task = nameOf(context, to);
    if (circle === undefined) return [phrase('deps-log-now', { task })];
    return refuseOnce(context, { from: taskId, item, task, circle: circle.path });
  });
}

function awaitItems({ context, taskId, tracker, wanted }: Scope): Said[] {
  const { dependencies } = context.store;
  const now = toStoredTime(context.clock.now());
  return wanted.flatMap(({ item, name, open, task }) => {
    if (task !== undefined || !open) return [];
    const isNew = dependencies.await(taskId, { tracker, item, name }, now).changes === 1;
    return isNew ? [phrase('deps-log-awaited', { task: name })] : [];
  });
}

/** What the tracker goes on naming is refused at every look, and told at the first. */
function refuseOnce(
  { store, clock }: Context,
  { from, item, task, circle }: { from: number; item: string; task: string; circle: string },
): Said[] {
  if (!store.seen.note('dependency', `${from}:${item}`, toStoredTime(clock.now()))) return [];
  return [phrase('deps-log-circle', { task, circle })];
}

const refusals: ReadonlySet<MessageId> = new Set(['deps-log-circle', 'deps-log-unknown']);

/** Puts on record what changed of a task's dependencies, and has its card drawn anew. Inside a transaction. */
export function tell(context: Context, taskId: number, words: readonly Said[], by: Actor = signalbox): void {
  const { store, clock } = context;
  const now = toStoredTime(clock.now());
  const isRefusal = (why: Said) => typeof why !== 'string' && refusals.has(why.id);
  // The card shows the latest: what nobody else would tell of.
  const inOrder = words.toSorted((a, b) => Number(isRefusal(a)) - Number(isRefusal(b)));
  for (const why of inOrder) store.log.append({ taskId, from: null, to: null, why, by }, now);
  if (words.length === 0) return;
  store.cards.touch(taskId);
  ringAboutDependency(context, taskId);
}
