import { describe, expect, it } from 'vitest';
import { createClaudeAgent } from '../../../src/agents/claude/claude.ts';
import { readClaudeSession } from '../../../src/agents/claude/claude-session-log.ts';
import { readClaudeLine } from '../../../src/agents/claude/claude-stream.ts';
import { emptyTranscript, type Transcript } from '../../../src/agents/cli/transcript.ts';
import { readCaptured, readLines, toLines } from '../../conformance/agent-output.ts';
import { reviewVerdicts } from '../run-agent.ts';

const started: Transcript = { ...emptyTranscript, cwd: '/srv/run/wt' };

type Block = Record<string, unknown>;

function toAnswer(block: Block, changes: Record<string, unknown> = {}): string {
  const usage = {
    input_tokens: 10,
    output_tokens: 1,
    cache_read_input_tokens: 3,
    cache_creation_input_tokens: 2,
  };
  const message = { id: 'msg_1', model: 'opus', stop_reason: null, content: [block], usage, ...changes };
  return JSON.stringify({ type: 'assistant', message });
}

function toCall(name: string, input: Block): string {
  return toAnswer({ type: 'tool_use', name, input });
}

const silence = { outputTail: '', errorTail: '' };

describe('what it does now', () => {
  it.each<[string, Block, string]>([
    ['Edit', { file_path: '/srv/run/wt/src/a.ts' }, 'Edit src/a.ts'],
    ['Read', { file_path: '/etc/hosts' }, 'Read /etc/hosts'],
    ['Write', { file_path: 'docs/b.md' }, 'Write docs/b.md'],
    ['Bash', { command: 'npm test' }, 'Bash: npm test'],
    ['Bash', { command: 'cat /srv/run/wt/a\n  && ls\u001b[2J' }, 'Bash: cat a && ls [2J'],
    ['Grep', { pattern: 'TODO', path: '/srv/run/wt' }, 'Grep TODO'],
    ['StructuredOutput', { verdict: 'approve' }, 'writing the report'],
    ['NewTool', {}, 'NewTool'],
  ])('is told of a call of %s', (tool, input, step) => {
    expect(readClaudeLine(started, toCall(tool, input)).step).toBe(step);
  });

  it('stays a short line of whole characters', () => {
    const { step } = readClaudeLine(started, toCall('Bash', { command: '🚦'.repeat(100) }));
    expect(step?.length).toBeLessThanOrEqual(80);
    expect(step?.isWellFormed()).toBe(true);
    expect(step?.endsWith('🚦…')).toBe(true);
  });

  it('tells waiting from writing', () => {
    const waiting = readClaudeLine(
      started,
      '{"type":"system","subtype":"api_retry","error_status":529,"error":"overloaded"}',
    );
    expect(waiting.step).toBe('waiting to ask the model again (529)');
    expect(readClaudeLine(waiting, toAnswer({ type: 'text', text: 'So.' })).step).toBe('writing');
  });
});

describe('what it has used so far', () => {
  it('counts an answer once, however many lines it comes in, with its output as long as its words', () => {
    const known = readLines(readClaudeLine, [
      toAnswer({ type: 'text', text: 'x'.repeat(400) }),
      toAnswer({ type: 'tool_use', name: 'Bash', input: { command: 'y'.repeat(386) } }),
    ]);
    expect(known.turns).toBe(1);
    expect(known.usage).toEqual({
      inputTokens: 10,
      outputTokens: 200,
      cacheReadTokens: 3,
      cacheCreationTokens: 2,
      costUsd: null,
      model: 'opus',
    });
  });

  it('believes the count of an answer that is complete', () => {
    const changes = { stop_reason: 'end_turn', usage: { input_tokens: 10, output_tokens: 7 } };
    const known = readLines(readClaudeLine, [toAnswer({ type: 'text', text: 'x'.repeat(400) }, changes)]);
    expect(known.usage.outputTokens).toBe(7);
  });

  it('names the model that answered last, which may be the one fallen back to', () => {
    const known = readLines(readClaudeLine, [
      '{"type":"system","subtype":"init","session_id":"s","model":"opus","cwd":"/w"}',
      toAnswer({ type: 'text', text: 'a' }),
      toAnswer({ type: 'text', text: 'b' }, { id: 'msg_2', model: 'sonnet' }),
    ]);
    expect(known).toMatchObject({ turns: 2, model: 'sonnet', usage: { model: 'sonnet', inputTokens: 20 } });
  });
});

