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
  const own = store.rollbacks.findOfTask(id);
  return {
    configured: (projects.findForTask(task)?.rollback ?? null) !== null,
    underWay: store.rollbacks.findOpen(repo) !== undefined,
    own: own === undefined ? null : { state: own.state, by: own.asked_by },
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

/** Takes back what has not begun, as its decision found it. Called inside the commit's transaction, which keeps the why. */
export function withdrawRollback({ store }: Pick<Context, 'store'>, task: TaskRow, now: string): void {
  const row = store.rollbacks.findOfTask(task.id);
  if (row === undefined || !store.rollbacks.withdraw(row.id, now)) {
    throw new Error(`the rollback of task ${task.id} changed while it was taken back`);
  }
  store.outbox.supersede(task.id, 'rollback', now);
  // Its checkout may be under way; this waits for that.
  if (store.outbox.findPending(task.id, 'cleanUp') === undefined)
    store.outbox.add(task.id, 'cleanUp', { end: 'done' }, now);
  touchFrozen({ store }, task.repo);
}
