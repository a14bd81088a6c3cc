import type { Outcome } from '../domain/outcome.ts';
import type { Verdict } from '../domain/report.ts';

/** The verdicts a stage knows: the positive one is what a clean end without a report means. Null: the stage owes none. */
export type ExpectedVerdicts = { positive: Verdict; negative: Verdict } | null;

/** What an agent is asked to do. Paths are absolute. */
export type AgentRequest = {
  role: string;
  stage: string;
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
  /** Null: no report may be written (`report: false`), the exit code alone counts. */
  reportPath: string | null;
  model: string | null;
  effort: string | null;
  verdicts: ExpectedVerdicts;
};

/** The process to start; `env` is added to the allowlisted environment of every run. */
type AgentInvocation = { argv: [string, ...string[]]; env: Record<string, string> };

/** How a run's process ended and what it left: files are read by the caller, so that an agent stays pure. */
export type AgentResult = {
  /** Null: the process is gone and no exit was recorded (SIGKILL, power loss). */
  exitCode: number | null;
  /** Text of the report file, null when there is none. */
  reportText: string | null;
  /** The last bytes of standard output and error, for findings and faults. */
  outputTail: string;
  verdicts: ExpectedVerdicts;
};

/** One kind of agent CLI. Pure: request in, argv and env out; output in, outcome out. */
export type Agent = {
  toInvocation(request: AgentRequest): AgentInvocation;
  toOutcome(result: AgentResult): Outcome;
};
