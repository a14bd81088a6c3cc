import type { Wait } from './circle.ts';
import type { AttentionCode, StopKind } from './facts.ts';
import type { Pause } from './pause.ts';
import type { Said } from './phrase.ts';

/** Repositories that take one task at a time, by their keys. */
export type SerialGate = 'all' | readonly string[] | 'off';

export function isSerial(serial: SerialGate, repo: string): boolean {
  return serial === 'all' || (serial !== 'off' && serial.includes(repo));
}

/** `stage` is null where a work item has no task yet. */
export type Blocker = { workItemId: string; stage: string | null };
/** What a task depends on; `taskId` is null for a work item without a task. */
export type Predecessor = Blocker & { taskId: number | null; stuck: Stuck | null };
/**
 * Why nobody knows any more that a predecessor will be done, and since when a task waits for one like this. `next`: the
 * task that was begun in its place, while that goes on.
 */
export type Stuck =
  | {
      kind: 'cancelled';
      why: Said | null;
      since: string;
      next: { taskId: number; workItemId: string } | null;
    }
  | { kind: 'failed'; why: Said; since: string };
/** What holds back all jobs of some roles of a project, whatever task they are of. Times as stored; dollars. */
export type Hold =
  | { kind: 'limit'; account: string; why: Said; since: string; until: string }
  | { kind: 'fault'; account: string; why: Said; mend: Said; since: string }
  /** `scope` is a project's name, or `*` for all of them. */
  | { kind: 'budget'; scope: string; spentUsd: number; budgetUsd: number; until: string };

export type Freeze = { id: number; reason: Said; since: string; workItemId: string | null };

/**
 * Everything that can hold a task back, as it stands in the file. Gates look at it to explain; the claim query
 * looks at the same rows to choose. Times are UTC text as stored.
 */
export type Standing = {
  workItemId: string;
  repo: string;
  /** Null in old files. */
  stage: string | null;
  step: string;
  attention: { code: AttentionCode; text: Said; since: string } | null;
  stopRequested: StopKind | null;
  run: { role: string; since: string } | null;
  job: {
    role: string;
    status: 'queued' | 'running' | 'done' | 'failed';
    since: string;
    availableAt: string | null;
    error: string | null;
    /** The analyst job of a task that has not started: the one that the serial and freeze gates hold. */
    opening: boolean;
  } | null;
  /** What this task depends on and that is not done: tasks, then work items without one. */
  blockers: Predecessor[];
  /** Other unfinished tasks of the repository that have started, where they hold this job: the first, and how many more. */
  lane: Blocker[];
  laneMore: number;
  /** The tasks that wait for each other, where it waits for one that waits for it: from this one on. */
  circle: Wait[] | null;
  freezes: Freeze[];
  /** A release of the repository is being rolled back, and until its end no freeze is lifted. */
  rollingBack: boolean;
  pauses: Pause[];
  /** What holds its queued job back together with those of other tasks. */
  hold: Hold | null;
  repoKnown: boolean;
  slots: { used: number; all: number };
  /** Of its project, where that has a limit of its own. */
  projectSlots: { project: string; used: number; all: number } | null;
  approval: { revision: string; since: string; nonce: string } | null;
  commit: string | null;
  lockHolder: string | null;
  /** What went wrong with the effect the task waits for, and when it is tried again. */
  trouble: { why: Said; retryAt: string } | null;
  /** An ended task whose work item somebody moved to a start state again. */
  restart: { who: string; since: string } | null;
  /** How an ended task ended: the last move's why, the watch's verdict, and the freeze it left. */
  ending: {
    why: Said | null;
    verdict: 'healthy' | 'degraded' | null;
    froze: { reason: Said; cleared: boolean } | null;
    /** The latest of its release; `said` is how it ended. */
    rollback: {
      state: 'asked' | 'under-way' | 'done' | 'failed';
      who: string;
      since: string;
      said: Said | null;
    } | null;
  };
  watch: { until: string; checks: number; failures: number } | null;
  since: string;
  now: string;
  gates: { dependencies: boolean; serial: boolean };
};
