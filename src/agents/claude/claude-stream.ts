import type { Usage } from '../../domain/report.ts';
import { readJsonLines } from '../cli/json-lines.ts';
import type { Transcript, TranscriptFault } from '../cli/transcript.ts';
import { readAnswer } from './claude-answer.ts';
import { initLine, limitLine, type ResultLine, resultLine, retryLine } from './claude-line.ts';
import { describeCall } from './claude-step.ts';

/** Reads what `claude -p --output-format stream-json --verbose` prints. */
export const readClaudeLine = readJsonLines((transcript, line) => {
  switch (line['type']) {
    case 'system':
      return readSystem(transcript, line);
    case 'assistant':
      return readAnswer(transcript, line);
    case 'rate_limit_event':
      return readLimit(transcript, line);
    case 'result':
      return readResult(transcript, line);
    default:
      return transcript;
  }
});

function readSystem(transcript: Transcript, line: Readonly<Record<string, unknown>>): Transcript {
  if (line['subtype'] === 'init') {
    const { cwd, session_id: sessionId, model } = initLine.parse(line);
    return { ...transcript, cwd, sessionId, model, usage: { ...transcript.usage, model } };
  }
  if (line['subtype'] !== 'api_retry') return transcript;
  const { error_status: status, error: kind } = retryLine.parse(line);
  const step = `waiting to ask the model again (${status ?? 'no answer'})`;
  return { ...transcript, step, fault: { status, kind, text: '' } };
}

/** Sent whenever the standing of a limit changes: only a rejected one keeps the account from working. */
function readLimit(transcript: Transcript, line: unknown): Transcript {
  const parsed = limitLine.safeParse(line);
  if (!parsed.success) return transcript;
  const { status, resetsAt: until, rateLimitType } = parsed.data.rate_limit_info;
  const isUsedUp = status === 'rejected' && until !== null;
  return { ...transcript, limit: isUsedUp ? { what: rateLimitType ?? 'usage', until } : null };
}

function readResult(transcript: Transcript, value: unknown): Transcript {
  const parsed = resultLine.safeParse(value);
  if (!parsed.success) return transcript;
  const line = parsed.data;
  const text = line.result ?? line.errors.join('\n');
  const end = { isError: line.is_error, reason: toReason(line), text, report: line.structured_output };
  const denied = line.permission_denials.map(({ tool_name: tool, tool_input: input }) =>
    describeCall(tool, input, transcript.cwd),
  );
  return {
    ...transcript,
    sessionId: line.session_id ?? transcript.sessionId,
    usage: toUsage(transcript, line),
    answer: null,
    toldCostUsd: line.total_cost_usd ?? transcript.toldCostUsd,
    end,
    fault: line.is_error ? toFault(transcript.fault, line, text) : transcript.fault,
    denials: [...new Set([...transcript.denials, ...denied])],
  };
}

/** `max_turns` and the like, or else how the loop of the CLI ended, which some versions tell only there. */
function toReason({ subtype, terminal_reason: ending }: ResultLine): string | null {
  const named = subtype?.startsWith('error_') === true && subtype !== 'error_during_execution';
  return named ? subtype.slice('error_'.length) : ending;
}

/** The finer word for an error stands in the answer that the CLI wrote in its place, just before. */
function toFault(before: TranscriptFault | null, line: ResultLine, text: string): TranscriptFault {
  const kind = before?.text === text ? before.kind : (line.api_error ?? line.api_error_type);
  return { status: line.api_error_status, kind, text };
}

/**
 * Its own count is final and of the run alone. Not so when a limit of the run ended it, which leaves the last answer out: then
 * that of its models is. In a second result both count from the first one on, and the sum of the answers is nearer.
 */
function toUsage({ usage, end }: Transcript, line: ResultLine): Transcript['usage'] {
  if (end !== null) return usage;
  if (line.subtype !== 'success') return { ...usage, ...sumOfModels(line) };
  if (line.usage === null) return usage;
  return {
    ...usage,
    inputTokens: line.usage.input_tokens,
    outputTokens: line.usage.output_tokens,
    cacheReadTokens: line.usage.cache_read_input_tokens,
    cacheCreationTokens: line.usage.cache_creation_input_tokens,
  };
}

function sumOfModels({ model_usage_since_last_result: models }: ResultLine): Partial<Usage> {
  if (models === null || Object.keys(models).length === 0) return {};
  const sum = { inputTokens: 0, outputTokens: 0, cacheReadTokens: 0, cacheCreationTokens: 0 };
  for (const told of Object.values(models)) {
    sum.inputTokens += told.inputTokens;
    sum.outputTokens += told.outputTokens;
    sum.cacheReadTokens += told.cacheReadInputTokens;
    sum.cacheCreationTokens += told.cacheCreationInputTokens;
  }
  return sum;
}
