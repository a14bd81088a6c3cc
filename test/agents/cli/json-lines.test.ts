import { describe, expect, it } from 'vitest';
import { readClaudeLine } from '../../../src/agents/claude/claude-stream.ts';
import { createLineFolder } from '../../../src/agents/cli/transcript-lines.ts';

function read(...lines: string[]) {
  const folder = createLineFolder(readClaudeLine);
  folder.take(Buffer.from(lines.map((line) => `${line}\n`).join('')));
  return folder.end();
}

const result = (output: string) =>
  `{"type":"result","is_error":false,"result":"x","structured_output":${output}}`;

describe('a line of output', () => {
  it('that is nested without end is garbled, and those after it are read', () => {
    const deep = `${'{"a":['.repeat(50_000)}${']}'.repeat(50_000)}`;
    const call = `{"type":"assistant","message":{"id":"m","content":[{"type":"tool_use","name":"Bash","input":${deep}}]}}`;
    expect(read(result(deep), call, result('{}'))).toMatchObject({ garbled: 2, end: { report: {} } });
  });

  it('may hold any number of brackets and quotes in its texts', () => {
    const text = '\\"[{ '.repeat(2000);
    expect(read(result(JSON.stringify({ summary: text })))).toMatchObject({
      garbled: 0,
      end: { report: { summary: text } },
    });
  });
});
