import { explain } from '../domain/explain.ts';
import { isAboutDependency } from '../domain/explanation.ts';
import type { AskingRow } from '../store/asking.ts';
import type { TaskRow } from '../store/tasks.ts';
import { toStoredTime } from '../stored-time.ts';
import type { Context } from './context.ts';

type Asking = Pick<Context, 'store' | 'gates' | 'clock'>;

/**
 * A task that depends on one that was cancelled or has failed asks what is to become of it: its card rings, once for
 * each such thing that happened. Does nothing for all others; called inside the transaction that changed something.
 */
export function ringAboutDependency(context: Asking, taskId: number): void {
  const { cards } = context.store;
  const since = findAskedSince(context, taskId);
  const rungAt = cards.find(taskId)?.reminded_at ?? '';
  if (since !== null && rungAt < since) cards.bump(taskId);
}

/** The cards that ask so, as `store/asking.ts` lists those that ask something else. */
export function listAskingDependants(context: Asking): AskingRow[] {
  const { store } = context;
  return store.predecessors.listStuck().flatMap((taskId): AskingRow[] => {
    const card = store.cards.find(taskId);
    if (card === undefined || card.bump === 1 || card.message_id === null) return [];
    const since = findAskedSince(context, taskId);
    if (since === null) return [];
    const { chat_id, reminded_at: rungAt } = card;
    return [{ task_id: taskId, chat_id, since, rung_at: rungAt !== null && rungAt >= since ? rungAt : null }];
  });
}

/** Those that wait for a person: for an answer, for an approval, or for what is to become of them without what they depend on. */
export function listWaitingForPerson(context: Asking, tasks: readonly TaskRow[]): TaskRow[] {
  const stuck = new Set(context.store.predecessors.listStuck());
  return tasks.filter(
    ({ id, attention, step }) =>
      attention !== null || step === 'approval' || (stuck.has(id) && findAskedSince(context, id) !== null),
  );
}

/** When it came to ask; null while it does not: something else is told of first, or its run goes on. */
function findAskedSince({ store, gates, clock }: Asking, taskId: number): string | null {
  if (!gates.dependencies || !store.predecessors.isStuck(taskId)) return null;
  const task = store.tasks.find(taskId);
  if (task === undefined) return null;
  const standing = store.standings.at(gates, toStoredTime(clock.now()))(task, store.jobs.findOfTask(taskId));
  const { code, since } = explain(standing);
  return isAboutDependency(code) ? since : null;
}
