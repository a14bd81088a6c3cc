import type { Decision } from '../domain/decision.ts';
import type { Actor } from '../domain/signal.ts';
import { toStoredTime } from '../stored-time.ts';
import type { Context } from './context.ts';
import type { Gathered } from './gather.ts';

type Scope = { context: Context; gathered: Gathered; now: string };
type Act = Extract<Decision, { kind: 'act' }>;

/** The deployment of a task follows what is decided about it. Called inside the commit's transaction, after the changes. */
export function keepDeployment(scope: Scope, decision: Act, by: Actor): void {
  for (const change of decision.changes) {
    if (change.do === 'setMergeCommit') begin(scope, change.commit);
    if (change.do === 'watchHealth') watch(scope);
  }
  if (decision.to !== null && decision.to.stage !== scope.gathered.task.stage) end(scope, decision, by);
}

function begin({ context, gathered: { task }, now }: Scope, commit: string): void {
  // What somebody merged by hand stands at the default branch already: where that was before nobody told.
  const base = task.base_sha === task.commit_sha ? null : task.base_sha;
  context.store.deployments.begin({ taskId: task.id, repo: task.repo, commit, base }, now);
}

function watch(scope: Scope): void {
  const { context, gathered, now } = scope;
  const { task, project } = gathered;
  if (project?.health == null) throw new Error(`task ${task.id}: no health check is configured`);
  const { deployments } = context.store;
  const until = toStoredTime(new Date(context.clock.now().getTime() + project.health.windowMs));
  if (deployments.watch(task.id, until, now)) return;
  // An earlier version kept no deployment before its watch.
  if (task.merge_sha === null)
    throw new Error(`task ${task.id} has nothing to watch: nothing of it has landed`);
  begin(scope, task.merge_sha);
  deployments.watch(task.id, until, now);
}

function end({ context, gathered: { task }, now }: Scope, { to, changes, why }: Act, by: Actor): void {
  const { deployments } = context.store;
  const ended = { reason: null, by: by.who };
  if (to?.stage !== 'done') {
    deployments.end(task.id, { ...ended, state: 'abandoned', reason: why }, now);
    return;
  }
  const frozen = changes.find((change) => change.do === 'freeze');
  if (frozen !== undefined) {
    deployments.end(task.id, { ...ended, state: 'degraded', reason: frozen.reason }, now);
    return;
  }
  const isWatched = deployments.findOfTask(task.id)?.state === 'watching';
  deployments.end(task.id, { ...ended, state: isWatched ? 'healthy' : 'unwatched' }, now);
}
