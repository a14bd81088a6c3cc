import type { Change } from '../domain/decision.ts';
import { isFinished, type Position } from '../domain/stage.ts';
import { isSerial } from '../domain/standing.ts';
import type { JobRow } from '../store/jobs.ts';
import type { TaskRow } from '../store/tasks.ts';
import { ringAboutDependency } from './ask-dependants.ts';
import type { Context } from './context.ts';

type Touching = Pick<Context, 'store' | 'gates' | 'clock'>;
type Effective = { to: Position | null; changes: readonly Change[] };

/** The cards of other tasks whose words change with a decision about this one; `task` as it was before. */
export function touchOthers(
  { store, gates, clock }: Touching,
  task: TaskRow,
  { to, changes }: Effective,
): void {
  const { cards } = store;
  const has = (...kinds: Change['do'][]) => changes.some((change) => kinds.includes(change.do));
  if ((to !== null && to.stage !== task.stage) || has('ask', 'clearAttention')) {
    cards.touchDependants(task.id);
    for (const id of store.predecessors.listBehind(task.id)) ringAboutDependency({ store, gates, clock }, id);
  }
  if (to !== null && isFinished(to.stage)) cards.touchOrphans();
  if (to !== null && isFinished(to.stage) && isSerial(gates.serial, task.repo))
    cards.touchUnstarted(task.repo);
  if (has('takeLock', 'releaseLock')) cards.touchWaiting(task.repo, 'lock');
  if (has('freeze')) touchFrozen({ store }, task.repo);
}

/** A claim may take the lane of a repository, and the last slot of all or of its project. */
export function touchOutrun(
  { store, gates }: Pick<Context, 'store' | 'gates'>,
  task: TaskRow,
  job: JobRow,
): void {
  if (task.started_at === null && isSerial(gates.serial, job.repo)) store.cards.touchUnstarted(job.repo);
  const { slots, perProject, pay } = gates;
  if (store.working.count() >= slots) store.cards.touchNext();
  if (perProject === null) return;
  const beside = store.working.countBeside(pay, { project: task.project, repo: job.repo });
  if (beside !== null && beside.count >= perProject) store.cards.touchNextOf(beside.project, pay);
}

export function touchFrozen({ store }: Pick<Context, 'store'>, repo: string): void {
  store.cards.touchUnstarted(repo);
  store.cards.touchWaiting(repo, 'thaw');
}
