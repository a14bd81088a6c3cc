import { basename } from 'node:path';
import { type Usage, unknownUsage } from '../../domain/report.ts';
import { readJsonLines } from '../cli/json-lines.ts';
import { toStepText } from '../cli/step-text.ts';
import type { Transcript } from '../cli/transcript.ts';
import { toCodexFault } from './codex-fault.ts';
import {
  type CodexUsage,
  completedLine,
  errorLine,
  failedLine,
  type Item,
  itemLine,
  startedLine,
} from './codex-line.ts';

/** Reads what `codex exec --json` prints. The turn's last message is its answer, which the end does not repeat. */
export const readCodexLine = readJsonLines((transcript, line) => {
  switch (line['type']) {
    case 'thread.started':
      return readStarted(transcript, line);
    case 'item.started':
    case 'item.completed':
      return readItem(transcript, line, line['type'] === 'item.completed');
    case 'error':
      return readError(transcript, line);
    case 'turn.completed':
      return readCompleted(transcript, line);
    case 'turn.failed':
      return readFailed(transcript, line);
    default:
      return transcript;
  }
});

function readStarted(transcript: Transcript, line: unknown): Transcript {
  const parsed = startedLine.safeParse(line);
  return parsed.success ? { ...transcript, sessionId: parsed.data.thread_id } : transcript;
}

function readItem(transcript: Transcript, line: unknown, isCompleted: boolean): Transcript {
  const parsed = itemLine.safeParse(line);
  if (!parsed.success) return transcript;
  const { item } = parsed.data;
  const step = describeItem(item);
  if (step === null) return transcript;
  const answering = withAnswerBegun({ ...transcript, step }, item);
  if (item.type === 'agent_message') return { ...answering, said: item.text ?? transcript.said };
  // What comes after a tool's result is another answer of the model.
  return isCompleted && !isOfAnswer(item) ? { ...answering, answer: null } : answering;
}

/** Requests are not told: words and the calls that follow them are one answer. */
function withAnswerBegun(transcript: Transcript, item: Item): Transcript {
  if (transcript.answer !== null) return transcript;
  const answer = { id: item.id ?? '', usage: unknownUsage };
  return { ...transcript, turns: transcript.turns + 1, answer };
}

function isOfAnswer({ type }: Item): boolean {
  return type === 'agent_message' || type === 'reasoning';
}

/** Null: nothing that the model does. */
function describeItem(item: Item): string | null {
  switch (item.type) {
    case 'agent_message':
      return 'writing';
    case 'reasoning':
      return 'thinking';
    case 'command_execution':
      return toStepText(`Run ${withoutShell(item.command ?? '')}`);
    case 'file_change':
      return toStepText(`Edit ${item.changes.map(({ path }) => basename(path)).join(', ')}`);
    case 'mcp_tool_call':
      return toStepText(`${item.server ?? 'tool'} ${item.tool ?? ''}`);
    case 'web_search':
      return toStepText(`Search ${item.query ?? 'the web'}`);
    default:
      return null;
  }
}

function withoutShell(command: string): string {
  return command.replace(/^\S*sh -lc (['"]?)(.*)\1$/s, '$2');
}

function readError(transcript: Transcript, line: unknown): Transcript {
  const parsed = errorLine.safeParse(line);
  if (!parsed.success) return transcript;
  const { message } = parsed.data;
  const isRetry = message.startsWith('Reconnecting');
  const step = isRetry ? 'waiting to ask the model again' : transcript.step;
  return { ...transcript, step, fault: toCodexFault(message) };
}

function readCompleted(transcript: Transcript, line: unknown): Transcript {
  const parsed = completedLine.safeParse(line);
  const text = transcript.said ?? '';
  return {
    ...transcript,
    usage: parsed.success ? toUsage(parsed.data.usage) : transcript.usage,
    answer: null,
    end: { isError: false, reason: null, text, report: toReport(text) },
  };
}

function toUsage(told: CodexUsage): Usage {
  const { input_tokens: input, cached_input_tokens: cached, cache_write_input_tokens: written } = told;
  return {
    inputTokens: input === null ? null : Math.max(0, input - (cached ?? 0) - (written ?? 0)),
    outputTokens: told.output_tokens,
    cacheReadTokens: cached,
    cacheCreationTokens: written,
    costUsd: null,
    model: null,
  };
}

/** Codex holds the model to the schema, and does not check: words that are no object are no report. */
function toReport(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function readFailed(transcript: Transcript, line: unknown): Transcript {
  const parsed = failedLine.safeParse(line);
  const fault = parsed.success ? toCodexFault(parsed.data.error.message) : transcript.fault;
  const text = fault?.text ?? 'the turn failed';
  return {
    ...transcript,
    fault,
    answer: null,
    end: { isError: true, reason: null, text, report: undefined },
  };
}
