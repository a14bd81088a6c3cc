import type { Outcome } from '../../domain/outcome.ts';
import type { AgentResult } from '../agent.ts';
import { toFailed } from '../cli/cli-outcome.ts';
import { toLastWordOutcome } from '../cli/last-word.ts';

const credentials = 'that of the provider, such as ANTHROPIC_API_KEY';
const noSession = /Session not found/;
const unknownModel = /ProviderModelNotFoundError: ([^"\n]*)/;

/** Reasons of the last step, besides `stop`, that say what the run came to. */
const reasons: Readonly<Record<string, string>> = {
  length: 'the answer was cut off: it is longer than the model may write',
  'content-filter': 'the provider of the model refused to answer',
};

export function toOpencodeOutcome(result: AgentResult, program: string): Outcome {
  const { transcript, exitCode, errorTail } = result;
  const end = transcript?.end ?? null;
  const model = end?.isError === false ? null : unknownModel.exec(errorTail);
  if (model !== null) return toUnknownModel(model[1] ?? '');
  const why = end?.isError === true ? reasons[end.reason ?? ''] : undefined;
  if (why !== undefined) return toFailed(result, why, end?.text ?? '');
  // A question that nobody answers ends it as if all were well, in the middle of the work.
  if (end === null && exitCode === 0 && transcript !== null && transcript.turns > 0)
    return toFailed(result, 'the run stopped in the middle of its work', errorTail);
  return toLastWordOutcome(result, { program, credentials, noSession });
}

/** It says so in its log alone, and calls it an unexpected error elsewhere. */
function toUnknownModel(told: string): Outcome {
  return {
    kind: 'misconfigured',
    of: 'role',
    why: `opencode does not know the model: ${told}`,
    mend: 'Correct model, as provider/model, under roles in the projects file and restart Signalbox, then let the task go on.',
  };
}
