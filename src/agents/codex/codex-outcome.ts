import { systemClock } from '../../clock.ts';
import type { Outcome } from '../../domain/outcome.ts';
import type { AgentResult } from '../agent.ts';
import { toFailed } from '../cli/cli-outcome.ts';
import { toLastWordOutcome } from '../cli/last-word.ts';
import { usageLimitKind } from './codex-fault.ts';
import { readResetTime } from './codex-reset-time.ts';

const credentials = 'CODEX_API_KEY or OPENAI_API_KEY';
const noSession = /^Error: thread\/resume: .*no rollout found/m;
const promptTooLong = /^.*Input exceeds the maximum length.*$/m;

export function toCodexOutcome(result: AgentResult, program: string): Outcome {
  const { transcript, errorTail } = result;
  const fault = transcript?.fault ?? null;
  if (transcript?.end?.isError === true && fault?.kind === usageLimitKind) {
    const until = readResetTime(fault.text, result.endedAt ?? systemClock.now());
    return { kind: 'usageLimit', why: "the account's usage limit is used up", until };
  }
  const tooLong = transcript?.end == null ? promptTooLong.exec(errorTail) : null;
  if (tooLong !== null) return toFailed(result, 'the prompt is longer than the model can read', tooLong[0]);
  return toLastWordOutcome(result, { program, credentials, noSession });
}
