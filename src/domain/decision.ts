import type { Asked } from './attention.ts';
import type { AttentionCode, StopKind } from './facts.ts';
import type { OutcomeKind } from './outcome.ts';
import type { Said } from './phrase.ts';
import type { Actor } from './signal.ts';
import type { Position, Role } from './stage.ts';

/**
 * Things to do outside, written to be harmless twice, and where each is done: effects of one task at one place are done
 * in order. What is done at `git` the task waits for; what is told to the tracker and below the change holds nothing up.
 */
export const effectTargets = {
  publish: 'git',
  ci: 'git',
  update: 'git',
  merge: 'git',
  cleanUp: 'git',
  rollback: 'git',
  itemState: 'board',
  itemPost: 'tracker',
  changePost: 'forge',
} as const;
export type EffectKind = keyof typeof effectTargets;
export type EffectTargetName = (typeof effectTargets)[EffectKind];

/** One thing a decision makes true. `commit` applies them all in one transaction. */
export type Change =
  | { do: 'enqueue'; role: Role; notes: string }
  | { do: 'finishJob'; outcome: OutcomeKind; error: Said | null; succeeded: boolean; attemptBack: boolean }
  | {
      do: 'putOffJob';
      outcome: OutcomeKind;
      error: Said;
      at: Date;
      attemptBack: boolean;
      transient: boolean;
    }
  | { do: 'hurryJob' }
  | { do: 'hurryEffect' }
  | { do: 'dropQueuedJobs'; why: Said }
  | { do: 'effect'; kind: EffectKind; payload: Record<string, string> }
  | { do: 'dropEffects' }
  /** The rollback that was asked for and has not begun. */
  | { do: 'withdrawRollback' }
  | { do: 'setCommit'; commit: string }
  | { do: 'setBase'; base: string }
  | { do: 'setMergeCommit'; commit: string }
  | { do: 'setRework'; rework: number }
  /** `summary` is what the run that wrote it says of it. */
  | { do: 'requestApproval'; revision: string; document: string; summary: string | null }
  /** One of several who have to approve did. */
  | { do: 'recordVote'; name: string; via: Actor['via'] }
  | { do: 'decideApproval'; decision: 'approved' | 'rejected'; comment: string; by: Actor }
  | { do: 'takeLock' }
  | { do: 'releaseLock' }
  | { do: 'ask'; code: AttentionCode; asked: Asked }
  | { do: 'clearAttention' }
  | { do: 'requestStop'; kind: StopKind; by: string; note: Said }
  | { do: 'clearStop' }
  /** Holds back every job of the account that the task's role uses. */
  | { do: 'holdAccount'; kind: 'limit' | 'fault'; why: Said; mend: Said; until: Date | null }
  | { do: 'freeAccount' }
  | { do: 'watchHealth' }
  | { do: 'freeze'; reason: Said };

export type ChangeKind = Change['do'];
export type ChangeOf<K extends ChangeKind> = Extract<Change, { do: K }>;

/** `stay` leaves everything as it is and says why; `act` may move the task, and changes all it lists or nothing. */
export type Decision =
  | { kind: 'stay'; why: Said }
  | { kind: 'act'; to: Position | null; changes: readonly Change[]; why: Said };

export function stay(why: Said): Decision {
  return { kind: 'stay', why };
}

export function act(to: Position | null, why: Said, ...changes: readonly Change[]): Decision {
  return { kind: 'act', to, why, changes };
}
