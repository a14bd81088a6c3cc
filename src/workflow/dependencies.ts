import { type Edge, findCycle } from '../domain/dependency-graph.ts';
import { isFinished } from '../domain/stage.ts';
import { isSerial } from '../domain/standing.ts';
import { toStoredTime } from '../stored-time.ts';
import { signalbox } from './commit.ts';
import type { Context } from './context.ts';
import { findItemTask } from './find-project.ts';

/** A work item that blocks another: its id in the tracker, what people call it, and whether it is still to be done. */
export type NamedBlocker = { item: string; name: string; open: boolean };

/**
 * Makes what holds a task back equal to what its tracker names now, and says what changed; null when nothing did, or
 * the task has finished. An edge that would close a cycle is refused, and that is told once.
 */
export function syncBlockers(
  context: Context,
  taskId: number,
  blockers: readonly NamedBlocker[],
  tracker: string,
): string | null {
  const { store } = context;
  const told = store.transaction(() => {
    const task = store.tasks.find(taskId);
    if (task === undefined || isFinished(task.stage)) return [];
    const wanted = blockers.map((named) => ({ ...named, task: findItemTask(context, tracker, named.item) }));
    const scope = { context, taskId, tracker, wanted };
    // What went makes room first: a dependency that was turned round closes no cycle.
    const words = [...dropEdges(scope), ...dropAwaited(scope), ...addEdges(scope), ...awaitItems(scope)];
    tell(context, taskId, words);
    return words;
  });
  if (told.length === 0) return null;
  context.nudge();
  return told.join('; ');
}

/** A task opens for a work item that others wait for: they depend on it from here on. Its commit wakes every loop. */
export function resolveAwaited(context: Context, tracker: string, item: string, taskId: number): void {
  const { store } = context;
  store.transaction(() => {
    for (const from of store.dependencies.listAwaiting(tracker, item)) {
      store.dependencies.forgetAwaited(from, tracker, item);
      const waiting = store.tasks.find(from);
      if (waiting === undefined || isFinished(waiting.stage)) continue;
      const words = depend(context, { from, to: taskId }, item, hasTask(nameOf(context, taskId)));
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

function dropEdges({ context, taskId, wanted }: Scope): string[] {
  const { dependencies } = context.store;
  const gone = dependencies
    .listOfTask(taskId)
    .filter(({ to, source }) => source === 'tracker' && !wanted.some(({ task }) => task === to));
  for (const { to } of gone) dependencies.remove({ from: taskId, to });
  return gone.map(({ name }) => `no longer depends on ${name}`);
}

/** Also those of a tracker that the project has left: nobody else would ever lift them. */
function dropAwaited({ context, taskId, tracker, wanted }: Scope): string[] {
  const { dependencies } = context.store;
  const gone = dependencies
    .listAwaitedOf(taskId)
    .filter(
      (awaited) =>
        awaited.tracker !== tracker ||
        !wanted.some(({ item, open, task }) => item === awaited.item && open && task === undefined),
    );
  for (const awaited of gone) dependencies.forgetAwaited(taskId, awaited.tracker, awaited.item);
  return gone
    .filter(({ item }) => !wanted.some((named) => named.item === item && named.task !== undefined))
    .map(({ name }) => `no longer depends on ${name}`);
}

function addEdges({ context, taskId, wanted }: Scope): string[] {
  const { dependencies } = context.store;
  return wanted.flatMap(({ item, task: to }) => {
    if (to === undefined || dependencies.listOfTask(taskId).some((edge) => edge.to === to)) return [];
    return depend(context, { from: taskId, to }, item, `depends on ${nameOf(context, to)} now`);
  });
}

function awaitItems({ context, taskId, tracker, wanted }: Scope): string[] {
  const { dependencies } = context.store;
  const now = toStoredTime(context.clock.now());
  return wanted.flatMap(({ item, name, open, task }) => {
    if (task !== undefined || !open) return [];
    const isNew = dependencies.await(taskId, { tracker, item, name }, now).changes === 1;
    return isNew ? [`depends on ${name} now (no task yet)`] : [];
  });
}

const hasTask = (name: string) => `${name}, on which it depends, has a task now`;

/** Adds the edge and says so in `words`; or refuses it, silently when that was told before. */
function depend(context: Context, edge: Edge, item: string, words: string): string[] {
  const { store } = context;
  const now = toStoredTime(context.clock.now());
  const cycle = findCycle(listWaits(context), edge);
  if (cycle === undefined) {
    store.dependencies.add(edge, now);
    return [words];
  }
  if (!store.seen.note('dependency', `${edge.from}:${item}`, now)) return [];
  const circle = cycle.map((id) => nameOf(context, id)).join(' → ');
  return [`cannot depend on ${nameOf(context, edge.to)}: they would wait for each other (${circle})`];
}

/** Dependencies, and the waits for a lane or a merge lock that no person lifts. */
function listWaits({ store, gates }: Context): Edge[] {
  const { dependencies } = store;
  return [
    ...dependencies.listEdges(),
    ...dependencies.listLaneWaits().filter(({ repo }) => isSerial(gates.serial, repo)),
    ...dependencies.listLockWaits(),
  ];
}

function tell({ store, clock }: Context, taskId: number, words: readonly string[]): void {
  const now = toStoredTime(clock.now());
  for (const why of words) store.log.append({ taskId, from: null, to: null, why, by: signalbox }, now);
  if (words.length > 0) store.cards.touch(taskId);
}

function nameOf({ store }: Context, taskId: number): string {
  return store.tasks.find(taskId)?.work_item_id ?? `task ${taskId}`;
}
