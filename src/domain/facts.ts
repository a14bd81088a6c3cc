import type { BackoffSettings } from './backoff.ts';
import type { OutcomeKind } from './outcome.ts';
import type { Said } from './phrase.ts';
import type { ApprovalRule } from './project.ts';
import type { Position } from './stage.ts';

export const attentionCodes = [
  'failed',
  'question',
  'stopped',
  'rework-limit',
  'refused',
  'deploy-failed',
  'budget',
  'misconfigured',
] as const;
/** Why a person is asked. */
export type AttentionCode = (typeof attentionCodes)[number];

/**
 * What a living run is stopped for: `stop`, `halt` and `budget` ask a person, `cancel` ends the task, `changes` sends it
 * back to the developer, `merged` takes up what somebody landed, `pause` has it go on when the pause is lifted.
 */
export type StopKind = 'stop' | 'cancel' | 'halt' | 'budget' | 'changes' | 'merged' | 'pause';

/** The job a decision is about: the running one when a run settles, else the latest of the stage. */
export type JobFacts = {
  id: number;
  role: string;
  status: 'queued' | 'running' | 'done' | 'failed';
  /** Code faults so far, the attempt under way included. */
  attempts: number;
  maxAttempts: number;
  transients: number;
  notes: string;
  /** How its last run ended, when that did not end the job. */
  lastOutcome: OutcomeKind | null;
  putOff: boolean;
};

/** `withdrawn`: somebody took it back before it began. */
export type RollbackFacts = { state: 'asked' | 'running' | 'done' | 'failed' | 'withdrawn'; by: string };

/** What the project wants, as far as it changes the way of a task. */
export type Policy = {
  reworkLimit: number;
  transientLimit: number;
  backoff: BackoffSettings;
  ci: boolean;
  staging: boolean;
  deploy: boolean;
  deployRepeatable: boolean;
  health: boolean;
  /** Who has to approve the requirements; null: any one person who may. */
  approval: ApprovalRule | null;
};

/** Everything `decide` may know about a task, gathered in one read. */
export type Facts = Position & {
  attention: AttentionCode | null;
  /** What the person was told, in English; empty while nobody is asked. */
  attentionText: string;
  /** An effect of the task failed and is tried again later. */
  effectPutOff: boolean;
  /** An effect that the task waits for is still to be done. */
  effectPending: boolean;
  /** A process of this task is running: while it lives, no stage moves. */
  live: boolean;
  stopRequested: StopKind | null;
  /** Who asked for the stop. */
  stopBy: string | null;
  /** In their words, where they had any. */
  stopNote: Said | null;
  commit: string | null;
  /** What the default branch was at when the commit was brought up to date with it. */
  base: string | null;
  mergeCommit: string | null;
  /** A state of its change landed otherwise than as `mergeCommit`, whatever has been developed since: by hand, or merged with more than was tested. */
  landedByHand: boolean;
  /** The latest request for approval of the BRD; `votes` names those who approved it, where several have to. */
  approval: { revision: string; decision: 'approved' | 'rejected' | null; votes: readonly string[] } | null;
  approvedRevision: string | null;
  rework: number;
  job: JobFacts | null;
  lock: 'free' | 'ours' | 'taken';
  frozen: boolean;
  /** Of what landed: `underWay` and `latest` are about the whole repository, `own` is the latest of this release, and who asked for it. */
  rollback: { configured: boolean; underWay: boolean; latest: boolean; own: RollbackFacts | null };
  /** It depends on what is not done: it may be worked, but it does not stand in the way of others. */
  blocked: boolean;
  /** A budget of the task, its project or all projects is used up: what is told to who would go on. */
  overBudget: Said | null;
  /** The account of its role is held back: by a fault that a person has to mend, or until its limit resets. */
  accountHeld: boolean;
  /** How often in a row the latest runs of the job ended with the very same fault: what a person has tried again is a new job. */
  sameFaults: number;
  /** How often landing began anew since a person last acted, because the default branch had moved. */
  landings: number;
  /** What the developer was last sent back with; empty before. */
  lastFindings: string;
  policy: Policy;
  now: Date;
};
