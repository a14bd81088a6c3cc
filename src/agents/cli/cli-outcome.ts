import { isEndedFromOutside, type Outcome } from '../../domain/outcome.ts';
import { emptyReport, type Report } from '../../domain/report.ts';
import type { AgentResult } from '../agent.ts';
import { parseReport } from '../parse-report.ts';
import { toStepText } from './step-text.ts';
import type { Transcript } from './transcript.ts';

/** The report of a run that ended well, from its file or else its structured answer, checked against what the stage knows. */
export function toHandedBack(result: AgentResult, answer: { report: unknown; text: string }): Outcome {
  const handed = result.reportText ?? (answer.report == null ? null : JSON.stringify(answer.report));
  if (handed === null && result.verdicts !== null)
    return toFailed(result, 'the run handed back no report', answer.text);
  const parsed = parseReport(handed ?? JSON.stringify({ summary: answer.text }), result.verdicts);
  if (!parsed.ok) return toFailed(result, parsed.why, answer.text);
  const report = withTold(parsed.report, result.transcript);
  if (report.verdict === 'question') {
    const question = report.question ?? report.summary;
    if (question !== null) return { kind: 'question', question, report };
    return toFailed(result, 'the verdict is "question", and the report asks none', answer.text);
  }
  if (report.verdict === null && result.verdicts !== null)
    return toFailed(result, 'the report gives no verdict', report.findings ?? report.summary ?? '');
  return { kind: 'completed', report };
}

/** What a model says of its own usage is a guess; what its CLI told is not. */
function withTold(report: Report, transcript: Transcript | null): Report {
  if (transcript === null) return report;
  const told = Object.entries(transcript.usage).filter(([, value]) => value !== null);
  return {
    ...report,
    denied: transcript.denials.join('\n') || null,
    usage: { ...report.usage, ...Object.fromEntries(told) },
  };
}

/** What it prints is for machines: only what it complains of on standard error may stand in for findings. */
export function toFailed(result: AgentResult, why: string, findings: string): Outcome {
  const said = parseReport(JSON.stringify({ findings: findings || result.errorTail }), null);
  return { kind: 'failed', why, report: withTold(said.ok ? said.report : emptyReport, result.transcript) };
}

/** Null: no such limit is told, or it has reset since. */
export function toUsageLimit({ transcript, endedAt }: AgentResult): Outcome | null {
  const limit = transcript?.limit ?? null;
  if (limit === null || (endedAt !== undefined && limit.until <= endedAt)) return null;
  return {
    kind: 'usageLimit',
    why: `the account's ${limit.what.replaceAll('_', ' ')} limit is used up`,
    until: limit.until,
  };
}

const notExecutable = 126;
const firstSignalCode = 128;

/** A run whose CLI came to no last word: ended from outside, crashed, or refused before it began. */
export function toUnfinished(result: AgentResult, program: string): Outcome {
  const { exitCode, errorTail, transcript } = result;
  if (exitCode === null || exitCode === 0 || isEndedFromOutside(exitCode)) {
    return { kind: 'lost', why: `the ${toEnd(exitCode)} and left no result`, began: true };
  }
  const said = lastLine(errorTail);
  if (hasBegun(transcript)) {
    if (exitCode >= firstSignalCode) return { kind: 'lost', why: `the ${toEnd(exitCode)}`, began: true };
    return toFailed(result, `the ${toEnd(exitCode)} and left no result`, errorTail);
  }
  if (exitCode === notExecutable || exitCode === notExecutable + 1) {
    return {
      kind: 'misconfigured',
      of: 'account',
      why: `the program of the account cannot be run: ${said}`,
      mend: `Install the CLI at ${program}, or correct program under accounts in the projects file and restart Signalbox, then let the task go on.`,
    };
  }
  if (said === '') return toFailed(result, `the ${toEnd(exitCode)} and said nothing`, '');
  return {
    kind: 'misconfigured',
    of: 'role',
    why: `the CLI refused to start: ${said}`,
    mend: `Correct what it names under roles or accounts in the projects file, or install the version of the CLI that Signalbox is made for, and restart Signalbox, then let the task go on.`,
  };
}

/** The run was to go on in a session that the CLI does not have: nothing was done, and only a new one helps. */
export function toSessionGone(): Outcome {
  return { kind: 'lost', why: 'the session to go on in is gone', began: false, sessionGone: true };
}

function hasBegun(transcript: Transcript | null): boolean {
  return transcript !== null && (transcript.sessionId !== null || transcript.turns > 0);
}

function toEnd(exitCode: number | null): string {
  return exitCode === null ? 'program was killed' : `program ended with exit status ${exitCode}`;
}

/** Warnings come first, and what a program dies of last. */
function lastLine(text: string): string {
  const lines = text.split('\n').filter((line) => /\w/.test(line));
  const fault = lines.findLast((line) => /\berror\b/i.test(line)) ?? lines.at(-1) ?? '';
  return toStepText(fault);
}
