import { phrase, type Said } from '../domain/phrase.ts';
import type { Actor, Signal } from '../domain/signal.ts';
import type { ApprovalRow } from '../store/approvals.ts';
import { fromStoredTime } from '../stored-time.ts';
import { commitSignal } from './commit.ts';
import type { Context } from './context.ts';
import type { Steered } from './steer-task.ts';

/** `newer` is what is asked about instead, where the answer was about another text. */
export type Answered = Steered & { newer?: { from: ApprovalRow; to: ApprovalRow } };

type Given = { decision: 'approved' } | { decision: 'rejected'; comment: string };

/** Approves or rejects the revision a person was shown; answered once, and the second answer hears who was first. */
export function answerApproval(context: Context, nonce: string, given: Given, by: Actor): Answered {
  const request = context.store.approvals.findByNonce(nonce);
  if (request === undefined) return notKnown;
  const closed = refuseClosed(context, nonce);
  if (closed !== null) return closed;
  const { task_id: taskId, revision } = request;
  const signal: Signal =
    given.decision === 'approved'
      ? { type: 'approved', revision, by }
      : { type: 'rejected', revision, comment: given.comment, by };
  const decision = commitSignal(context, taskId, signal, { by });
  if (decision.kind === 'stay') return { ok: false, text: phrase('brd-unchanged', { why: decision.why }) };
  context.checkpoint('approval-decided');
  if (decision.to === null) return { ok: true, text: phrase('brd-done-counted', { why: decision.why }) };
  return {
    ok: true,
    text: given.decision === 'approved' ? phrase('brd-done-approved') : phrase('brd-done-rejected'),
  };
}

const notKnown: Answered = { ok: false, text: phrase('brd-unknown') };

/** Why a request takes no answer any more; null while it does. A later request closes it, even one about the same text. */
export function refuseClosed(context: Pick<Context, 'store' | 'clock'>, nonce: string): Answered | null {
  const { approvals } = context.store;
  const request = approvals.findByNonce(nonce);
  const latest = request && approvals.findLatest(request.task_id);
  if (request === undefined || latest === undefined) return notKnown;
  const why = whyDecided(context, latest);
  if (latest.id === request.id) return why === null ? null : { ok: false, text: why };
  if (latest.revision === request.revision) return { ok: false, text: why ?? phrase('brd-same-again') };
  const [asked, current] = [shorten(request.revision), shorten(latest.revision)];
  const text =
    why === null
      ? phrase('brd-older', { asked, current })
      : phrase('brd-older-closed', { asked, current, why });
  return { ok: false, text, newer: { from: request, to: latest } };
}

function whyDecided({ clock }: Pick<Context, 'clock'>, request: ApprovalRow): Said | null {
  const { decision, who, decided_at: at } = request;
  if (decision === null) return null;
  const ago = at === null ? phrase('brd-ago-now') : since(fromStoredTime(at), clock.now());
  const args = { who: who ?? '?', ago };
  return decision === 'approved' ? phrase('brd-approved-by', args) : phrase('brd-rejected-by', args);
}

function since(then: Date, now: Date): Said {
  const seconds = Math.floor((now.getTime() - then.getTime()) / 1000);
  if (seconds < 1) return phrase('brd-ago-now');
  if (seconds < 60) return phrase('brd-ago-seconds', { count: seconds });
  if (seconds < 3600) return phrase('brd-ago-minutes', { count: Math.floor(seconds / 60) });
  if (seconds < 86_400) return phrase('brd-ago-hours', { count: Math.floor(seconds / 3600) });
  return phrase('brd-ago-days', { count: Math.floor(seconds / 86_400) });
}

const SHOWN_CHARACTERS = 8;

/** A revision as people see it. */
export function shorten(revision: string): string {
  return revision.slice(0, SHOWN_CHARACTERS);
}
