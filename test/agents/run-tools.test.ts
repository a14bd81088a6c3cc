import { statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createClaudeAgent } from '../../src/agents/claude/claude.ts';
import { createRunTools } from '../../src/agents/run-tools.ts';
import { tempFolder } from '../config/support.ts';

const key = 'sk-ant-0123456789';
const mask = (text: string) => text.replaceAll(key, '***');
const tools = createRunTools({}, { accounts: [], sandbox: null, mask });

describe('the folder of a run', () => {
  it('is for nobody else on the machine to read', () => {
    const folder = join(tempFolder(), 'runs', 'run-1');
    tools.createFolder(folder);
    expect([folder, join(folder, '..')].map((path) => statSync(path).mode & 0o777)).toEqual([0o700, 0o700]);
  });
});

describe('what an agent says of its key', () => {
  it('is masked in its report, its output and what is read of that', async () => {
    const folder = tempFolder();
    const { output } = createClaudeAgent({ program: '/claude' });
    if (output === null) throw new Error('no output');
    const block = { type: 'tool_use', id: 't', name: 'Bash', input: { command: `echo ${key}` } };
    const answer = { type: 'assistant', message: { id: 'm', model: 'm', content: [block] } };
    const report = { summary: key, usage: { model: key } };
    const end = { type: 'result', is_error: true, result: key, structured_output: report, errors: [key] };
    writeFileSync(join(folder, 'stdout'), `${JSON.stringify(answer)}\n${JSON.stringify(end)}\n`);
    writeFileSync(join(folder, 'stderr'), key);
    writeFileSync(join(folder, 'report.json'), JSON.stringify(report));
    const read = [
      await tools.readReport(folder),
      await tools.readOutputTail(folder, 10_000),
      await tools.readErrorTail(folder, 10_000),
      await tools.readTranscript(folder, output),
      await tools.followOutput(folder, output).look(),
    ].map((said) => JSON.stringify(said));
    expect(read.filter((said) => !said.includes('***') || said.includes(key))).toEqual([]);
  });
});
