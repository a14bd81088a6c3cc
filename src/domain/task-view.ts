import type { Explanation } from './explanation.ts';
import type { AttentionCode } from './facts.ts';
import type { Said } from './phrase.ts';
import type { Usage } from './report.ts';
import type { Stage } from './stage.ts';
import type { UsageSum } from './usage.ts';

/** One line of the card: a stage the task has been in, is in, or will pass. */
export type StageView = {
  stage: Stage;
  title: Said;
  state: 'done' | 'current' | 'ahead';
  /** Completed runs of its role, and the one that is due or under way: more than one means rework. */
  rounds: number;
  /** Time its runs and the waits for CI, forge and health took so far, queues and people left out; null before the first. */
  durationMs: number | null;
  /** When the work of the current visit began; null before, and unless current. */
  since: Date | null;
  model: string | null;
  effort: string | null;
  usage: UsageSum;
  /** Such as "nothing configured". */
  note: Said | null;
};

export type LiveRunView = {
  id: number;
  role: string;
  since: Date;
  model: string | null;
  effort: string | null;
  /** What it does now, in a few words; null where its runner does not tell. */
  step: string | null;
  turns: number | null;
  usage: Usage;
  /** It goes on in the session of an earlier run. */
  resumed: boolean;
};

/** Everything the card, /task and the command line show of a task: a picture of the database, nothing more. */
export type TaskView = {
  id: number;
  workItemId: string;
  title: string;
  /** Where people read the work item; null where nobody serves it to a browser. */
  itemUrl: string | null;
  /** 0 is the usual one; what is above it goes first. */
  priority: number;
  project: string | null;
  repo: string;
  branch: string | null;
  changeUrl: string | null;
  /** Files that people added to the task. */
  attachments: number;
  /** As stored: may be a stage this pipeline does not know, or null in old files. */
  stage: string | null;
  step: string;
  ended: boolean;
  stages: StageView[];
  rework: number;
  /** Which try of its job is due or under way, from the second on. */
  attempt: { number: number; of: number } | null;
  usage: UsageSum;
  explanation: Explanation;
  attention: { code: AttentionCode; text: Said } | null;
  /** What stands behind the explanation and may be long: findings, a log, the rest of a question. The title may be empty. */
  details: { title: Said; text: string } | null;
  /** The request a person can answer now. */
  approval: OpenApproval | null;
  /** What CI says of the task's latest commit; null where it was not asked. */
  ci: CiView | null;
  /** The agent at work. */
  run: LiveRunView | null;
  /** What the task may spend in US dollars; null: no limit. */
  budgetUsd: number | null;
  /** What was found by looking because no webhook had told of it; null when the latest news came by itself. */
  recovered: Said | null;
  /** What was heard and changed nothing, or could not be told, since the task last moved; the latest of it. */
  note: Said | null;
  /** What the latest run said of itself, if it completed. */
  lastSummary: string | null;
  /** Time the BRD waited for people, in ms, the review under way left out; null before the first ended. */
  yourTimeMs: number | null;
  /** From its opening to its end; null before, and where an old file does not tell. */
  totalMs: number | null;
  commit: string | null;
  mergeCommit: string | null;
  actions: TaskAction[];
  /** The question that stands in place of the buttons, about the action with its key. */
  menu: { kind: 'cancel'; key: string } | null;
};

type OpenApproval = {
  nonce: string;
  revision: string;
  since: Date;
  /** Where people read the document; null where nobody serves it to a browser. */
  url: string | null;
  /** Its place in the repository. */
  path: string | null;
  /** Where several people have to approve: who did, and who may still, as the settings name them. */
  votes: { given: string[]; missing: string[]; needs: number } | null;
};

/** `since`: when it began to wait or to run; null once it has ended. `url`: where people read it. */
export type CiView = {
  state: 'waiting' | 'running' | 'green' | 'red';
  since: Date | null;
  url: string | null;
};

/**
 * What a person can do now; every one has a button and a command. `key` ties a press to the situation it was shown in:
 * `show` and `without` are about the task with this id, `unfreeze` about the freeze, `resume` about the pause of this
 * scope, `rollback` about what follows the latest one of its release, `withdraw` about that one; `follow` waits for the second of its tasks instead of the first, as `7-9`.
 */
export type TaskAction = {
  kind:
    | 'approve'
    | 'changes'
    | 'open'
    | 'stop'
    | 'retry'
    | 'answer'
    | 'cancel'
    | 'degrade'
    | 'rollback'
    | 'withdraw'
    | 'restart'
    | 'raise'
    | 'resume'
    | 'unfreeze'
    | 'show'
    | 'without'
    | 'follow';
  key: string;
  /** What another task is called: for `show`, `without` and `follow`; for `cancel`, the one that ended before it. */
  name?: string;
};
