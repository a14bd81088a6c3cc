import type { Outcome } from '../domain/outcome.ts';
import type { Verdict } from '../domain/report.ts';
import type { Access } from '../domain/stage.ts';
import type { LineReader, Transcript } from './cli/transcript.ts';

/** The verdicts a stage knows: the positive one is what a clean end without a report means. Null: the stage owes none. */
export type ExpectedVerdicts = { positive: Verdict; negative: Verdict } | null;

/** What an agent is asked to do. Paths are absolute. */
export type AgentRequest = {
  role: string;
  stage: string;
  /** The narrowest permissions that let the role do its work. */
  access: Access;
  workItemId: string;
  title: string;
  description: string;
  /** What the last round said: a rejection's comment, a reviewer's remarks, a hint from a person. Empty at first. */
  notes: string;
  repo: string;
  branch: string;
  commit: string;
  /** The run's name and the marker that every descendant carries as SIGNALBOX_RUN. */
  runName: string;
  clonePath: string;
  promptPath: string;
  /** Null: no report may be written (`report: false`), the exit status alone counts. */
  reportPath: string | null;
  /** The folder with what people attached to the task, to be read; null: nothing was, or nothing could be had. */
  attachmentsPath: string | null;
  /** The HOME of the run, which every earlier run of the task and account had too. */
  homePath: string;
  model: string | null;
  /** Taken when the model is overloaded; null: none. */
  fallbackModel: string | null;
  effort: string | null;
  session: AgentSession;
  /** What the run may cost at most, in US dollars; null: no limit. For CLIs that can keep to it themselves. */
  budgetUsd: number | null;
  verdicts: ExpectedVerdicts;
};

/** A session that begins, with an id of ours for a CLI that takes one (a UUID), or one of an earlier run that goes on. */
type AgentSession = { id: string; resumes: boolean };

/** The process to start; `env` is added to the allowlisted environment of every run. */
export type AgentInvocation = {
  argv: [string, ...string[]];
  env: Record<string, string>;
  /** A file to be standard input; null: there is none. */
  stdinPath: string | null;
  /** What stands in these files before the start, by absolute path below HOME: the CLI's own settings. */
  files: Readonly<Record<string, string>>;
};

/** How a run's process ended and what it left: files are read by the caller, so that an agent stays pure. */
export type AgentResult = {
  /** Null: the process is gone and no exit was recorded (SIGKILL, power loss). */
  exitCode: number | null;
  /** Text of the report file, null when there is none. */
  reportText: string | null;
  /** The last bytes of standard output and error, for findings and faults. */
  outputTail: string;
  /** The last bytes of standard error alone. */
  errorTail: string;
  /** What its output told; null for a program whose output is text for people. */
  transcript: Transcript | null;
  verdicts: ExpectedVerdicts;
  /** When it ended: a limit told to reset before that holds nothing up. Absent: every reset that was told is believed. */
  endedAt?: Date;
};

/** How the report comes: in a file that the prompt names, or as the structured answer of the CLI. */
export type ReportChannel = 'file' | 'answer';

/** One kind of agent CLI. Pure: request in, argv and env out; output in, outcome out. */
export type Agent = {
  reportChannel: ReportChannel;
  toInvocation(request: AgentRequest): AgentInvocation;
  toOutcome(result: AgentResult): Outcome;
  /** Null: its output is not followed. */
  output: AgentOutput | null;
};

export type AgentOutput = {
  readLine: LineReader;
  /** Whether a later run can go on in the session of one that ended. */
  resumable: boolean;
  /** Whether `toldCostUsd` counts the earlier runs of the session too. */
  costIsOfSession: boolean;
  /**
   * Whether `usage` counts the earlier runs of the session too: the caller then takes off what the last of them told. A
   * run that was killed told nothing, and what it used is in no later count either.
   */
  usageIsOfSession: boolean;
  /** Where a CLI keeps what was said in a session, below HOME, so that a result that never reached us can be read; null: nowhere. */
  sessionLog: { folder: string; fileName(sessionId: string): string; readLine: LineReader } | null;
};
