import type { IncomingHttpHeaders } from 'node:http';
import { z } from 'zod';
import type { Turn } from './action.ts';

const block = z.looseObject({
  type: z.string(),
  text: z.string().optional(),
  content: z.unknown().optional(),
});
const content = z.union([
  z.string().transform((text): z.output<typeof block>[] => [{ type: 'text', text }]),
  z.array(block),
]);
const body = z.looseObject({
  model: z.string(),
  stream: z.boolean().default(false),
  system: content.default([]),
  messages: z.array(z.object({ role: z.string(), content })),
  tools: z.array(z.looseObject({ name: z.string() })).default([]),
  output_config: z.looseObject({ effort: z.string().optional() }).optional(),
});

type Message = z.output<typeof body>['messages'][number];

/** One request as the stub got it. */
export type StubRequest = {
  scenario: string;
  name: string;
  sessionId: string;
  model: string;
  effort: string | undefined;
  stream: boolean;
  tools: string[];
  system: string;
  messages: string;
  headers: IncomingHttpHeaders;
  body: unknown;
  turn: Turn;
};

type Received = {
  scenario: string;
  name: string;
  requestNumber: number;
  headers: IncomingHttpHeaders;
  text: string;
};

/** Throws for what is no request of the Messages API. */
export function readRequest({ scenario, name, requestNumber, headers, text }: Received): StubRequest {
  const raw: unknown = JSON.parse(text);
  const { model, stream, messages, ...rest } = body.parse(raw);
  const conversation = messages.filter((message) => message.role !== 'system');
  const system = toText(rest.system);
  const sessionId = String(headers['x-claude-code-session-id'] ?? '');
  const tools = rest.tools.map((tool) => tool.name);
  const promptAt = conversation.findLastIndex(isPrompt);
  return {
    scenario,
    name,
    sessionId,
    model,
    effort: rest.output_config?.effort,
    stream,
    tools,
    system,
    messages: messages.map((message) => toText(message.content)).join('\n'),
    headers,
    body: raw,
    turn: {
      name,
      sessionId,
      model,
      prompt: conversation.filter(isPrompt).map(toPrompt).join('\n'),
      lastPrompt: conversation
        .slice(promptAt, promptAt + 1)
        .map(toPrompt)
        .join(''),
      step: countCalls(conversation),
      stepOfPrompt: countCalls(conversation.slice(promptAt + 1)),
      toolResults: conversation.flatMap(listResults),
      cwd: findWorkingDirectory(text),
      tools,
      system,
      requestNumber,
    },
  };
}

/** The CLI adds text of its own: reminders, the project's context, and that a report is still owed. */
const isOfTheCli = (text: string) => /^(<system-reminder>|\[structured-output-enforce\])/.test(text);

/** May stand behind a tool's result: so begins a resumed session whose last run ended with one. */
function isPrompt(message: Message): boolean {
  return message.role === 'user' && toPrompt(message) !== '';
}

function toPrompt({ content }: Message): string {
  return toText(content.filter((one) => !isOfTheCli(one.text ?? '')));
}

function toText(blocks: readonly { text?: string | undefined }[]): string {
  return blocks.flatMap((one) => one.text ?? []).join('\n');
}

function countCalls(messages: readonly Message[]): number {
  return messages
    .filter(({ role }) => role === 'assistant')
    .flatMap(({ content }) => content.filter((one) => one.type === 'tool_use')).length;
}

function listResults({ content: blocks }: Message): string[] {
  return blocks
    .filter((one) => one.type === 'tool_result')
    .map((one) => toText(content.catch([]).parse(one.content)));
}

/** In the system prompt's description of the environment, wherever a version puts that. */
function findWorkingDirectory(text: string): string {
  return /working directory: (.+?)(?:\\n|")/i.exec(text)?.[1] ?? '';
}
