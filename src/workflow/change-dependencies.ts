import { listNamedDependencies } from '../domain/named-dependencies.ts';
import { type Phrase, phrase, type Said } from '../domain/phrase.ts';
import type { Actor } from '../domain/signal.ts';
import { isFinished } from '../domain/stage.ts';
import { formatWorkItemId } from '../domain/work-item-id.ts';
import type { TaskRow } from '../store/tasks.ts';
import { toStoredTime } from '../stored-time.ts';
import type { Context } from './context.ts';
import { type Circle, depend, nameOf } from './depend.ts';
import { byId, tell } from './dependencies.ts';

/** What came of one of the names: the answer to who asked, what goes on record, and whether anything changed. */
type Changed = { answer: Said; log: Phrase | null; done: boolean };

type Change = (context: Context, task: TaskRow, name: string, by: Actor) => Changed;

/** People make a task wait for others, by their work item ids; one that has no task yet is waited for. A line for each. */
export function addDependencies(
  context: Context,
  taskId: number,
  names: readonly string[],
  by: Actor,
): { ok: boolean; lines: Said[] } {
  return changeEach(context, { taskId, names, by }, addOne);
}

/** The task waits no longer for these. What the tracker names is waived, until it names it anew. */
export function removeDependencies(
  context: Context,
  taskId: number,
  names: readonly string[],
  by: Actor,
): { ok: boolean; lines: Said[] } {
  return changeEach(context, { taskId, names, by }, removeOne);
}

/** A task's text says "Depends on: …": what its new words name is waited for, what only the old ones named is not. */
export function dependOnNamed(
  context: Context,
  taskId: number,
  { before, after }: { before: string; after: string },
  by: Actor,
): void {
  const [old, now] = [before, after].map(listNamedDependencies);
  const added = now?.filter((name) => !old?.includes(name)) ?? [];
  const gone = old?.filter((name) => !now?.includes(name)) ?? [];
  if (gone.length > 0) changeEach(context, { taskId, names: gone, by }, removeOne);
  if (added.length > 0) changeEach(context, { taskId, names: added, by }, addOne);
}

function changeEach(
  context: Context,
  { taskId, names, by }: { taskId: number; names: readonly string[]; by: Actor },
  change: Change,
): { ok: boolean; lines: Said[] } {
  const { store } = context;
  const result = store.transaction(() => {
    const task = store.tasks.find(taskId);
    if (task === undefined) return { ok: false, lines: [phrase('deps-gone')] };
    const name = nameOf(context, taskId);
    if (isFinished(task.stage)) return { ok: false, lines: [phrase('deps-ended', { task: name })] };
    const changes = names.map((other) => change(context, task, other, by));
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

function addOne(context: Context, task: TaskRow, typed: string, _by: Actor): Changed {
  const { dependencies } = context.store;
  const other = findNamed(context, typed, task);
  if (other === undefined) return awaitId(context, task, typed);
  const args = { task: nameOf(context, task.id), other: nameOf(context, other.id) };
  const known = dependencies.listOfTask(task.id).find(({ to }) => to === other.id);
  if (known !== undefined) {
    dependencies.adopt({ from: task.id, to: other.id });
    return unchanged(phrase('deps-already', args));
  }
  if (other.stage === 'done') return unchanged(phrase('deps-other-done', args));
  if (other.stage === 'cancelled') return unchanged(phrase('deps-other-cancelled', args));
  const circle = depend(context, { from: task.id, to: other.id }, 'chat');
  if (circle === undefined) {
    return {
      answer: phrase('deps-added', args),
      log: phrase('deps-log-now', { task: args.other }),
      done: true,
    };
  }
  return refused(circle, args.other);
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

function removeOne(context: Context, task: TaskRow, typed: string, by: Actor): Changed {
  const { store, clock } = context;
  const { dependencies } = store;
  const now = toStoredTime(clock.now());
  const typedIds = [typed, toKnownId(context, typed) ?? typed].map((id) => id.toUpperCase());
  const same = ({ name }: { name: string }) => typedIds.includes(name.toUpperCase());
  const edge = dependencies.listOfTask(task.id).find(same);
  const awaited = dependencies.listAwaitedOf(task.id).filter(same);
  const name = edge?.name ?? awaited[0]?.name;
  const args = { task: nameOf(context, task.id), other: name ?? typed.toUpperCase() };
  if (name === undefined) return unchanged(phrase('deps-not-there', args));
  if (edge !== undefined) {
    const item = store.tasks.find(edge.to)?.plane_issue_id;
    if (edge.source === 'tracker' && item != null) dependencies.waive(task.id, item, by.who, now);
    dependencies.remove({ from: task.id, to: edge.to });
  }
  for (const { tracker, item } of awaited) {
    if (tracker !== byId) dependencies.waive(task.id, item, by.who, now);
    dependencies.forgetAwaited(task.id, tracker, item);
  }
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
