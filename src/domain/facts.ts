import type { BackoffSettings } from './backoff.ts';
import type { Position } from './stage.ts';

export const attentionCodes = [
  'failed',
  'question',
  'stopped',
  'rework-limit',
  'refused',
  'deploy-failed',
] as const;
/** Why a person is asked. */
export type AttentionCode = (typeof attentionCodes)[number];

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
  putOff: boolean;
};

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
};

/** Everything `decide` may know about a task, gathered in one read. */
export type Facts = Position & {
  attention: AttentionCode | null;
  /** A process of this task is running: while it lives, no stage moves. */
  live: boolean;
  stopRequested: 'stop' | 'cancel' | null;
  commit: string | null;
  mergeCommit: string | null;
  /** The latest request for approval of the BRD. */
  approval: { revision: string; decision: 'approved' | 'rejected' | null } | null;
  approvedRevision: string | null;
  rework: number;
  job: JobFacts | null;
  lock: 'free' | 'ours' | 'taken';
  frozen: boolean;
  policy: Policy;
  now: Date;
};
