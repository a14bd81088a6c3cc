import type { Report } from './report.ts';

/** How a run ended, as a value. Only `failed` is a code fault and uses up an attempt of its job. */
export type Outcome =
  | { kind: 'completed'; report: Report }
  | { kind: 'question'; question: string; report: Report }
  | { kind: 'failed'; why: string; report: Report }
  | { kind: 'transient'; why: string; retryAfterMs: number | null }
  | { kind: 'usageLimit'; why: string; until: Date }
  | { kind: 'silent'; why: string }
  | { kind: 'overtime'; why: string }
  | { kind: 'cancelled'; why: string }
  /** `began` is false when its process never came to be: nothing of it can have happened. */
  | { kind: 'lost'; why: string; began: boolean };

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
  'silent',
  'overtime',
  'cancelled',
  'lost',
] as const satisfies readonly OutcomeKind[];
