import type { Actor } from '../domain/signal.ts';
import type { PauseRow } from '../store/gates.ts';
import { toStoredTime } from '../stored-time.ts';
import type { Context } from './context.ts';

export type Paused = {
  pause: PauseRow;
  /** False when that scope was paused before: who paused it first and why stands. */
  isNew: boolean;
  /** Tasks of that scope whose agents are at work: these finish. */
  running: { task: string; role: string }[];
};

/** Begins nothing more of a project, or of all with the scope `*`; what runs goes on to its end. */
export function pause(
  context: Context,
  scope: string,
  { by, reason }: { by: Actor; reason: string },
): Paused {
  const { store, clock, log } = context;
  const now = toStoredTime(clock.now());
  const paused = store.transaction(() => {
    const isNew = store.pauses.pause(scope, by.who, reason, now).changes === 1;
    if (isNew) store.cards.touchQueued();
    const row = store.pauses.list().find((one) => one.scope === scope);
    return { pause: row ?? { scope, since: now, who: by.who, why: reason }, isNew };
  });
  log.info({ scope, isNew: paused.isNew, by: by.who, reason }, 'paused');
  context.nudge();
  return { ...paused, running: listRunning(context, scope) };
}

type Resuming = Pick<Context, 'store' | 'log' | 'nudge'>;

/** Lifts a pause; false when there was none. */
export function resume(context: Resuming, scope: string, by: Actor): boolean {
  const { store, log } = context;
  const lifted = store.transaction(() => {
    const was = store.pauses.resume(scope);
    if (was) store.cards.touchQueued();
    return was;
  });
  log.info({ scope, lifted, by: by.who }, 'resumed');
  context.nudge();
  return lifted;
}

function listRunning({ store }: Context, scope: string): Paused['running'] {
  return store.runs.listLive().flatMap((run) => {
    const task = run.task_id === null ? undefined : store.tasks.find(run.task_id);
    if (task === undefined || (scope !== '*' && task.project !== scope)) return [];
    return [{ task: task.work_item_id ?? `task ${task.id}`, role: run.agent }];
  });
}
