import { listNamedDependencies } from '../domain/named-dependencies.ts';
import { type Phrase, phrase, type Said } from '../domain/phrase.ts';
import type { Actor } from '../domain/signal.ts';
import { isFinished } from '../domain/stage.ts';
import { formatWorkItemId } from '../domain/work-item-id.ts';
import type { TaskEdge } from '../store/dependencies.ts';
import type { TaskRow } from '../store/tasks.ts';
import { toStoredTime } from '../stored-time.ts';
import type { Context } from './context.ts';
import { type Circle, depend, nameOf } from './depend.ts';
import { byId, tell } from './dependencies.ts';
import type { Steered } from './steer-task.ts';

/** What came of one of the names: the answer to who asked, what goes on record, and whether anything changed. */
type Changed = { answer: Said; log: Phrase | null; done: boolean };

type Change = (context: Context, task: TaskRow, name: string, by: Actor) => Changed;

type Outcome = { ok: boolean; lines: Said[] };

/** People make a task wait for others, by their work item ids; one that has no task yet is waited for. A line for each. */
export function addDependencies(
  context: Context,
  taskId: number,
  names: readonly string[],
  by: Actor,
): Outcome {
  return changeEach(context, { taskId, names, by }, addTyped);
}

/** The task waits no longer for these. What the tracker names is waived, until it names it anew. */
export function removeDependencies(
  context: Context,
  taskId: number,
  names: readonly string[],
  by: Actor,
): Outcome {
  return changeEach(context, { taskId, names, by }, removeTyped);
}

/** The task goes on without this one, as `removeDependencies`. */
export function dropPredecessor(context: Context, taskId: number, otherId: number, by: Actor): Steered {
  const drop = (task: TaskRow) => {
    const edge = context.store.dependencies.listOfTask(taskId).find(({ to }) => to === otherId);
    const args = { task: nameOf(context, taskId), other: nameOf(context, otherId) };
    return [
      edge === undefined ? unchanged(phrase('deps-not-there', args)) : dropEdge(context, task, edge, by),
    ];
  };
  return toSteered(change(context, taskId, by, drop));
}

/** The task waits for this one, instead of the cancelled one in whose place it was begun. */
export function followPredecessor(context: Context, taskId: number, nextId: number, by: Actor): Steered {
  const next = context.store.tasks.find(nextId);
  const follow = (task: TaskRow) => (next === undefined ? [] : [addOne(context, task, next)]);
  return toSteered(change(context, taskId, by, follow));
}

/**
 * A task's text says "Depends on: …": what its new words name is waited for, what only the old ones named is not. The
 * writer gets no answer: what cannot be waited for stands on the card, and it asks about what was cancelled.
 */
export function dependOnNamed(
  context: Context,
  taskId: number,
  { before, after }: { before: string; after: string },
  by: Actor,
): void {
  const [old, now] = [before, after].map(listNamedDependencies);
  const added = now?.filter((name) => !old?.includes(name)) ?? [];
  const gone = old?.filter((name) => !now?.includes(name)) ?? [];
  if (gone.length > 0) changeEach(context, { taskId, names: gone, by }, removeWritten);
  if (added.length > 0) changeEach(context, { taskId, names: added, by }, addWritten);
}

function changeEach(
  context: Context,
  { taskId, names, by }: { taskId: number; names: readonly string[]; by: Actor },
  one: Change,
): Outcome {
  return change(context, taskId, by, (task) => names.map((name) => one(context, task, name, by)));
}

function toSteered({ ok, lines: [first = ''] }: Outcome): Steered {
  return { ok, text: first };
}

function change(context: Context, taskId: number, by: Actor, make: (task: TaskRow) => Changed[]): Outcome {
  const { store } = context;
  const result = store.transaction(() => {
    const task = store.tasks.find(taskId);
    if (task === undefined) return { ok: false, lines: [phrase('deps-gone')] };
    const name = nameOf(context, taskId);
    if (isFinished(task.stage)) return { ok: false, lines: [phrase('deps-ended', { task: name })] };
    const changes = make(task);
    tell(
      context,
      taskId,
      changes.flatMap(({ log }) => log ?? []),
      by,
    );
    const ok = changes.some(({ done }) => done);
    const lines = [...changes.map(({ answer }) => answer), ...(ok ? consequence(context, task) : [])];
    return { ok, lines };
  });
  if (result.ok) context.nudge();
  return result;
}

