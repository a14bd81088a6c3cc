import { expect } from 'vitest';
import { type RecordedRun, readCaptured } from '../../conformance/agent-output.ts';
import { reviewVerdicts } from '../run-agent.ts';

const captured = (name: string): string => readCaptured(`opencode-${name}.jsonl`);

const report = JSON.stringify({ verdict: 'approve', summary: 'Fine.' });

const good: readonly RecordedRun[] = [
  {
    title: 'commits, writes its report and ends with words',
    stdout: captured('success'),
    exitCode: 0,
    verdicts: reviewVerdicts,
    reportText: report,
    told: {
      sessionId: 'ses_e00239c87ffe9Kv38hm3JAEV5c',
      turns: 3,
      step: 'writing',
      // Three steps of 0.00459 dollars each.
      usage: {
        inputTokens: 3000,
        cacheReadTokens: 900,
        cacheCreationTokens: 600,
        outputTokens: 150,
        costUsd: expect.closeTo(0.01377, 6),
      },
      end: { isError: false, reason: 'stop', text: 'STUB: all done.' },
      fault: null,
      denials: [],
      garbled: 0,
    },
    outcome: {
      kind: 'completed',
      report: { verdict: 'approve', summary: 'Fine.', usage: { inputTokens: 3000 } },
    },
  },
  {
    title: 'ends with words, in a stage that owes no verdict',
    stdout: captured('tool'),
    exitCode: 0,
    told: { turns: 2 },
    outcome: { kind: 'completed', report: { verdict: null, summary: expect.stringContaining('STUB: ran') } },
  },
  {
    title: 'ends with words where a verdict is owed',
    stdout: captured('success'),
    exitCode: 0,
    verdicts: reviewVerdicts,
    told: {},
    outcome: { kind: 'failed', why: 'the run handed back no report' },
  },
  {
    title: 'uses tools that fail',
    stdout: captured('tools'),
    exitCode: 0,
    told: { turns: 4, denials: [] },
    outcome: { kind: 'completed' },
  },
  {
    title: 'wanted to do what it may not',
    stdout: captured('denied-edit'),
    exitCode: 0,
    verdicts: reviewVerdicts,
    reportText: report,
    told: { denials: ['write /srv/run/wt/n.txt'] },
    outcome: { kind: 'completed', report: { denied: 'write /srv/run/wt/n.txt' } },
  },
  {
    title: 'goes on in the session of one that was killed',
    stdout: captured('resumed'),
    exitCode: 0,
    told: { sessionId: 'ses_e0021c5c6ffeCjUlD9wQs8rPfK', usage: { inputTokens: 1000 } },
    outcome: { kind: 'completed' },
  },
];

const passing: readonly RecordedRun[] = (
  [
    ['429-given-up', 429, null, "the model's API answered 429: limit"],
    ['500-given-up', 500, null, "the model's API answered 500"],
    ['dropped-given-up', null, 'connection', 'Connection reset by server'],
    ['connection-refused', null, 'connection', 'Cannot connect to API'],
  ] as const
).map(([name, status, kind, why]) => ({
  title: `ends by what passes: ${name}`,
  stdout: captured(name),
  exitCode: 1,
  told: { turns: 0, fault: { status, kind, text: expect.any(String) } },
  outcome: { kind: 'transient', why: expect.stringContaining(why), retryAfterMs: null },
}));

const misconfigured: readonly RecordedRun[] = (
  [
    ['401', 'account', 'Set a valid key'],
    ['no-key', 'account', 'Set a valid key'],
    ['404-model', 'role', 'Choose a model'],
  ] as const
).map(([name, of, mend]) => ({
  title: `needs an operator: ${name}`,
  stdout: captured(name),
  exitCode: 1,
  told: { end: { isError: true } },
  outcome: { kind: 'misconfigured', of, mend: expect.stringContaining(mend) },
}));

const others: readonly RecordedRun[] = [
  {
    title: 'does not know its model, and says so in its log alone',
    stdout: captured('unknown-model'),
    stderr: readCaptured('opencode-unknown-model.stderr.txt'),
    exitCode: 1,
    told: { fault: expect.objectContaining({ status: null, kind: 'UnknownError' }) },
    outcome: {
      kind: 'misconfigured',
      of: 'role',
      why: expect.stringContaining('Model not found: anthropic/claude-nope. Did you mean'),
    },
  },
  {
    title: 'comes to an error that it says nothing of',
    stdout: captured('unknown-model'),
    exitCode: 1,
    told: {},
    outcome: { kind: 'failed', why: expect.stringContaining('Unexpected server error') },
  },
  {
    title: 'asks for what the API refuses as wrong',
    stdout: captured('400'),
    exitCode: 1,
    told: { fault: expect.objectContaining({ status: 400 }) },
    outcome: { kind: 'failed', why: expect.stringContaining('bad request here') },
  },
  {
    title: 'has its answer cut off',
    stdout: captured('resumed').replace('"reason":"stop"', '"reason":"length"'),
    exitCode: 0,
    told: { end: { isError: true, reason: 'length' } },
    outcome: { kind: 'failed', why: expect.stringContaining('cut off') },
  },
  {
    title: 'stops at a question that nobody answers, as if all were well',
    stdout: captured('rejected-permission'),
    stderr: '! permission requested: external_directory (/srv/run/*); auto-rejecting\n',
    exitCode: 0,
    told: { end: null, turns: 3, denials: ['write /srv/run/report2.json'] },
    outcome: { kind: 'failed', why: 'the run stopped in the middle of its work' },
  },
  {
    title: 'is killed while it asks again for a lost answer',
    stdout: captured('dropped'),
    exitCode: null,
    told: { end: null, turns: 0, step: 'thinking' },
    outcome: { kind: 'lost', began: true },
  },
  {
    title: 'is killed in the middle of a command',
    stdout: captured('killed'),
    exitCode: 137,
    told: { end: null },
    outcome: { kind: 'lost', began: true },
  },
  {
    title: 'should go on in a session that is gone',
    stdout: '',
    stderr: readCaptured('opencode-unknown-session.stderr.txt'),
    exitCode: 1,
    told: {},
    outcome: { kind: 'lost', began: false, sessionGone: true },
  },
  {
    title: 'has no program to run',
    stdout: '',
    stderr: 'sh: 1: exec: /opt/opencode: not found\n',
    exitCode: 127,
    told: {},
    outcome: { kind: 'misconfigured', of: 'account', mend: expect.stringContaining('/opt/opencode') },
  },
];

/** What OpenCode 1.18.33 printed against a double of its API. */
export const opencodeRuns: readonly RecordedRun[] = [...good, ...passing, ...misconfigured, ...others];
