import type { Facts } from '../domain/facts.ts';
import type { DeploymentRow } from '../store/deployments.ts';
import type { TaskRow } from '../store/tasks.ts';
import type { Context } from './context.ts';
import { touchFrozen } from './touch-cards.ts';

type Reading = Pick<Context, 'store' | 'projects'>;

/** What stands for and against a rollback of the task's release. */
export function readRollback({ store, projects }: Reading, task: TaskRow): Facts['rollback'] {
  const { repo, id } = task;
  const latest = store.deployments.findLatest(repo);
  return {
    configured: (projects.findForTask(task)?.rollback ?? null) !== null,
    underWay: store.rollbacks.findOpen(repo) !== undefined,
    done: store.rollbacks.findOfTask(id)?.state === 'done',
    latest: latest === undefined || latest.task_id === id || isBeforeRecords({ store }, task, latest),
  };
}

/** What an earlier version landed is on no record, and then it is whatever has landed since that counts. */
function isBeforeRecords({ store }: Pick<Context, 'store'>, task: TaskRow, latest: DeploymentRow): boolean {
  return store.deployments.findOfTask(task.id) === undefined && latest.started_at < (task.step_at ?? '');
}

/** Puts a rollback on record and has it done. Called inside the commit's transaction. */
export function askRollback({ store }: Pick<Context, 'store'>, task: TaskRow, by: string, now: string): void {
  const deployment = store.deployments.findOfTask(task.id);
  const id = store.rollbacks.ask(
    {
      task_id: task.id,
      repo: task.repo,
      deployment_id: deployment?.id ?? null,
      // Landed by hand, it stands at the default branch itself.
      commit_sha: task.merge_sha ?? task.commit_sha,
      to_sha: deployment === undefined ? null : store.deployments.findLastGood(deployment),
      asked_by: by,
    },
    now,
  );
  store.outbox.add(task.id, 'rollback', { rollback: String(id) }, now);
  touchFrozen({ store }, task.repo);
}
