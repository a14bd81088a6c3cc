import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Turn } from './action.ts';
import { type AnthropicStub, startAnthropicStub } from './anthropic-stub.ts';

let stub: AnthropicStub;
let turns: Turn[] = [];

beforeEach(async () => {
  turns = [];
  stub = await startAnthropicStub({
    script: (turn) => {
      turns.push(turn);
      return turn.stepOfPrompt === 0 ? { tool: 'Read', input: { file_path: 'a' } } : { text: 'read' };
    },
  });
});

afterEach(() => stub.close());

function ask(scenario: string, body: object): Promise<Response> {
  return fetch(`${stub.baseUrl(scenario)}/v1/messages?beta=true`, {
    method: 'POST',
    headers: { 'x-claude-code-session-id': 'a-session' },
    body: JSON.stringify({ model: 'claude-opus-5-5', ...body }),
  });
}

const user = (content: unknown) => ({ role: 'user', content });
const call = { role: 'assistant', content: [{ type: 'tool_use', id: 't', name: 'Read', input: {} }] };
const result = { type: 'tool_result', tool_use_id: 't', content: 'what was read' };

test('a script sees which step of which prompt it answers, also in a resumed session', async () => {
  const reminder = '<system-reminder>of the CLI</system-reminder>';
  await ask('script', { messages: [user('first'), call, user([result])] });
  await ask('script', {
    messages: [user('first'), call, user([result, { type: 'text', text: 'second' }]), user(reminder)],
  });
  expect(turns).toMatchObject([
    { prompt: 'first', lastPrompt: 'first', step: 1, stepOfPrompt: 1, toolResults: ['what was read'] },
    { prompt: 'first\nsecond', lastPrompt: 'second', step: 1, stepOfPrompt: 0, sessionId: 'a-session' },
  ]);
});

test('an answer streams where the request does, and is one JSON text where it does not', async () => {
  const messages = [user('Primary working directory: /srv/wt\nfirst')];
  const streamed = await ask('script', { messages, stream: true });
  const whole = await ask('script', { messages });
  expect(await streamed.text()).toMatch(/^event: message_start\n[^]*"partial_json"[^]*event: message_stop/);
  expect(await whole.json()).toMatchObject({
    content: [{ type: 'tool_use', name: 'Read', input: { file_path: 'a' } }],
    stop_reason: 'tool_use',
    usage: { input_tokens: 1000, output_tokens: 50 },
  });
  expect(turns.map((turn) => turn.cwd)).toEqual(['/srv/wt', '/srv/wt']);
});

test('an error of the address comes as often as it says', async () => {
  const asked = [1, 2].map(() => ask('err,status=529,times=1,retry_after=7', { messages: [user('x')] }));
  const answers = await Promise.all(asked);
  expect(answers.map((one) => [one.status, one.headers.get('retry-after')])).toEqual([
    [529, '7'],
    [200, null],
  ]);
});