describe('a limit', () => {
  const event = (info: Block): string => JSON.stringify({ type: 'rate_limit_event', rate_limit_info: info });

  it('holds only while it is rejected and says until when', () => {
    const rejected = readClaudeLine(started, event({ status: 'rejected', resetsAt: 1795300000 }));
    expect(rejected.limit).toEqual({ what: 'usage', until: new Date('2026-11-21T22:26:40Z') });
    expect(readClaudeLine(rejected, event({ status: 'allowed' })).limit).toBeNull();
    expect(readClaudeLine(started, event({ status: 'rejected' })).limit).toBeNull();
    expect(readClaudeLine(started, event({ status: 'rejected', resetsAt: 9e99 })).limit).toBeNull();
  });

  it('that was passed by other means spoils no good run', () => {
    const result =
      '{"type":"result","subtype":"success","is_error":false,"structured_output":{"verdict":"approve","summary":"done"}}';
    const transcript = readLines(readClaudeLine, [
      event({ status: 'rejected', resetsAt: 1795300000 }),
      result,
    ]);
    expect(toOutcome(transcript)).toMatchObject({ kind: 'completed', report: { summary: 'done' } });
  });
});

describe('a run that stops at its budget', () => {
  const stopped =
    '{"type":"result","subtype":"error_max_budget_usd","is_error":true,"errors":["Reached maximum budget ($1)"]}';

  it('just after it handed back its report has done its work', () => {
    const report = toCall('StructuredOutput', { verdict: 'changes', summary: 'Two faults.' });
    const outcome = toOutcome(readLines(readClaudeLine, [report, stopped]), 1);
    expect(outcome).toMatchObject({
      kind: 'completed',
      report: { verdict: 'changes', summary: 'Two faults.' },
    });
  });

  it('counts its last answer, which the line of its end leaves out of its own count', () => {
    const models = {
      opus: { inputTokens: 20, outputTokens: 900, cacheReadInputTokens: 6, cacheCreationInputTokens: 4 },
      haiku: { inputTokens: 1, outputTokens: 2, cacheReadInputTokens: 3, cacheCreationInputTokens: 4 },
    };
    const told = { ...(JSON.parse(stopped) as object), model_usage_since_last_result: models };
    const { usage } = readLines(readClaudeLine, [toCall('Bash', {}), JSON.stringify(told)]);
    expect(usage).toMatchObject({
      inputTokens: 21,
      outputTokens: 902,
      cacheReadTokens: 9,
      cacheCreationTokens: 8,
    });
  });

  it.each([{ verdict: 'pass' }, { summary: 'No verdict.' }, { verdict: 'question' }])(
    'after a report that its stage cannot read, %j, has not',
    (input) => {
      const transcript = readLines(readClaudeLine, [toCall('StructuredOutput', input), stopped]);
      expect(toOutcome(transcript, 1)).toEqual({ kind: 'overBudget', why: 'Reached maximum budget ($1)' });
    },
  );
});

describe('a question', () => {
  it('goes to a person', () => {
    const report = '{"verdict":"question","summary":"Unclear.","question":"Blue or red?"}';
    const result = `{"type":"result","subtype":"success","is_error":false,"result":"","structured_output":${report}}`;
    expect(toOutcome(readLines(readClaudeLine, [result]))).toMatchObject({
      kind: 'question',
      question: 'Blue or red?',
    });
  });
});

