import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { toLogLines } from '../../src/workflow/log-lines.ts';

function told(...lines: readonly object[]): string[] {
  return toLogLines(lines.map((line) => JSON.stringify(line)).join('\n'));
}

test('text stays as it is, without its blank lines', () => {
  expect(toLogLines('npm test\r\n\n  ok 1  \n{not json')).toEqual(['npm test', '  ok 1', '{not json']);
  expect(toLogLines('')).toEqual([]);
});

test('JSON of a program that is no agent stays as it is', () => {
  expect(told({ level: 30, msg: 'up' }, { type: 'something', n: 1 })).toEqual([
    '{"level":30,"msg":"up"}',
    '{"type":"something","n":1}',
  ]);
});

test('of claude: what it said, its tools, what failed and its end', () => {
  const assistant = (...content: object[]) => ({ type: 'assistant', message: { content } });
  expect(
    told(
      { type: 'system', subtype: 'init', model: 'claude-opus-5-5' },
      assistant({ type: 'thinking', thinking: 'hm' }, { type: 'text', text: 'I look.\n\nThen I edit.' }),
      assistant({ type: 'tool_use', name: 'Bash', input: { command: 'npm  test\n', description: 'Test' } }),
      {
        type: 'user',
        message: { content: [{ type: 'tool_result', is_error: true, content: 'Exit code 1\nnot ok' }] },
      },
      { type: 'user', message: { content: [{ type: 'tool_result', content: 'fine' }] } },
      { type: 'system', subtype: 'api_retry', attempt: 1, error_status: 529, error: 'overloaded' },
      { type: 'rate_limit_event', rate_limit_info: { status: 'rejected' } },
      { ...assistant({ type: 'text', text: 'API Error: 529' }), error: 'overloaded' },
      { type: 'result', subtype: 'success', is_error: true, result: 'API Error: 529' },
      { type: 'result', subtype: 'error_max_turns', is_error: true, errors: ['3 turns'] },
      {
        type: 'result',
        subtype: 'success',
        is_error: false,
        result: 'Done.',
        permission_denials: [{ tool_name: 'Bash', tool_input: { command: 'rm -rf /' } }],
      },
    ),
  ).toEqual([
    'I look.',
    'Then I edit.',
    '→ Bash npm test',
    '✗ Exit code 1 not ok',
    '… tries again: 529 overloaded',
    '✗ the limit of the account is reached',
    '✗ API Error: 529',
    '✗ ended: API Error: 529',
    '✗ ended: error_max_turns: ["3 turns"]',
    '✗ not allowed: Bash rm -rf /',
    '✓ ended: success',
  ]);
});

test('of codex: commands with their exit status, files and faults', () => {
  const item = (parts: object) => ({ type: 'item.completed', item: parts });
  expect(
    told(
      { type: 'thread.started', thread_id: 'x' },
      { type: 'item.started', item: { type: 'command_execution', command: 'ls' } },
      item({ type: 'command_execution', command: 'ls', exit_code: 0 }),
      item({ type: 'command_execution', command: 'false', exit_code: 1 }),
      item({ type: 'file_change', changes: [{ path: 'a.ts', kind: 'add' }] }),
      item({ type: 'agent_message', text: 'Done.' }),
      item({ type: 'reasoning', text: 'hm' }),
      item({ type: 'error', message: 'no metadata' }),
      { type: 'error', message: 'Reconnecting... 1/5' },
      { type: 'turn.failed', error: { message: 'unexpected status 401' } },
    ),
  ).toEqual([
    '→ shell ls',
    '→ shell false',
    '✗ exit status 1',
    '→ change a.ts',
    'Done.',
    '✗ no metadata',
    '✗ Reconnecting... 1/5',
    '✗ unexpected status 401',
  ]);
});

test('of gemini and opencode: tools, words and faults', () => {
  expect(
    told(
      { type: 'init', model: 'gemini-2.5-pro' },
      { type: 'message', role: 'user', content: 'do it' },
      { type: 'tool_use', tool_name: 'write_file', parameters: { file_path: 'hello.txt', content: 'x' } },
      { type: 'tool_result', status: 'error', output: 'no such folder' },
      { type: 'message', role: 'assistant', content: 'Written.', delta: true },
      { type: 'result', status: 'success' },
      {
        type: 'tool_use',
        part: { tool: 'bash', state: { status: 'error', input: { command: 'ls' }, error: 'denied' } },
      },
      { type: 'text', part: { text: 'Ran it.' } },
      { type: 'step_finish', part: {} },
      { type: 'error', error: { name: 'APIError', data: { message: 'invalid x-api-key' } } },
    ),
  ).toEqual([
    '→ write_file hello.txt',
    '✗ no such folder',
    'Written.',
    '✓ ended: success',
    '→ bash ls',
    '✗ denied',
    'Ran it.',
    '✗ APIError invalid x-api-key',
  ]);
});

test('whatever a line holds, it is read', () => {
  const types = fc.constantFrom(
    'assistant',
    'user',
    'system',
    'result',
    'item.completed',
    'error',
    'message',
    'text',
    'tool_use',
    'tool_result',
    'turn.failed',
    '__proto__',
    'constructor',
  );
  const line = fc.tuple(
    types,
    fc.dictionary(
      fc.constantFrom('message', 'item', 'part', 'error', 'content', 'role', 'subtype'),
      fc.jsonValue(),
    ),
  );
  fc.assert(
    fc.property(fc.array(line), (lines) => {
      const raw = lines.map(([type, parts]) => JSON.stringify({ ...parts, type })).join('\n');
      expect(toLogLines(raw).every((text) => text !== '')).toBe(true);
    }),
  );
});

test('a line that is nested without end stays as it is', () => {
  const deep = `${'['.repeat(60_000)}${']'.repeat(60_000)}`;
  const line = `{"type":"user","message":{"content":[{"is_error":true,"content":${deep}}]}}`;
  expect(toLogLines(line)).toEqual([line]);
});
