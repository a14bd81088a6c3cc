import type { Decision } from '../domain/decision.ts';
import { phrase, type Said } from '../domain/phrase.ts';
import type { Actor, Signal } from '../domain/signal.ts';
import type { TaskRow } from '../store/tasks.ts';
import { commitSignal } from './commit.ts';
import type { Context } from './context.ts';

/** What came of a person's word: done, or the true reason why nothing happened. */
export type Steered = { ok: boolean; text: Said };

/** A task by what people type: its work item id in any case, or the number of its row. The youngest when several share it. */
export function findTask({ store }: Pick<Context, 'store'>, reference: string): TaskRow | undefined {
  const [byId] = store.tasks.listByWorkItem(reference);
  if (byId !== undefined) return byId;
  return /^\d+$/.test(reference) ? store.tasks.find(Number(reference)) : undefined;
}

export function steerTask(context: Context, taskId: number, signal: Signal, by: Actor): Steered {
  const decision: Decision = commitSignal(context, taskId, signal, { by });
  return { ok: decision.kind === 'act', text: phrase('steer-clause', { why: decision.why }) };
}
