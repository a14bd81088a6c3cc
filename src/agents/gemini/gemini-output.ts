import { type Usage, unknownUsage } from '../../domain/report.ts';
import { readJsonLines } from '../cli/json-lines.ts';
import { toStepText } from '../cli/step-text.ts';
import type { Transcript } from '../cli/transcript.ts';
import { toGeminiFault } from './gemini-fault.ts';
import {
  calledLine,
  callLine,
  initLine,
  messageLine,
  resultLine,
  type Stats,
  warningLine,
} from './gemini-line.ts';

/** Reads what `gemini --output-format stream-json` prints. */
export const readGeminiLine = readJsonLines((transcript, line) => {
  switch (line['type']) {
    case 'init':
      return readInit(transcript, line);
    case 'message':
      return readMessage(transcript, line);
    case 'tool_use':
      return readCall(transcript, line);
    case 'tool_result':
      return readCalled(transcript, line);
    case 'error':
      return readWarning(transcript, line);
    case 'result':
      return readResult(transcript, line);
    default:
      return transcript;
  }
});

function readInit(transcript: Transcript, line: unknown): Transcript {
  const { session_id: sessionId, model } = initLine.parse(line);
  return { ...transcript, sessionId, model, usage: { ...transcript.usage, model } };
}

function readMessage(transcript: Transcript, line: unknown): Transcript {
  const parsed = messageLine.safeParse(line);
  if (!parsed.success || parsed.data.role !== 'assistant') return transcript;
  const answering = withAnswerBegun(transcript);
  return { ...answering, step: 'writing', said: `${answering.said ?? ''}${parsed.data.content}` };
}

function readCall(transcript: Transcript, line: unknown): Transcript {
  const parsed = callLine.safeParse(line);
  if (!parsed.success) return transcript;
  const { tool_name: tool, parameters } = parsed.data;
  const { command, file_path: file, dir_path: folder, pattern } = parameters;
  const what = [command, file, folder, pattern].find(
    (value): value is string => typeof value === 'string' && value !== '',
  );
  return {
    ...withAnswerBegun(transcript),
    step: toStepText(what === undefined ? tool : `${tool} ${what}`),
  };
}

/** Requests are not told: words and the calls that follow them are one answer, and what comes after a tool's result is the next. */
function withAnswerBegun(transcript: Transcript): Transcript {
  if (transcript.answer !== null) return transcript;
  const turns = transcript.turns + 1;
  return { ...transcript, turns, said: null, answer: { id: String(turns), usage: unknownUsage } };
}

function readCalled(transcript: Transcript, line: unknown): Transcript {
  const parsed = calledLine.safeParse(line);
  if (!parsed.success) return transcript;
  const { tool_id: id, error } = parsed.data;
  const told = { ...transcript, answer: null };
  const isDenied =
    error?.type === 'policy_violation' || /requires user confirmation/.test(error?.message ?? '');
  if (!isDenied) return told;
  const [tool = id] = id.split('__', 1);
  const denied = transcript.step?.startsWith(tool) === true ? transcript.step : tool;
  return { ...told, denials: [...new Set([...transcript.denials, denied])] };
}

function readWarning(transcript: Transcript, line: unknown): Transcript {
  const parsed = warningLine.safeParse(line);
  return parsed.success ? { ...transcript, fault: toGeminiFault(parsed.data.message) } : transcript;
}

function readResult(transcript: Transcript, line: unknown): Transcript {
  const parsed = resultLine.safeParse(line);
  if (!parsed.success) return transcript;
  const { status, error, stats } = parsed.data;
  const isError = status !== 'success';
  const fault = isError ? toGeminiFault(error?.message ?? 'the run failed') : transcript.fault;
  const text = isError ? (fault?.text ?? '') : (transcript.said ?? '');
  const usage = stats === null ? transcript.usage : toUsage(stats, transcript.model);
  const end = { isError, reason: isError ? status : null, text, report: undefined };
  return { ...transcript, model: usage.model, usage, answer: null, fault, end };
}

function toUsage(stats: Stats, model: string | null): Usage {
  const { total_tokens: total, input_tokens: input, output_tokens: output, cached } = stats;
  return {
    inputTokens: input === null ? null : Math.max(0, input - (cached ?? 0)),
    outputTokens: total === null || input === null ? output : Math.max(output ?? 0, total - input),
    cacheReadTokens: cached,
    cacheCreationTokens: null,
    costUsd: null,
    model: findUsedModel(stats) ?? model,
  };
}

/** A name may stand for another: the one that was asked most. */
function findUsedModel({ models }: Stats): string | null {
  const asked = Object.entries(models).map(([name, { total_tokens: tokens }]) => ({
    name,
    tokens: tokens ?? 0,
  }));
  const most = asked.toSorted((one, other) => other.tokens - one.tokens)[0];
  return most === undefined || most.tokens === 0 ? null : most.name;
}
