import type { RunRow } from '../../store/runs.ts';
import type { TaskRow } from '../../store/tasks.ts';
import type { Context } from '../context.ts';

/** The task whose release a health command looks at; undefined for any other run. */
export function findTaskOfLook({ store }: Pick<Context, 'store'>, run: RunRow): TaskRow | undefined {
  const id = store.healthLooks.deploymentOf(run);
  const deployment = id === null ? undefined : store.deployments.find(id);
  return deployment === undefined ? undefined : store.tasks.find(deployment.task_id);
}
