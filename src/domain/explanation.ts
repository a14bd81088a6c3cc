export type ReasonCode =
  | 'running'
  | 'ready'
  | 'slots'
  | 'dependency'
  | 'serial'
  | 'freeze'
  | 'pause'
  | 'backoff'
  | 'usage-limit'
  | 'account'
  | 'budget'
  | 'brd'
  | 'ci'
  | 'lock'
  | 'publish'
  | 'update'
  | 'merge'
  | 'health'
  | 'attention'
  | 'stopping'
  | 'other-stage'
  | 'unknown-stage'
  | 'unknown-role'
  | 'unknown-repo'
  | 'no-job'
  | 'done'
  | 'degraded'
  | 'cancelled';

/** What a task waits for, since when (UTC text as stored), and what lifts it. Sentences for people, a code for scripts. */
export type Explanation = { code: ReasonCode; text: string; since: string | null; lifts: string };

/** A stored time as people read it, to the second. */
export function utc(stored: string): string {
  return `${stored.slice(0, 'YYYY-MM-DD HH:MM:SS'.length)} UTC`;
}
