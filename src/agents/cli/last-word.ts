import { isEndedFromOutside, type Outcome } from '../../domain/outcome.ts';
import type { AgentResult } from '../agent.ts';
import { toFaultOutcome, toFaultText } from './cli-fault.ts';
import { toFailed, toHandedBack, toSessionGone, toUnfinished } from './cli-outcome.ts';

type Cli = {
  program: string;
  /** The variables that hold a key, as people are told of them. */
  credentials: string;
  /** What it says on standard error of a session that it does not have. */
  noSession: RegExp;
};

/** How a run ended whose CLI tells success and errors each in a line of its own: by that, and only then by its process. */
export function toLastWordOutcome(result: AgentResult, cli: Cli): Outcome {
  const { exitCode, transcript } = result;
  const end = transcript?.end ?? null;
  if (end === null)
    return cli.noSession.test(result.errorTail) ? toSessionGone() : toUnfinished(result, cli.program);
  if (end.isError) {
    const fault = transcript?.fault ?? { status: null, kind: end.reason, text: end.text };
    return toFaultOutcome(fault, cli.credentials) ?? toFailed(result, toFaultText(fault), end.text);
  }
  // What a signal did to it afterwards takes nothing back.
  const isRefused = exitCode !== null && exitCode !== 0 && !isEndedFromOutside(exitCode);
  return isRefused
    ? toFailed(result, `the program ended with exit status ${exitCode} after its result`, end.text)
    : toHandedBack(result, end);
}
