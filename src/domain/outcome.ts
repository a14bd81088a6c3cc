import type { Said } from './phrase.ts';
import type { Report } from './report.ts';

/** How a run ended, as a value. Only `failed` is a code fault and uses up an attempt of its job. */
export type Outcome =
  | { kind: 'completed'; report: Report }
  | { kind: 'question'; question: string; report: Report }
  | { kind: 'failed'; why: Said; report: Report }
  | { kind: 'transient'; why: Said; retryAfterMs: number | null }
  | { kind: 'usageLimit'; why: Said; until: Date }
  /** The CLI itself stopped at the budget it was given. */
  | { kind: 'overBudget'; why: Said }
  /** Nothing of the kind can succeed until an operator mends it: `mend` says how. `of` tells what else it concerns. */
  | { kind: 'misconfigured'; why: Said; mend: string; of: 'account' | 'role' }
  | { kind: 'silent'; why: Said }
  | { kind: 'overtime'; why: Said }
  | { kind: 'cancelled'; why: Said }
  /**
   * `began` is false when its process never came to be: nothing of it can have happened. `sessionGone` where there was
   * nothing to resume: the next run begins anew.
   */
  | { kind: 'lost'; why: Said; began: boolean; sessionGone?: true };

/** Exit statuses of a program that HUP, INT, KILL or TERM ended: said of the machine and its people, not of the work. */
const endedFromOutside: ReadonlySet<number> = new Set([129, 130, 137, 143]);

export function isEndedFromOutside(exitCode: number | null): boolean {
  return exitCode !== null && endedFromOutside.has(exitCode);
}

export type OutcomeKind = Outcome['kind'];

export const outcomeKinds = [
  'completed',
  'question',
  'failed',
  'transient',
  'usageLimit',
  'overBudget',
  'misconfigured',
  'silent',
  'overtime',
  'cancelled',
  'lost',
] as const satisfies readonly OutcomeKind[];
