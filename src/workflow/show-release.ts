import type { Said } from '../domain/phrase.ts';
import type { CommitRange, ReleaseView } from '../domain/release-view.ts';
import type { TaskAction } from '../domain/task-view.ts';
import { saidOf } from '../locale/said-text.ts';
import type { RollbackRow } from '../store/rollbacks.ts';
import { toStoredTime } from '../stored-time.ts';
import { speak } from './chat-manner.ts';
import { placeOfTask } from './chat-place.ts';
import type { Context } from './context.ts';
import { describeTask } from './describe-task.ts';

/** What takes a look at git and at run folders: gathered behind the freeze, which waits for nothing. */
type ReleaseDetails = Pick<ReleaseView, 'range' | 'output'>;

const noDetails: ReleaseDetails = { range: null, output: '' };

/**
 * Tells, loudly, of a release that froze its repository: once, by the freeze. Whatever is known or happens later changes
 * that message in place. False where nobody is to be told. Called inside a transaction.
 */
export function announceRelease(context: Context, taskId: number): boolean {
  const { store, projects, clock, presenter } = context;
  const task = store.tasks.find(taskId);
  const place = task && placeOfTask(context, projects.findForTask(task), taskId);
  const view = describeRelease(context, taskId);
  if (place == null || view === undefined) return false;
  const message = JSON.stringify(presenter.release(view, speak(context, place.chatId).language));
  const notice = { key: keyOf(taskId), ...place, taskId, message, importance: 'needed', loud: true } as const;
  store.notices.put(notice, toStoredTime(clock.now()));
  return true;
}

/** Where it was told of. Called inside a transaction. */
export function showRelease(context: Context, taskId: number): void {
  if (context.store.notices.has(keyOf(taskId))) announceRelease(context, taskId);
}

export function findReleaseDetails({ store }: Pick<Context, 'store'>, taskId: number): ReleaseDetails | null {
  const kept = store.meta.find(keyOf(taskId));
  return kept === undefined ? null : (JSON.parse(kept) as { range: CommitRange | null; output: string });
}

export function keepReleaseDetails(context: Context, taskId: number, details: ReleaseDetails): void {
  context.store.transaction(() => {
    context.store.meta.note(keyOf(taskId), JSON.stringify(details));
    showRelease(context, taskId);
  });
}

const shown: ReadonlySet<TaskAction['kind']> = new Set(['unfreeze', 'rollback', 'withdraw']);

const keyOf = (taskId: number): string => `degraded:${taskId}`;

/** Undefined for a task whose release froze nothing. */
function describeRelease(context: Context, taskId: number): ReleaseView | undefined {
  const { store } = context;
  const task = store.tasks.find(taskId);
  const freeze = task && store.freezes.findOfRelease(task.repo, task.work_item_id);
  const seen = describeTask(context, taskId);
  if (task === undefined || freeze === undefined || seen === undefined) return undefined;
  const { workItemId, title, repo, actions } = seen;
  const { clearedAt, clearedBy, clearedWhy } = freeze;
  return {
    taskId,
    workItemId,
    title,
    repo,
    isCancelled: task.stage === 'cancelled',
    reason: freeze.reason,
    ...(findReleaseDetails(context, taskId) ?? noDetails),
    rollback: toRollback(context, store.rollbacks.findMeant(taskId)),
    withdrawn: sayWithdrawn(context, taskId),
    unfrozen: clearedAt === null ? null : { who: clearedBy ?? '', why: clearedWhy },
    actions: actions.filter(({ kind }) => shown.has(kind)),
  };
}

function toRollback({ store }: Context, row: RollbackRow | undefined): ReleaseView['rollback'] {
  if (row === undefined || row.state === 'withdrawn') return null;
  const state = row.state === 'running' ? 'under-way' : row.state;
  const end = row.ended_at === null ? undefined : store.log.findRollbackEnd(row.task_id);
  return { state, who: row.asked_by, said: end === undefined ? null : saidOf(end) };
}

function sayWithdrawn({ store }: Context, taskId: number): Said | null {
  if (store.rollbacks.findOfTask(taskId)?.state !== 'withdrawn') return null;
  const found = store.log.findWithdrawal(taskId);
  return found === undefined ? null : saidOf(found);
}
