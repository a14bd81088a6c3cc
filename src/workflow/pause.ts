import type { Pause, PauseMode } from '../domain/pause.ts';
import { holdsEffect, isAbout, pauseModes } from '../domain/pause.ts';
import type { Actor } from '../domain/signal.ts';
import type { PauseRow } from '../store/gates.ts';
import type { EffectRow } from '../store/outbox.ts';
import type { RunRow } from '../store/runs.ts';
import type { Store } from '../store/store.ts';
import type { TaskRow } from '../store/tasks.ts';
import { toStoredTime } from '../stored-time.ts';
import { commitSignal } from './commit.ts';
import type { Context } from './context.ts';
import { type AtWork, listAtWork } from './list-at-work.ts';

export type Paused = {
  pause: PauseRow;
  /** `hardened`: it was paused before, by whom and why stands, and what ran on is stopped from now on. */
  change: 'new' | 'hardened' | 'none';
  atWork: AtWork;
};

/** Begins nothing more of a project, or of all with the scope `*`; `mode` says what becomes of what runs. */
export function pause(
  context: Context,
  scope: string,
  { by, reason, mode }: { by: Actor; reason: string; mode: PauseMode },
): Paused {
  const { store, clock, log } = context;
  const now = toStoredTime(clock.now());
  const paused = store.transaction(() => {
    const before = findPause(store, scope);
    const change = changeTo(before, mode);
    if (change === 'new') store.pauses.pause(scope, by.who, reason, now, mode);
    if (change === 'hardened') store.pauses.setMode(before?.scope ?? scope, mode);
    if (change !== 'none') touchHeld(store, mode);
    stopPaused(context, by);
    const row = findPause(store, scope) ?? { scope, since: now, who: by.who, why: reason, mode };
    return { pause: row, change };
  });
  log.info({ scope, mode, change: paused.change, by: by.who, reason }, 'paused');
  context.nudge();
  return { ...paused, atWork: listAtWork(context, scope) };
}

type Resuming = Pick<Context, 'store' | 'log' | 'nudge'>;

/** Lifts a pause; false when there was none. */
export function resume(context: Resuming, scope: string, by: Actor): boolean {
  const { store, log } = context;
  const lifted = store.transaction(() => {
    const was = findPause(store, scope);
    if (was === undefined) return false;
    store.pauses.resume(was.scope);
    touchHeld(store, was.mode);
    return true;
  });
  log.info({ scope, lifted, by: by.who }, 'resumed');
  context.nudge();
  return lifted;
}

/**
 * Asks what a pause lets not finish to stop. The pause is the row that a crash leaves; the stops follow from it, also for
 * what was just being begun, so this is called again and again. `by` is who paused last, where that is known.
 */
export function stopPaused(context: Context, by?: Actor): void {
  const { store } = context;
  const hard = store.pauses.list().filter(({ mode }) => mode !== 'finish');
  if (hard.length === 0) return;
  for (const task of listTasksAtWork(store)) {
    const found = pausesOf(context, hard, task);
    const pause = found.find(({ mode }) => mode === 'stop') ?? found[0];
    if (pause === undefined || task.stop_requested !== null) continue;
    const actor = by ?? { who: pause.who, via: 'signalbox' };
    commitSignal(
      context,
      task.id,
      { type: 'paused', emergency: pause.mode === 'stop', by: actor },
      { by: actor },
    );
  }
}

/** Whether a pause keeps this from being begun outside. */
export function isHeld(
  context: Reading,
  { kind, task_id: id }: EffectRow,
  pauses = context.store.pauses.list(),
): boolean {
  const holding = pauses.filter((one) => holdsEffect(one, kind));
  if (holding.length === 0 || holding.some(({ scope }) => scope === '*')) return holding.length > 0;
  return pausesOf(context, holding, context.store.tasks.find(id)).length > 0;
}

/**
 * A run that is to end: the stop of its task says so, or, where no task is moved by its end, the pause itself: a rollback
 * in an emergency, and what has no task. A look at a release changes nothing, and is ended with its watch alone.
 */
export function mustStop({ store }: Pick<Context, 'store'>, run: RunRow): boolean {
  if (run.agent === 'health') return false;
  const pause = findPause(store, '*');
  if (run.task_id === null) return pause !== undefined && pause.mode !== 'finish';
  if (run.agent === 'rollback') return pause?.mode === 'stop';
  return store.tasks.find(run.task_id)?.stop_requested != null;
}

function changeTo(before: PauseRow | undefined, mode: PauseMode): Paused['change'] {
  if (before === undefined) return 'new';
  return pauseModes.indexOf(mode) > pauseModes.indexOf(before.mode) ? 'hardened' : 'none';
}

/** In any case: a project may be called otherwise in the settings since. */
function findPause(store: Store, scope: string): PauseRow | undefined {
  const wanted = scope.toLowerCase();
  return store.pauses.list().find((one) => one.scope.toLowerCase() === wanted);
}

type Reading = Pick<Context, 'store' | 'projects'>;

/**
 * A task that was taken over names no project: it is of the first one of its repository. One whose project was taken out
 * of the settings is also held by what paused that: only a person lifts a pause.
 */
function pausesOf<P extends Pause>(
  { projects }: Pick<Context, 'projects'>,
  pauses: readonly P[],
  task: TaskRow | undefined,
): P[] {
  const name = task?.project ?? null;
  const owner = task === undefined ? null : (projects.findForTask(task)?.name ?? name);
  return pauses.filter((one) => isAbout(one, owner) || isAbout(one, name));
}

/** Jobs are held by every pause; a hard one holds effects too. */
function touchHeld({ cards }: Store, mode: PauseMode): void {
  if (mode === 'finish') cards.touchQueued();
  else cards.touchAllUnfinished();
}

function listTasksAtWork(store: Store): TaskRow[] {
  const ids = [...store.runs.listLive(), ...store.jobs.listRunning()].flatMap(({ task_id: id }) => id ?? []);
  return [...new Set(ids)].flatMap((id) => store.tasks.find(id) ?? []);
}
