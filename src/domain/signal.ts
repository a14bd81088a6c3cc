import type { Outcome } from './outcome.ts';
import type { Said } from './phrase.ts';

/** Who made it happen and by which way, for the audit: `{ who: 'Ada (1001)', via: 'telegram' }`. */
export type Actor = {
  who: string;
  /** The name in `people:` of the settings; absent for who has none there, whatever he calls himself. */
  person?: string | undefined;
  via: 'telegram' | 'plane' | 'gitea' | 'github' | 'health' | 'http' | 'cli' | 'signalbox';
};

/** What a run left in the repository, read from git after it ended. */
export type Work = {
  commit: string;
  /** False when the branch was rewritten instead of continued. */
  descends: boolean;
  changedOutsideDocs: boolean;
  brdRevision: string | null;
  brdText: string | null;
  adrCount: number;
};

/** Something that happened to a task. Signals never act: `decide` turns them into a decision. */
export type Signal =
  | { type: 'opened'; by: Actor }
  | { type: 'runSettled'; outcome: Outcome; work: Work | null }
  | { type: 'published'; commit: string }
  | { type: 'reviewTakenOver'; brd: { commit: string; revision: string; text: string } | null }
  | { type: 'stagingTakenOver' }
  | { type: 'approved'; revision: string; by: Actor }
  | { type: 'rejected'; revision: string; comment: string; by: Actor }
  | { type: 'ciPassed'; commit: string }
  | { type: 'ciFailed'; commit: string; log: string }
  | { type: 'ciStopped'; commit: string }
  | { type: 'lockOffered' }
  /** The checks of `alike`, which holds the same files, count for the commit too. */
  | { type: 'updated'; commit: string; base: string; alike?: string }
  | { type: 'updateConflicted'; details: string }
  | { type: 'thawed' }
  | { type: 'landed'; commit: string }
  | { type: 'baseMoved' }
  | { type: 'healthy' }
  | { type: 'degraded'; reason: Said; by: Actor }
  | { type: 'effectRefused'; effect: string; why: Said }
  /** Somebody landed the change by other means than ours. */
  | { type: 'merged'; by: Actor }
  /** Something outside says that the task is not wanted as it is: `why` is told to the person who is asked. */
  | { type: 'halted'; why: Said; by: Actor }
  | { type: 'changesRequested'; comment: string; by: Actor }
  /** Somebody put commits on top of the task's branch; `brd` as it is there, null where it is not. */
  | { type: 'branchMoved'; commit: string; brd: { revision: string; text: string } | null; by: Actor }
  /** The money is spent while a run is at work. */
  | { type: 'overBudget'; why: Said }
  /** A person lets the task spend more. */
  | { type: 'raised'; why: Said; by: Actor }
  /** Nothing is under way where something should be. */
  | { type: 'stalled' }
  | { type: 'stop'; by: Actor }
  /** A pause of its project, or of all, lets nothing finish; an emergency not even a deploy. */
  | { type: 'paused'; emergency: boolean; by: Actor }
  | { type: 'cancel'; by: Actor }
  /** A person wants the release before this one back. */
  | { type: 'rollback'; by: Actor }
  /** A person wants that no more, before it has begun. */
  | { type: 'withdraw'; by: Actor }
  | { type: 'retry'; hint: string; by: Actor };

export type SignalType = Signal['type'];
export type SignalOf<T extends SignalType> = Extract<Signal, { type: T }>;
