import { messageOf } from '../domain/failure.ts';
import { emptyReport } from '../domain/report.ts';
import type { JobRow } from '../store/jobs.ts';
import type { EffectRow } from '../store/outbox.ts';
import { fromStoredTime, toStoredTime } from '../stored-time.ts';
import { advanceWaits } from '../workflow/advance-waits.ts';
import { isMirror } from '../workflow/effects/mirror-effects.ts';
import { performEffect } from '../workflow/effects/perform-effect.ts';
import { createDispatcher, type EventHandlers } from '../workflow/intake/dispatch-event.ts';
import { isHeld, mustStop, stopPaused } from '../workflow/pause.ts';
import { settleJob } from '../workflow/runs/finish-run.ts';
import type { RunContext } from '../workflow/runs/run-context.ts';
import { claimJob, startRun } from '../workflow/runs/start-run.ts';
import { awaitsResume } from '../workflow/takeover.ts';
import { createLoop, type Loop } from './loop.ts';

export type Worker = Loop;

/** Apart, so that what is only told never keeps what tasks wait for from its turn, however long a tracker takes to answer. */
const MAX_AT_ONCE = { waited: 8, told: 4 };

/** The queue's side of the process: events become signals, effects are done, waits end, stops are obeyed, jobs are claimed. */
export function createWorker(context: RunContext, handlers: EventHandlers): Worker {
  const underway = createUnderway();
  const dispatcher = createDispatcher(context, handlers);
  let lookedAt = context.clock.now();
  const loop = createLoop({
    name: 'worker',
    log: context.log,
    now: () => context.clock.now(),
    turn() {
      lookedAt = context.clock.now();
      const isOurTurn = !awaitsResume(context);
      if (isOurTurn) dispatcher.dispatch();
      advanceWaits(context);
      stopPaused(context);
      obeyStops(context);
      if (isOurTurn) startEffects(context, underway);
      startJobs(context, underway);
    },
    nextDue: () => nextDue(context, lookedAt),
  });
  return {
    ...loop,
    async stop() {
      await loop.stop();
      await dispatcher.idle();
      await underway.idle();
    },
  };
}

type Underway = ReturnType<typeof createUnderway>;

/**
 * Effects, by task and target, and starts under way in this process. Only a guard: the file knows what is left. One effect
 * of a task at a target at a time, so that cleaning up after a cancelled task begins when the effect it interrupted is over.
 */
function createUnderway() {
  const effects = { waited: new Map<string, Promise<void>>(), told: new Map<string, Promise<void>>() };
  const starts = new Set<Promise<void>>();
  const forget =
    <T>(from: { delete(item: T): unknown }, item: T) =>
    () =>
      void from.delete(item);
  return {
    effects,
    addEffect(kind: keyof typeof effects, place: string, work: Promise<void>) {
      effects[kind].set(place, work.finally(forget(effects[kind], place)));
    },
    addStart(work: Promise<void>) {
      const tracked: Promise<void> = work.finally(() => starts.delete(tracked));
      starts.add(tracked);
    },
    idle: async () => {
      await Promise.allSettled([...effects.waited.values(), ...effects.told.values(), ...starts]);
    },
  };
}

function startEffects(context: RunContext, underway: Underway): void {
  const { store, clock } = context;
  const liveEffects = new Set(store.runs.listLive().map((run) => run.effect_id));
  const pauses = store.pauses.list();
  for (const effect of store.outbox.listDue(toStoredTime(clock.now()))) {
    const kind = isMirror(effect.kind) ? 'told' : 'waited';
    const place = `${effect.task_id}:${effect.target}`;
    const effects = underway.effects[kind];
    if (effects.size >= MAX_AT_ONCE[kind] || effects.has(place) || liveEffects.has(effect.id)) continue;
    if (isHeld(context, effect, pauses)) continue;
    underway.addEffect(kind, place, doEffect(context, effect));
  }
}

/** What escapes an effect is a bug: the effect stays due, and the next look tries it again. */
async function doEffect(context: RunContext, effect: EffectRow): Promise<void> {
  try {
    await performEffect(context, effect);
    context.nudge();
  } catch (error) {
    context.log.error({ effect: effect.id, err: error }, `an effect failed: ${messageOf(error)}`);
  }
}

function startJobs(context: RunContext, underway: Underway): void {
  for (let job = claimJob(context); job !== undefined; job = claimJob(context)) {
    underway.addStart(startJob(context, job));
  }
}

/** What escapes a start is a bug, and fails that job alone. Where not even this can be stored the process ends: the next start recovers. */
async function startJob(context: RunContext, job: JobRow): Promise<void> {
  try {
    await startRun(context, job);
  } catch (error) {
    context.log.error({ job: job.id, err: error }, `a job could not be started: ${messageOf(error)}`);
    settleJob(context, job, { kind: 'failed', why: messageOf(error), report: emptyReport });
  }
}

/** A stop stands in the file until the run has settled: asked for twice it does no harm, and a restart does not lose it. */
function obeyStops(context: RunContext): void {
  for (const run of context.store.runs.listLive())
    if (mustStop(context, run)) void context.live.cancel(run.id);
}

/** After the time at which the turn looked: what fell due while it was under way is due at once. */
function nextDue({ store }: RunContext, lookedAt: Date): Date | null {
  const now = toStoredTime(lookedAt);
  const times = [
    store.jobs.nextDue(now),
    store.outbox.nextDue(now),
    store.inbox.nextDue(now),
    store.accounts.nextDue(now),
  ].filter((time) => time !== null);
  return times.length === 0 ? null : fromStoredTime(times.toSorted()[0] ?? now);
}
