import { estimateTokens, type ToldTokens, withAnswer } from '../cli/told-usage.ts';
import type { Transcript } from '../cli/transcript.ts';
import { type AssistantLine, assistantLine, type ContentBlock } from './claude-line.ts';
import { describeCall, reportTool } from './claude-step.ts';

/** Messages that the CLI writes itself, in place of an answer. */
const ofTheCli = '<synthetic>';

/** A line of the model's answer, of which there is one for each block: all of them repeat the answer's usage. */
export function readAnswer(transcript: Transcript, value: unknown): Transcript {
  const parsed = assistantLine.safeParse(value);
  if (!parsed.success) return transcript;
  const { message, error } = parsed.data;
  const told = error === null ? transcript : withFault(transcript, parsed.data);
  if (message.model === ofTheCli) return told;
  const before = transcript.answer?.id === message.id ? transcript.answer.usage : null;
  const tokens = toTokens(message, before);
  const model = message.model ?? transcript.model;
  const usage = { ...withAnswer(told.usage, before, tokens), model };
  return {
    ...withSteps(told, message.content),
    model,
    turns: before === null ? told.turns + 1 : told.turns,
    usage,
    answer: { id: message.id, usage: { ...tokens, costUsd: null, model } },
  };
}

function withFault(transcript: Transcript, line: AssistantLine): Transcript {
  const { error, api_error: code, api_error_status: status, message } = line;
  const text = message.content.flatMap((block) => block.text ?? []).join('\n');
  return { ...transcript, fault: { status, kind: code ?? error, text } };
}

/** While an answer streams its output count is that of its first byte, so what it said so far is counted instead. */
function toTokens(
  { usage, stop_reason, content }: AssistantLine['message'],
  before: ToldTokens | null,
): ToldTokens {
  const said = (before?.outputTokens ?? 0) + estimateTokens(content.map(toSaid).join(''));
  const output = stop_reason === null ? Math.max(usage.output_tokens ?? 0, said) : usage.output_tokens;
  return {
    inputTokens: usage.input_tokens,
    outputTokens: output,
    cacheReadTokens: usage.cache_read_input_tokens,
    cacheCreationTokens: usage.cache_creation_input_tokens,
  };
}

function toSaid({ type, text, thinking, input }: ContentBlock): string {
  return type === 'tool_use' ? JSON.stringify(input) : (text ?? thinking ?? '');
}

function withSteps(transcript: Transcript, content: readonly ContentBlock[]): Transcript {
  return content.reduce<Transcript>((known, { type, name, input }) => {
    if (type !== 'tool_use' || name === null)
      return { ...known, step: type === null ? known.step : (steps[type] ?? known.step) };
    const step = describeCall(name, input, known.cwd);
    return name === reportTool ? { ...known, step, handedIn: input } : { ...known, step };
  }, transcript);
}

const steps: Readonly<Record<string, string>> = { thinking: 'thinking', text: 'writing' };
