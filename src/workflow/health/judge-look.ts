import { phrase, type Said } from '../../domain/phrase.ts';
import type { HealthSettings } from '../../domain/project.ts';
import type { Actor, SignalOf } from '../../domain/signal.ts';
import type { DeploymentRow, HealthCheck } from '../../store/deployments.ts';
import { fromStoredTime, toStoredTime } from '../../stored-time.ts';
import { commitSignal, signalbox } from '../commit.ts';
import type { Context } from '../context.ts';

type Look = Omit<HealthCheck, 'at'>;
type Verdict = SignalOf<'healthy' | 'degraded'>;

/** Keeps what a look of ours found, and ends the watch where that makes a verdict. One that comes after the end is dropped. */
export function keepLook(context: Context, id: number, health: HealthSettings, look: Look): void {
  const { store, clock } = context;
  store.transaction(() => {
    const deployment = findWatched(context, id);
    if (deployment === undefined) return;
    // From when this look was due: the clock's beat comes a little after that, and would come later every time.
    const dueMs = fromStoredTime(deployment.next_check_at ?? deployment.started_at).getTime();
    const next = new Date(Math.max(dueMs + health.everyMs, clock.now().getTime()));
    const at = toStoredTime(clock.now());
    store.deployments.recordCheck(id, { at, ...look }, toStoredTime(next));
    store.cards.touch(deployment.task_id);
    judge(context, id, health, look.error);
  });
  context.nudge();
}

/** Undefined once the watch has its verdict. */
export function findWatched({ store }: Context, id: number): DeploymentRow | undefined {
  const deployment = store.deployments.find(id);
  return deployment?.state === 'watching' ? deployment : undefined;
}

/** A watch that ends on a bad look goes on until it is healthy or degraded. */
function judge(context: Context, id: number, health: HealthSettings, fault: string | null): void {
  const deployment = findWatched(context, id);
  if (deployment === undefined) return;
  const { failures, successes, task_id: taskId } = deployment;
  if (fault !== null && failures >= health.degradedAfter) {
    const reason = phrase('why-health-failed', { failures, fault });
    commitSignal(context, taskId, { type: 'degraded', reason, by: signalbox }, { by: signalbox });
  }
  if (fault !== null) return;
  const isSure = health.healthyAfter !== null && successes >= health.healthyAfter;
  const isOver = toStoredTime(context.clock.now()) >= (deployment.watch_until ?? '');
  if (isSure || isOver) commitSignal(context, taskId, { type: 'healthy' }, { by: signalbox });
}

/** A verdict from outside is kept like a look, and ends the watch. Returns what it came to. */
export function keepVerdict(
  context: Context,
  taskId: number,
  verdict: Verdict,
  by: Actor,
  error: string | null,
): Said {
  const { store, clock } = context;
  return store.transaction(() => {
    const deployment = store.deployments.findOfTask(taskId);
    if (deployment?.state === 'watching') {
      const at = toStoredTime(clock.now());
      const look = { at, via: 'webhook', error, durationMs: null } as const;
      store.deployments.recordCheck(deployment.id, look, deployment.next_check_at ?? at);
    }
    return commitSignal(context, taskId, verdict, { by }).why;
  });
}