/** Who types it is told that it will never be done, and may think again. */
function addTyped(context: Context, task: TaskRow, typed: string): Changed {
  const other = findNamed(context, typed, task);
  if (other === undefined) return awaitId(context, task, typed);
  if (other.stage !== 'cancelled') return addOne(context, task, other);
  const args = { task: nameOf(context, task.id), other: nameOf(context, other.id) };
  return unchanged(phrase('deps-other-cancelled', args));
}

function addWritten(context: Context, task: TaskRow, written: string): Changed {
  const other = findNamed(context, written, task);
  if (other !== undefined) return addOne(context, task, other);
  const awaited = awaitId(context, task, written);
  const isUnknown = toKnownId(context, written) === undefined;
  return isUnknown ? { ...awaited, log: phrase('deps-log-unknown', { task: written }) } : awaited;
}

function addOne(context: Context, task: TaskRow, other: TaskRow): Changed {
  const { dependencies } = context.store;
  const args = { task: nameOf(context, task.id), other: nameOf(context, other.id) };
  const known = dependencies.listOfTask(task.id).find(({ to }) => to === other.id);
  if (known !== undefined) {
    dependencies.adopt({ from: task.id, to: other.id });
    return unchanged(phrase('deps-already', args));
  }
  if (other.stage === 'done') return unchanged(phrase('deps-other-done', args));
  const circle = depend(context, { from: task.id, to: other.id }, 'chat');
  if (circle !== undefined) return refused(circle, args.other);
  const followed = dropFollowed(context, task.id, other.id);
  if (followed === undefined) {
    return {
      answer: phrase('deps-added', args),
      log: phrase('deps-log-now', { task: args.other }),
      done: true,
    };
  }
  return {
    answer: phrase('deps-added-instead', { ...args, old: followed }),
    log: phrase('deps-log-instead', { task: args.other, old: followed }),
    done: true,
  };
}

/** Nobody waits for both a cancelled task and the one that was begun in its place. Its name; undefined where there is none. */
function dropFollowed({ store }: Context, taskId: number, nextId: number): string | undefined {
  const followed = store.predecessors
    .listOf(taskId)
    .filter(({ stuck }) => stuck?.kind === 'cancelled' && stuck.next?.taskId === nextId);
  for (const { taskId: to } of followed) if (to !== null) store.dependencies.remove({ from: taskId, to });
  return followed[0]?.workItemId;
}

/** Only under an id that a project can come to give: anything else would be waited for without an end. */
function awaitId(context: Context, task: TaskRow, typed: string): Changed {
  const { store, clock } = context;
  const id = toKnownId(context, typed);
  if (id === undefined) return unchanged(phrase('deps-unknown', { other: typed }));
  const args = { task: nameOf(context, task.id), other: id };
  const awaited = { tracker: byId, item: id, name: id };
  const isNew = store.dependencies.await(task.id, awaited, toStoredTime(clock.now())).changes === 1;
  if (!isNew) return unchanged(phrase('deps-already', args));
  return {
    answer: phrase('deps-added-awaited', args),
    log: phrase('deps-log-awaited', { task: id }),
    done: true,
  };
}

/** The circle is spelled out, and each step of it that nobody asked for is explained. */
function refused({ path, lanes }: Circle, other: string): Changed {
  const because = lanes.map((lane) => phrase('deps-lane', lane));
  const answer =
    because.length === 0
      ? phrase('deps-refused', { circle: path })
      : phrase('deps-refused-lane', { circle: path, lanes: because });
  return { answer, log: phrase('deps-log-circle', { task: other, circle: path }), done: false };
}

