import { fromStoredTime, toStoredTime } from '../store/stored-time.ts';
import { advanceWaits } from '../workflow/advance-waits.ts';
import { dispatchEvents, type EventHandlers } from '../workflow/dispatch-event.ts';
import { performEffect } from '../workflow/perform-effect.ts';
import type { RunContext } from '../workflow/run-context.ts';
import { claimJob, startRun } from '../workflow/start-run.ts';
import { createLoop, type Loop } from './loop.ts';

export type Worker = Loop;

const MAX_EFFECTS_AT_ONCE = 8;

/** The queue's side of the process: events become signals, effects are done, waits end, stops are obeyed, jobs are claimed. */
export function createWorker(context: RunContext, handlers: EventHandlers): Worker {
  const underway = createUnderway();
  const loop = createLoop({
    name: 'worker',
    log: context.log,
    now: () => context.clock.now(),
    turn() {
      dispatchEvents(context, handlers);
      advanceWaits(context);
      obeyStops(context);
      startEffects(context, underway);
      startJobs(context, underway);
    },
    nextDue: () => nextDue(context),
  });
  return {
    ...loop,
    async stop() {
      await loop.stop();
      await underway.idle();
    },
  };
}

type Underway = ReturnType<typeof createUnderway>;

/** Effects and starts under way in this process. Only a guard against doing one twice at once: the file knows what is left. */
function createUnderway() {
  const effects = new Map<number, Promise<void>>();
  const starts = new Set<Promise<void>>();
  const forget =
    <T>(from: { delete(item: T): unknown }, item: T) =>
    () =>
      void from.delete(item);
  return {
    effects,
    addEffect(id: number, work: Promise<void>) {
      effects.set(id, work.finally(forget(effects, id)));
    },
    addStart(work: Promise<void>) {
      const tracked: Promise<void> = work.finally(() => starts.delete(tracked));
      starts.add(tracked);
    },
    idle: async () => {
      await Promise.allSettled([...effects.values(), ...starts]);
    },
  };
}

function startEffects(context: RunContext, underway: Underway): void {
  const { store, clock } = context;
  const liveEffects = new Set(store.runs.listLive().map((run) => run.effect_id));
  for (const effect of store.outbox.listDue(toStoredTime(clock.now()))) {
    if (underway.effects.size >= MAX_EFFECTS_AT_ONCE) return;
    if (underway.effects.has(effect.id) || liveEffects.has(effect.id)) continue;
    underway.addEffect(effect.id, performEffect(context, effect).finally(context.nudge));
  }
}

function startJobs(context: RunContext, underway: Underway): void {
  for (let job = claimJob(context); job !== undefined; job = claimJob(context)) {
    underway.addStart(startRun(context, job));
  }
}

/** A stop stands in the file until the run has settled: asked for twice it does no harm, and a restart does not lose it. */
function obeyStops({ store, live }: RunContext): void {
  for (const run of store.runs.listLive()) {
    const task = run.task_id === null ? undefined : store.tasks.find(run.task_id);
    if (task?.stop_requested != null) void live.cancel(run.id);
  }
}

function nextDue({ store, clock }: RunContext): Date | null {
  const now = toStoredTime(clock.now());
  const times = [store.jobs.nextDue(now), store.outbox.nextDue(now)].filter((time) => time !== null);
  return times.length === 0 ? null : fromStoredTime(times.toSorted()[0] ?? now);
}
