import type { Outcome } from '../../domain/outcome.ts';
import type { AgentResult } from '../agent.ts';
import { toFaultOutcome, toFaultText } from '../cli/cli-fault.ts';
import { toFailed, toHandedBack, toSessionGone, toUsageLimit } from '../cli/cli-outcome.ts';
import { toLastWordOutcome } from '../cli/last-word.ts';
import type { TranscriptEnd } from '../cli/transcript.ts';

const credentials = 'ANTHROPIC_API_KEY or CLAUDE_CODE_OAUTH_TOKEN';
const noSession = /^No conversation found|^Error: --resume requires a valid session ID/m;

/** How a run of Claude Code ended: by its own last word, which counts before the exit status, then by how its process ended. */
export function toClaudeOutcome(result: AgentResult, program: string): Outcome {
  const end = result.transcript?.end ?? null;
  return end?.isError === true
    ? toErrorOutcome(result, end)
    : toLastWordOutcome(result, { program, credentials, noSession });
}

/** Limits that the run itself came to, each in the CLI's word. */
const ownLimits: Readonly<Record<string, string>> = {
  max_turns: 'the run took more turns than it may',
  max_structured_output_retries: 'the run handed back no valid report',
  structured_output_retry_exhausted: 'the run handed back no valid report',
  prompt_too_long: 'the prompt is longer than the model can read',
  blocking_limit: 'the prompt is longer than the model can read',
  rapid_refill_breaker: 'what the run has read is more than the model can keep',
};

const budgetReasons: ReadonlySet<string> = new Set(['max_budget_usd', 'budget_exhausted']);
const abortedReasons: ReadonlySet<string> = new Set(['aborted_tools', 'aborted_streaming']);

function toErrorOutcome(result: AgentResult, end: TranscriptEnd): Outcome {
  const reason = end.reason ?? '';
  if (noSession.test(end.text)) return toSessionGone();
  if (budgetReasons.has(reason)) return toBudgetOutcome(result, end);
  if (abortedReasons.has(reason))
    return { kind: 'lost', why: 'the run was interrupted from outside', began: true };
  const ownLimit = ownLimits[reason];
  if (ownLimit !== undefined) return toFailed(result, ownLimit, end.text);
  const fault = result.transcript?.fault ?? { status: null, kind: null, text: end.text };
  const isLimited = fault.status === 429 || fault.kind === 'usage_limit_reached';
  const limit = isLimited ? toUsageLimit(result) : null;
  return limit ?? toFaultOutcome(fault, credentials) ?? toFailed(result, toFaultText(fault), end.text);
}

/** It stops after the answer that went past the budget, which may have been the report: then the work is done, and paid for. */
function toBudgetOutcome(result: AgentResult, end: TranscriptEnd): Outcome {
  const report = result.transcript?.handedIn ?? null;
  const handed = report === null ? null : toHandedBack(result, { report, text: '' });
  return handed === null || handed.kind === 'failed' ? { kind: 'overBudget', why: end.text } : handed;
}
