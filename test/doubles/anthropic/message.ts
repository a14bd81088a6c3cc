import { randomUUID } from 'node:crypto';
import { type Action, reportTool, type Usage } from './action.ts';

export const usualUsage: Usage = { input: 1000, cacheWrite: 200, cacheRead: 300, output: 50 };

type Block = { type: 'text'; text: string } | { type: 'tool_use'; id: string; name: string; input: unknown };

export type StubMessage = ReturnType<typeof toMessage>;

/** The message of the API in which an action is said. */
export function toMessage(action: Action, { model, usage }: { model: string; usage: Usage }) {
  const content = toBlocks(action);
  return {
    id: `msg_stub_${randomUUID().slice(0, 8)}`,
    type: 'message',
    role: 'assistant',
    model,
    content,
    stop_reason: toStopReason(action, content),
    stop_sequence: null,
    usage: {
      input_tokens: usage.input,
      cache_creation_input_tokens: usage.cacheWrite,
      cache_read_input_tokens: usage.cacheRead,
      output_tokens: usage.output,
    },
  };
}

function toBlocks(action: Action): Block[] {
  if ('text' in action) return [{ type: 'text', text: action.text }];
  if ('report' in action) return [toCall(reportTool, action.report)];
  if ('fault' in action) return action.fault === 'empty' ? [] : [{ type: 'text', text: 'I was about to' }];
  if ('error' in action) return [];
  const calls = 'tools' in action ? action.tools : [action];
  const said: Block[] = action.say === undefined ? [] : [{ type: 'text', text: action.say }];
  return [...said, ...calls.map(({ tool, input }) => toCall(tool, input))];
}

function toCall(name: string, input: unknown): Block {
  return { type: 'tool_use', id: `toolu_${randomUUID().replaceAll('-', '').slice(0, 16)}`, name, input };
}

function toStopReason(action: Action, content: readonly Block[]): string {
  if ('fault' in action && action.fault === 'refusal') return 'refusal';
  if ('fault' in action && action.fault === 'max-tokens') return 'max_tokens';
  return content.some(({ type }) => type === 'tool_use') ? 'tool_use' : 'end_turn';
}

type Event = { type: string; [key: string]: unknown };

/** The same message as the events of a stream, in which usage stands at the end. */
export function toEvents(message: StubMessage): Event[] {
  const { content, stop_reason, usage, ...head } = message;
  return [
    {
      type: 'message_start',
      message: { ...head, content: [], stop_reason: null, usage: { ...usage, output_tokens: 1 } },
    },
    ...content.flatMap(toBlockEvents),
    { type: 'message_delta', delta: { stop_reason, stop_sequence: null }, usage },
    { type: 'message_stop' },
  ];
}

function toBlockEvents(block: Block, index: number): Event[] {
  const isText = block.type === 'text';
  return [
    {
      type: 'content_block_start',
      index,
      content_block: isText ? { type: 'text', text: '' } : { ...block, input: {} },
    },
    {
      type: 'content_block_delta',
      index,
      delta: isText
        ? { type: 'text_delta', text: block.text }
        : { type: 'input_json_delta', partial_json: JSON.stringify(block.input) },
    },
    { type: 'content_block_stop', index },
  ];
}
