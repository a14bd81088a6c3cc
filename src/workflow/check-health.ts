import { messageOf } from '../domain/failure.ts';
import { phrase, type Said } from '../domain/phrase.ts';
import type { Project } from '../domain/project.ts';
import type { Actor, SignalOf } from '../domain/signal.ts';
import type { DeploymentRow } from '../store/deployments.ts';
import { fromStoredTime, toStoredTime } from '../stored-time.ts';
import { commitSignal, signalbox } from './commit.ts';
import type { Context } from './context.ts';

/** Asks the URL; resolves to null when it is healthy, else to what was wrong. Rejects only for a bug. */
export type HealthProbe = (url: string) => Promise<string | null>;

/** One look at every release that is due for one. The watch stands in the file, so a restart goes on where it was. */
export async function checkHealth(context: Context, probe: HealthProbe): Promise<void> {
  const due = context.store.deployments.listDue(toStoredTime(context.clock.now()));
  await Promise.all(due.map((deployment) => checkOne(context, probe, deployment)));
}

async function checkOne(context: Context, probe: HealthProbe, deployment: DeploymentRow): Promise<void> {
  const { store, clock } = context;
  const task = store.tasks.find(deployment.task_id);
  const project = task === undefined ? undefined : context.projects.findForTask(task);
  if (project?.health == null) {
    const reason = phrase('why-health-unconfigured');
    conclude(context, deployment, { type: 'degraded', reason, by: signalbox });
    return;
  }
  const fault = await probe(project.health.url).catch(messageOf);
  // From when this look was due: the clock's beat comes a little after that, and would come later every time.
  const nextMs = fromStoredTime(deployment.next_check_at).getTime() + project.health.everyMs;
  const next = new Date(Math.max(nextMs, clock.now().getTime()));
  store.deployments.recordCheck(deployment.id, fault, toStoredTime(next));
  store.cards.touch(deployment.task_id);
  context.checkpoint('health-checked');
  judge(context, project.health, deployment, fault);
  context.nudge();
}

/** Degraded after so many failures in a row; healthy when the window ends on a good look. */
function judge(
  context: Context,
  health: NonNullable<Project['health']>,
  deployment: DeploymentRow,
  fault: string | null,
): void {
  const failures = fault === null ? 0 : deployment.failures + 1;
  if (fault !== null && failures >= health.degradedAfter) {
    const reason = phrase('why-health-failed', { failures, fault });
    conclude(context, deployment, { type: 'degraded', reason, by: signalbox });
    return;
  }
  const isOver = toStoredTime(context.clock.now()) >= deployment.watch_until;
  if (isOver && fault === null) conclude(context, deployment, { type: 'healthy' });
}

type Verdict = SignalOf<'healthy' | 'degraded'>;

function conclude(context: Context, { task_id: taskId }: DeploymentRow, verdict: Verdict): void {
  concludeWatch(context, taskId, verdict, signalbox);
}

/** Ends the watch with its verdict, whoever gave it; returns what it came to. */
export function concludeWatch(context: Context, taskId: number, verdict: Verdict, by: Actor): Said {
  const { store, clock } = context;
  return store.transaction(() => {
    const { kind, why } = commitSignal(context, taskId, verdict, { by });
    // A task that waits for a person first is watched on; one that has gone elsewhere has nothing to be watched.
    if (kind === 'act' || store.tasks.find(taskId)?.step !== 'health') {
      store.deployments.conclude(taskId, verdict.type, toStoredTime(clock.now()));
    }
    return why;
  });
}
