import type { Refusal } from './telegram-errors.ts';

/** How a write went, as far as its chat has to know. */
export type WriteResult =
  | { kind: 'written' }
  | { kind: 'flood'; why: string; retryAfterMs: number }
  | { kind: 'closed'; why: string }
  /** The chat goes on under another id. */
  | { kind: 'moved'; why: string; toChatId: number }
  /** What it needs is made first. */
  | { kind: 'late'; why: string }
  | { kind: 'transient'; why: string }
  /** Perhaps sent: not to be sent again for a while. */
  | { kind: 'unanswered'; why: string }
  /** This one cannot be written as it is; others can. */
  | { kind: 'refused'; why: string };

export const written: WriteResult = { kind: 'written' };

/** What a refusal means when its own case has no better answer. */
export function toResult(refusal: Refusal): WriteResult {
  const { kind, why } = refusal;
  switch (kind) {
    case 'flood':
      return { kind, why, retryAfterMs: refusal.retryAfterMs ?? 5000 };
    case 'moved':
      return { kind, why, toChatId: refusal.toChatId };
    case 'closed':
    case 'transient':
    case 'unanswered':
    case 'late':
      return { kind, why };
    case 'unchanged':
    case 'gone':
    case 'undeletable':
    case 'entities':
    case 'topic-gone':
    case 'topic-closed':
    case 'no-topics':
    case 'refused':
      return { kind: 'refused', why };
  }
}

/** For calls that are harmless twice. */
export function toRepeatable(refusal: Refusal): WriteResult {
  const result = toResult(refusal);
  return result.kind === 'unanswered' ? { kind: 'transient', why: result.why } : result;
}
