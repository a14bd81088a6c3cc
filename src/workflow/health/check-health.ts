import { messageOf } from '../../domain/failure.ts';
import { phrase } from '../../domain/phrase.ts';
import type { Project } from '../../domain/project.ts';
import type { DeploymentRow } from '../../store/deployments.ts';
import type { TaskRow } from '../../store/tasks.ts';
import { toStoredTime } from '../../stored-time.ts';
import { commitSignal, signalbox } from '../commit.ts';
import type { Context } from '../context.ts';
import { keepLook } from './judge-look.ts';

/** Asks the URL; resolves to null when it is healthy, else to what was wrong. Rejects only for a bug. */
export type HealthProbe = (url: string) => Promise<string | null>;

export type Watched = { deployment: DeploymentRow; task: TaskRow; project: Project };

/** How a release is looked at. A command is only started: its end is dealt with when it comes. */
export type Looks = { url: HealthProbe; command(watched: Watched): Promise<void> };

/** One look at every release that is due for one. The watch stands in the file, so a restart goes on where it was. */
export async function checkHealth(context: Context, looks: Looks): Promise<void> {
  const due = context.store.deployments.listDue(toStoredTime(context.clock.now()));
  await Promise.all(due.map((deployment) => checkOne(context, looks, deployment)));
}

async function checkOne(context: Context, looks: Looks, deployment: DeploymentRow): Promise<void> {
  const { store, clock } = context;
  const task = store.tasks.find(deployment.task_id);
  if (task?.stage !== 'deploy' || task.step !== 'health') {
    // An earlier version left the watch of a cancelled task open.
    const left = { state: 'abandoned', reason: null, by: signalbox.who } as const;
    store.deployments.end(deployment.task_id, left, toStoredTime(clock.now()));
    return;
  }
  const project = context.projects.findForTask(task);
  if (project?.health == null) {
    const reason = phrase('why-health-unconfigured');
    commitSignal(context, task.id, { type: 'degraded', reason, by: signalbox }, { by: signalbox });
    return;
  }
  const { probe } = project.health;
  if (probe.kind === 'url') {
    const startedMs = clock.now().getTime();
    const error = await looks.url(probe.url).catch(messageOf);
    const durationMs = clock.now().getTime() - startedMs;
    keepLook(context, deployment.id, project.health, { via: 'url', error, durationMs });
  } else {
    await looks.command({ deployment, task, project }).catch((error: unknown) => {
      const fault = messageOf(error);
      context.log.warn({ task: task.id, err: error }, 'a health command could not be started');
      const look = { via: 'command', error: fault, durationMs: null } as const;
      if (project.health !== null) keepLook(context, deployment.id, project.health, look);
    });
  }
  context.checkpoint('health-checked');
}
