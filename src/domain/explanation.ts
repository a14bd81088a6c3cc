import type { Said } from './phrase.ts';

export type ReasonCode =
  | 'running'
  | 'ready'
  | 'slots'
  | 'dependency'
  | 'dependency-cancelled'
  | 'dependency-failed'
  | 'circle'
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
  | 'rollback'
  | 'rollback-failed'
  | 'cancelled';

/**
 * What a task waits for, since when (UTC text as stored), and what lifts it: empty where nothing does. Sentences for
 * people, a code for scripts.
 */
export type Explanation = { code: ReasonCode; text: Said; since: string | null; lifts: Said };

/** A person is asked what is to become of a task without what it depends on. */
export function isAboutDependency(code: ReasonCode): boolean {
  return code === 'dependency-cancelled' || code === 'dependency-failed';
}

/** A stored time as people read it, to the second. */
export function utc(stored: string): string {
  return `${stored.slice(0, 'YYYY-MM-DD HH:MM:SS'.length)} UTC`;
}
