import type { Explanation } from './explanation.ts';
import type { AttentionCode } from './facts.ts';
import type { Usage } from './report.ts';
import type { Stage } from './stage.ts';
import type { UsageSum } from './usage.ts';

/** One line of the card: a stage the task has been in, is in, or will pass. */
export type StageView = {
  stage: Stage;
  title: string;
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
  /** Such as "nothing configured, passed". */
  note: string | null;
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
  project: string | null;
  repo: string;
  branch: string | null;
  changeUrl: string | null;
  /** As stored: may be a stage this pipeline does not know, or null in old files. */
  stage: string | null;
  step: string;
  ended: boolean;
  stages: StageView[];
  rework: number;
  usage: UsageSum;
  explanation: Explanation;
  attention: { code: AttentionCode; text: string } | null;
  /** What stands behind the explanation and may be long: findings, a log, the rest of a question. The title may be empty. */
  details: { title: string; text: string } | null;
  /** The request a person can answer now. */
  approval: { nonce: string; revision: string } | null;
  /** The agent at work. */
  run: LiveRunView | null;
  /** What the task may spend in US dollars; null: no limit. */
  budgetUsd: number | null;
  /** What was found by looking because no webhook had told of it; null when the latest news came by itself. */
  recovered: string | null;
  /** What was heard and changed nothing, or could not be told, since the task last moved; the latest of it. */
  note: string | null;
  /** What the latest run said of itself, if it completed. */
  lastSummary: string | null;
  /** Time the BRD waited for people, in ms; null before the first review ended. */
  yourTimeMs: number | null;
  commit: string | null;
  mergeCommit: string | null;
  actions: TaskAction[];
};

/** What a person can do now; every one has a button and a command. `key` ties a press to the situation it was shown in. */
export type TaskAction = {
  kind: 'approve' | 'changes' | 'stop' | 'retry' | 'answer' | 'cancel' | 'degrade' | 'restart' | 'raise';
  key: string;
};