/** A person's word holds against the tracker's. */
function removeTyped(context: Context, task: TaskRow, typed: string, by: Actor): Changed {
  return removeOne(context, task, typed, by, () => true);
}

/** What the tracker names as well stays: it comes back at the next look. */
function removeWritten(context: Context, task: TaskRow, written: string, by: Actor): Changed {
  return removeOne(context, task, written, by, ({ source }) => source === 'tracker');
}

function removeOne(
  context: Context,
  task: TaskRow,
  typed: string,
  by: Actor,
  waives: (edge: TaskEdge) => boolean,
): Changed {
  const { store, clock } = context;
  const { dependencies } = store;
  const now = toStoredTime(clock.now());
  const typedIds = [typed, toKnownId(context, typed) ?? typed, `task ${typed}`].map((id) => id.toUpperCase());
  const same = ({ name }: { name: string }) => typedIds.includes(name.toUpperCase());
  const edge = dependencies.listOfTask(task.id).find(same);
  const awaited = dependencies.listAwaitedOf(task.id).filter(same);
  const name = edge?.name ?? awaited[0]?.name;
  const args = { task: nameOf(context, task.id), other: name ?? typed.toUpperCase() };
  if (name === undefined) return unchanged(phrase('deps-not-there', args));
  const dropped = edge === undefined ? undefined : dropEdge(context, task, edge, waives(edge) ? by : null);
  for (const { tracker, item } of awaited) {
    if (tracker !== byId) dependencies.waive(task.id, item, by.who, now);
    dependencies.forgetAwaited(task.id, tracker, item);
  }
  if (dropped !== undefined) return dropped;
  return { answer: phrase('deps-removed', args), log: phrase('deps-log-gone', { task: name }), done: true };
}

/** Waived by somebody, the tracker does not bring it back at the next look. */
function dropEdge(
  context: Context,
  { id: from }: TaskRow,
  { to, name }: TaskEdge,
  waivedBy: Actor | null,
): Changed {
  const { store, clock } = context;
  const item = store.tasks.find(to)?.plane_issue_id;
  if (item != null && waivedBy !== null) {
    store.dependencies.waive(from, item, waivedBy.who, toStoredTime(clock.now()));
  }
  store.dependencies.remove({ from, to });
  const args = { task: nameOf(context, from), other: name };
  return { answer: phrase('deps-removed', args), log: phrase('deps-log-gone', { task: name }), done: true };
}

/** When it takes effect, where that is not at once. */
function consequence({ store }: Context, { id }: TaskRow): Said[] {
  if (!store.dependencies.isBlocked(id)) return [phrase('deps-free')];
  const run = store.runs.findLiveOfTask(id);
  return run === undefined ? [] : [phrase('deps-run-first', { role: run.agent })];
}

function unchanged(answer: Said): Changed {
  return { answer, log: null, done: false };
}

/** Among tasks that share the id that of the same repository, else the youngest; a number may be that of a row without an id. */
function findNamed(context: Context, name: string, { repo }: TaskRow): TaskRow | undefined {
  const { store } = context;
  const exact = store.tasks.listByWorkItem(name);
  const named = exact.length > 0 ? exact : store.tasks.listByWorkItem(toKnownId(context, name) ?? name);
  const found = named.find((task) => task.repo === repo) ?? named[0];
  if (found !== undefined || !/^\d+$/.test(name)) return found;
  return store.tasks.find(Number(name));
}

/** `et-11` is `ET-011` where a project has the prefix `ET`; undefined where none has. */
function toKnownId({ projects }: Context, typed: string): string | undefined {
  const wanted = typed.toUpperCase();
  const prefix = projects.all
    .map((project) => project.prefix.toUpperCase())
    .find((one) => wanted.startsWith(`${one}-`) && /^\d+(-\d+)*$/.test(wanted.slice(one.length + 1)));
  if (prefix === undefined) return undefined;
  const [number = '', ...following] = wanted.slice(prefix.length + 1).split('-');
  return [formatWorkItemId(prefix, Number(number)), ...following].join('-');
}
