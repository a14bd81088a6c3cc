import type { Explanation } from './explanation.ts';
import type { AttentionCode } from './facts.ts';
import type { Stage } from './stage.ts';
import type { UsageSum } from './usage.ts';

/** One line of the card: a stage the task has been in, is in, or will pass. */
export type StageView = {
  stage: Stage;
  title: string;
  state: 'done' | 'current' | 'ahead';
  /** How often the stage was entered: more than one means rework. */
  rounds: number;
  /** Time spent in the stage so far, waits included; null before it is entered. */
  durationMs: number | null;
  /** When the current visit began; null unless current. */
  since: Date | null;
  model: string | null;
  effort: string | null;
  usage: UsageSum;
  /** Such as "nothing configured, passed". */
  note: string | null;
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
  /** The request a person can answer now. */
  approval: { nonce: string; revision: string } | null;
  /** The agent at work. */
  run: { id: number; role: string; since: Date; model: string | null; effort: string | null } | null;
  /** What the latest ended run said of itself. */
  lastSummary: string | null;
  /** Time the BRD waited for people, in ms; null before the first review ended. */
  yourTimeMs: number | null;
  commit: string | null;
  mergeCommit: string | null;
  actions: TaskAction[];
};

/** What a person can do now; every one has a button and a command. `key` ties a press to the situation it was shown in. */
export type TaskAction = {
  kind: 'approve' | 'changes' | 'stop' | 'retry' | 'cancel' | 'degrade';
  key: string;
};
