import { readJsonLines } from '../cli/json-lines.ts';
import { toStepText } from '../cli/step-text.ts';
import { withAnswer } from '../cli/told-usage.ts';
import type { Transcript, TranscriptFault } from '../cli/transcript.ts';
import {
  anyLine,
  errorLine,
  type Finish,
  finishLine,
  type ToolCall,
  textLine,
  toolLine,
} from './opencode-line.ts';

/** Reads what `opencode run --format json` prints. It tells of no end: the last step's reason is it. */
export const readOpencodeLine = readJsonLines((before, line) => {
  const { sessionID: sessionId } = anyLine.parse(line);
  const transcript = sessionId === null ? before : { ...before, sessionId };
  switch (line['type']) {
    case 'step_start':
      // Also for an answer that is asked for again: what the last try said counts no more.
      return { ...transcript, step: 'thinking', said: null, end: null };
    case 'text':
      return readText(transcript, line);
    case 'tool_use':
      return readTool(transcript, line);
    case 'step_finish':
      return readFinish(transcript, line);
    case 'error':
      return readError(transcript, line);
    default:
      return transcript;
  }
});

function readText(transcript: Transcript, line: unknown): Transcript {
  const parsed = textLine.safeParse(line);
  if (!parsed.success) return transcript;
  const { text } = parsed.data.part;
  return {
    ...transcript,
    step: 'writing',
    said: transcript.said === null ? text : `${transcript.said}\n${text}`,
  };
}

function readTool(transcript: Transcript, line: unknown): Transcript {
  const parsed = toolLine.safeParse(line);
  if (!parsed.success) return transcript;
  const call = parsed.data.part;
  const step = describeCall(call);
  const denials = isDenied(call) ? [...new Set([...transcript.denials, step])] : transcript.denials;
  return { ...transcript, step, denials };
}

function describeCall({ tool, state: { title, input } }: ToolCall): string {
  const { command, filePath, pattern } = input;
  const what = [command, title, filePath, pattern].find(
    (value): value is string => typeof value === 'string' && value !== '',
  );
  return toStepText(what === undefined ? tool : `${tool} ${what}`);
}

/** In its words: a rule that forbids it, or a question that nobody was there to answer. */
function isDenied({ state: { status, error } }: ToolCall): boolean {
  return status === 'error' && /specified a rule which prevents|rejected permission/.test(error ?? '');
}

function readFinish(transcript: Transcript, line: unknown): Transcript {
  const parsed = finishLine.safeParse(line);
  if (!parsed.success) return transcript;
  const { part } = parsed.data;
  const counted = { ...transcript, turns: transcript.turns + 1, usage: withFinish(transcript.usage, part) };
  if (part.reason === 'tool-calls') return counted;
  const text = transcript.said ?? '';
  const end = { isError: part.reason !== 'stop', reason: part.reason, text, report: undefined };
  return { ...counted, end };
}

function withFinish(usage: Transcript['usage'], { tokens, cost }: Finish): Transcript['usage'] {
  const { input, output, reasoning, cache } = tokens;
  const counted = withAnswer(usage, null, {
    inputTokens: input,
    outputTokens: output === null ? null : output + (reasoning ?? 0),
    cacheReadTokens: cache.read,
    cacheCreationTokens: cache.write,
  });
  return { ...counted, costUsd: cost === null ? usage.costUsd : (usage.costUsd ?? 0) + cost };
}

/** Only when it has given up: it asks again five times without a word. */
function readError(transcript: Transcript, line: unknown): Transcript {
  const parsed = errorLine.safeParse(line);
  if (!parsed.success) return transcript;
  const { name, data } = parsed.data.error;
  const fault = { status: data.statusCode, kind: toKind(name, data), text: data.message };
  const end = { isError: true, reason: name, text: data.message, report: undefined };
  return { ...transcript, fault, end };
}

function toKind(
  name: string,
  data: { statusCode: number | null; isRetryable: boolean },
): TranscriptFault['kind'] {
  if (name === 'ProviderAuthError') return 'no_credentials';
  if (name !== 'APIError') return name;
  return data.statusCode === null && data.isRetryable ? 'connection' : null;
}
