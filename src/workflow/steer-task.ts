import type { Decision } from '../domain/decision.ts';
import type { Actor, Signal } from '../domain/signal.ts';
import type { TaskRow } from '../store/tasks.ts';
import { toStoredTime } from '../stored-time.ts';
import { commitSignal } from './commit.ts';
import type { Context } from './context.ts';
import { touchFrozen } from './touch-cards.ts';

/** What came of a person's word: done, or the true reason why nothing happened. */
export type Steered = { ok: boolean; text: string };

/** A task by what people type: its work item id in any case, or the number of its row. The youngest when several share it. */
export function findTask({ store }: Pick<Context, 'store'>, reference: string): TaskRow | undefined {
  const [byId] = store.tasks.listByWorkItem(reference);
  if (byId !== undefined) return byId;
  return /^\d+$/.test(reference) ? store.tasks.find(Number(reference)) : undefined;
}

/** Approves or rejects the revision a person was shown; answered once, and the second answer hears who was first. */
export function answerApproval(
  context: Context,
  nonce: string,
  answer: { decision: 'approved' } | { decision: 'rejected'; comment: string },
  by: Actor,
): Steered {
  const request = context.store.approvals.findByNonce(nonce);
  const closed = whyClosed(context, nonce);
  if (request === undefined || closed !== null) return { ok: false, text: closed ?? notKnown };
  const { task_id: taskId, revision } = request;
  const signal: Signal =
    answer.decision === 'approved'
      ? { type: 'approved', revision, by }
      : { type: 'rejected', revision, comment: answer.comment, by };
  const decision = commitSignal(context, taskId, signal, { by });
  if (decision.kind === 'act') {
    context.checkpoint('approval-decided');
    return { ok: true, text: answer.decision === 'approved' ? 'Approved.' : 'Sent back with your changes.' };
  }
  return { ok: false, text: `Nothing changed: ${decision.why}.` };
}

const notKnown = 'This request is not known any more.';

/** Why a request takes no answer any more; null while it does. A later request closes it, even one about the same text. */
export function whyClosed({ store }: Pick<Context, 'store'>, nonce: string): string | null {
  const request = store.approvals.findByNonce(nonce);
  if (request === undefined) return notKnown;
  if (request.decision !== null) {
    const verb = request.decision === 'approved' ? 'approved' : 'sent back';
    return `This revision was ${verb} by ${request.who ?? 'somebody'} already.`;
  }
  const latest = store.approvals.findLatest(request.task_id);
  if (latest === undefined || latest.nonce === nonce) return null;
  if (latest.revision === request.revision) return 'That request is over; the same text is asked about anew.';
  const [asked, current] = [request, latest].map(({ revision }) => revision.slice(0, 8));
  return `That was revision ${asked}; revision ${current} is the one to decide about.`;
}

export function steerTask(context: Context, taskId: number, signal: Signal, by: Actor): Steered {
  const decision: Decision = commitSignal(context, taskId, signal, { by });
  return { ok: decision.kind === 'act', text: `${capitalised(decision.why)}.` };
}

/** Lifts every freeze of a repository; false when it was not frozen. */
export function unfreeze(context: Context, repo: string, by: Actor): boolean {
  const { store, clock, log } = context;
  const cleared = store.transaction(() => {
    const rows = store.freezes.clear(repo, toStoredTime(clock.now()));
    touchFrozen({ store }, repo);
    return rows;
  });
  log.info({ repo, cleared, by: by.who }, 'unfrozen');
  context.nudge();
  return cleared > 0;
}

/** Lifts a pause; false when there was none. */
export function resume(context: Pick<Context, 'store' | 'log' | 'nudge'>, scope: string, by: Actor): boolean {
  const lifted = context.store.transaction(() => {
    const was = context.store.pauses.resume(scope);
    context.store.cards.touchQueued();
    return was;
  });
  context.log.info({ scope, lifted, by: by.who }, 'resumed');
  context.nudge();
  return lifted;
}

function capitalised(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}
