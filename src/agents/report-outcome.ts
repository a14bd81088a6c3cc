import type { Outcome } from '../domain/outcome.ts';
import { emptyReport, type Report } from '../domain/report.ts';
import type { AgentResult } from './agent.ts';
import { parseReport } from './parse-report.ts';

/** The first exit status that speaks of the program and not for it: it could not run, or a signal ended it. */
const firstFaultCode = 126;

/** The outcome of a program that follows the contract of a command: the report's verdict, or else the exit status. */
export function toReportOutcome(result: AgentResult): Outcome {
  if (result.reportText === null) return toExitOutcome(result, emptyReport);
  const parsed = parseReport(result.reportText, result.verdicts);
  if (!parsed.ok) return toFault(parsed.why, emptyReport, result);
  return toVerdictOutcome(result, parsed.report);
}

function toVerdictOutcome(result: AgentResult, report: Report): Outcome {
  if (report.verdict === null || isCrash(result.exitCode)) return toExitOutcome(result, report);
  if (report.verdict === 'question') {
    const question = report.question ?? report.summary;
    if (question === null)
      return toFault('the verdict is "question", and the report asks none', report, result);
    return { kind: 'question', question, report };
  }
  if (report.verdict === result.verdicts?.positive && result.exitCode !== 0) {
    return toFault(`the verdict is "${report.verdict}", and the ${toEnd(result.exitCode)}`, report, result);
  }
  return { kind: 'completed', report };
}

function toExitOutcome(result: AgentResult, report: Report): Outcome {
  const { exitCode, verdicts } = result;
  if (exitCode === 0)
    return { kind: 'completed', report: { ...report, verdict: verdicts?.positive ?? null } };
  if (verdicts === null || isCrash(exitCode)) return toFault(`the ${toEnd(exitCode)}`, report, result);
  const findings = report.findings ?? toFindings(result);
  const summary = report.summary ?? `the ${toEnd(exitCode)}`;
  return { kind: 'completed', report: { ...report, verdict: verdicts.negative, summary, findings } };
}

function isCrash(exitCode: number | null): boolean {
  return exitCode === null || exitCode >= firstFaultCode;
}

function toEnd(exitCode: number | null): string {
  return exitCode === null
    ? 'program was killed and left no exit status'
    : `program ended with exit status ${exitCode}`;
}

function toFault(why: string, report: Report, result: AgentResult): Outcome {
  return { kind: 'failed', why, report: { ...report, findings: report.findings ?? toFindings(result) } };
}

function toFindings(result: AgentResult): string | null {
  return result.outputTail.trim() || null;
}