describe('a good result before a bad end', () => {
  const result =
    '{"type":"result","subtype":"success","is_error":false,"result":"","structured_output":{"verdict":"approve","summary":"Fine."}}';

  it.each([0, null, 137, 143])('counts when its process was only ended: %s', (exitCode) => {
    expect(toOutcome(readLines(readClaudeLine, [result]), exitCode)).toMatchObject({ kind: 'completed' });
  });

  it('is not believed of a program that then failed', () => {
    expect(toOutcome(readLines(readClaudeLine, [result]), 1)).toMatchObject({ kind: 'failed' });
  });
});

describe('a run without words for people', () => {
  const end = { isError: false, reason: 'completed', text: '', report: undefined };

  it('shows what it complained of, and nothing of what it printed for machines', () => {
    const told = { outputTail: '{"type":"result"}\nout of disk', errorTail: 'out of disk' };
    expect(toOutcome({ ...started, end }, 0, told)).toMatchObject({
      kind: 'failed',
      report: { findings: 'out of disk' },
    });
    expect(toOutcome({ ...started, end }, 0, { ...told, errorTail: '' })).toMatchObject({
      report: { findings: null },
    });
  });
});

describe('a session to go on in', () => {
  it.each([
    'No conversation found with session ID: 1',
    'Error: --resume requires a valid session ID or session title when used with --print.',
  ])('that is none is gone: %s', (text) => {
    const end = { isError: true, reason: null, text, report: undefined };
    expect(toOutcome({ ...started, end }, 1)).toMatchObject({
      kind: 'lost',
      began: false,
      sessionGone: true,
    });
  });
});

describe('the log of a session', () => {
  const readLog = (name: string): Transcript =>
    readLines(readClaudeSession, toLines(readCaptured(`claude-session-${name}.jsonl`)));

  it('lies below HOME under the session’s id', () => {
    const log = createClaudeAgent({ program: 'claude' }).output?.sessionLog;
    expect(log).toMatchObject({ folder: '.claude/projects' });
    expect(log?.fileName('s-1')).toBe('s-1.jsonl');
  });

  it('holds a report that never reached us, with what was used and what the session cost', () => {
    const transcript = readLog('structured-output');
    expect(transcript).toMatchObject({
      sessionId: '22222222-2222-4222-8222-222222222222',
      turns: 2,
      usage: { inputTokens: 2000, outputTokens: 165, cacheReadTokens: 600, cacheCreationTokens: 400 },
      toldCostUsd: 0.01342,
      garbled: 0,
    });
    expect(toOutcome(transcript, null)).toMatchObject({
      kind: 'completed',
      report: { verdict: 'approve', summary: 'Fine.' },
    });
  });

  it.each([
    ['killed', null],
    ['terminated', 0.01212],
  ])('of a run that was %s holds no end', (name, toldCostUsd) => {
    expect(readLog(name)).toMatchObject({ end: null, turns: 2, toldCostUsd });
  });

  it('is read to its last run alone', () => {
    const first = toLines(readCaptured('claude-session-structured-output.jsonl'));
    const second = toLines(readCaptured('claude-session-killed.jsonl'));
    expect(readLines(readClaudeSession, [...first, ...second])).toEqual(readLines(readClaudeSession, second));
  });

  it('leaves out what helpers of the agent said', () => {
    const line = toAnswer({ type: 'text', text: 'a' }).replace('{', '{"isSidechain":true,');
    expect(readClaudeSession(started, line)).toEqual(started);
  });
});

function toOutcome(transcript: Transcript, exitCode: number | null = 0, said = silence) {
  const verdicts = reviewVerdicts;
  const agent = createClaudeAgent({ program: '/opt/claude' });
  return agent.toOutcome({ exitCode, reportText: null, ...said, transcript, verdicts });
}
