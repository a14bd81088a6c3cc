import { expect } from 'vitest';
import { type RecordedRun, readCaptured } from '../../conformance/agent-output.ts';
import { reviewVerdicts } from '../run-agent.ts';

const captured = (name: string): string => readCaptured(`claude-stream-${name}.jsonl`);

const tokens = (
  inputTokens: number,
  cacheReadTokens: number,
  cacheCreationTokens: number,
  outputTokens: number,
) => ({
  inputTokens,
  cacheReadTokens,
  cacheCreationTokens,
  outputTokens,
});

const good: readonly RecordedRun[] = [
  {
    title: 'reads, then hands back a verdict',
    stdout: captured('structured-output'),
    exitCode: 0,
    verdicts: reviewVerdicts,
    told: {
      sessionId: '22222222-2222-4222-8222-222222222222',
      cwd: '/srv/run/wt',
      model: 'claude-opus-5-5',
      turns: 2,
      step: 'writing the report',
      usage: { ...tokens(2000, 600, 400, 165), model: 'claude-opus-5-5', costUsd: null },
      toldCostUsd: 0.01342,
      end: { isError: false, reason: 'completed', report: { verdict: 'approve', summary: 'Fine.' } },
      fault: null,
      garbled: 0,
    },
    outcome: {
      kind: 'completed',
      report: { verdict: 'approve', summary: 'Fine.', denied: null, usage: tokens(2000, 600, 400, 165) },
    },
  },
  {
    title: 'edits, commits and ends with words, in a stage that owes no verdict',
    stdout: captured('edit-and-commit'),
    exitCode: 0,
    told: { turns: 4, usage: tokens(4000, 1200, 800, 200), toldCostUsd: 0.02424 },
    outcome: { kind: 'completed', report: { verdict: null, summary: 'STUB: job done.' } },
  },
  {
    title: 'ends with words where a verdict is owed',
    stdout: captured('edit-and-commit'),
    exitCode: 0,
    verdicts: reviewVerdicts,
    told: {},
    outcome: {
      kind: 'failed',
      why: 'the run handed back no report',
      report: { findings: 'STUB: job done.' },
    },
  },
  {
    title: 'wanted to do what it may not',
    stdout: captured('denied-tools'),
    exitCode: 0,
    verdicts: reviewVerdicts,
    told: { denials: ['Bash: git log; touch x'] },
    outcome: { kind: 'completed', report: { verdict: 'approve', denied: 'Bash: git log; touch x' } },
  },
  {
    title: 'gets over a lost connection',
    stdout: captured('dropped-connection'),
    exitCode: 0,
    told: { fault: { status: null, kind: 'unknown', text: '' }, usage: tokens(11000, 3300, 2200, 60) },
    outcome: { kind: 'completed' },
  },
  {
    title: 'gives two results, of which the last counts',
    stdout: captured('two-results'),
    exitCode: 0,
    told: { turns: 3, usage: tokens(3000, 900, 600, 176), toldCostUsd: 0.01818 },
    outcome: { kind: 'completed' },
  },
  {
    title: 'goes on in the session of one that was killed',
    stdout: captured('resumed-after-killed'),
    exitCode: 0,
    told: { turns: 1, usage: tokens(1000, 300, 200, 50) },
    outcome: { kind: 'completed', report: { summary: 'Done after all.' } },
  },
];

const passing: readonly RecordedRun[] = (
  [
    ['429', 429, 'rate_limit', "the model's API answered 429"],
    ['529', 529, 'server_error', "the model's API answered 529"],
    ['500', 500, 'server_error', "the model's API answered 500"],
    ['connection-refused', null, 'connection_failed', 'the model could not be asked (connection_failed)'],
    ['timeout', null, 'server_error', 'Request timed out'],
    ['html', null, 'unknown', 'malformed response'],
  ] as const
).map(([name, status, kind, why]) => ({
  title: `ends by what passes: ${name}`,
  stdout: captured(name),
  exitCode: 1,
  told: { fault: { status, kind, text: expect.any(String) } },
  outcome: { kind: 'transient', why: expect.stringContaining(why), retryAfterMs: null },
}));

const misconfigured: readonly RecordedRun[] = (
  [
    ['401', 'account', 'Set a valid key'],
    ['403', 'account', 'Set a valid key'],
    ['not-logged-in', 'account', 'ANTHROPIC_API_KEY or CLAUDE_CODE_OAUTH_TOKEN'],
    ['credit', 'account', 'top up its balance'],
    ['404-model', 'role', 'Choose a model'],
  ] as const
).map(([name, of, mend]) => ({
  title: `needs an operator: ${name}`,
  stdout: captured(name),
  exitCode: 1,
  told: { end: { isError: true } },
  outcome: { kind: 'misconfigured', of, mend: expect.stringContaining(mend) },
}));

const failed: readonly RecordedRun[] = (
  [
    ['max-turns', 'more turns than it may'],
    ['invalid-output', 'no valid report'],
    ['refusal', 'safeguards'],
    ['max-tokens', 'max_output_tokens'],
    ['413', '413'],
  ] as const
).map(([name, why]) => ({
  title: `fails by its own doing: ${name}`,
  stdout: captured(name),
  exitCode: 1,
  verdicts: reviewVerdicts,
  told: { end: { isError: true } },
  outcome: { kind: 'failed', why: expect.stringContaining(why) },
}));

const limit = captured('usage-limit');
const reset = new Date('2026-11-21T22:26:40Z');

const others: readonly RecordedRun[] = [
  {
    title: 'has used up what its account may',
    stdout: limit,
    exitCode: 1,
    told: { limit: { what: 'five_hour', until: reset } },
    outcome: { kind: 'usageLimit', until: reset, why: "the account's five hour limit is used up" },
  },
  {
    title: 'has used up what its account may, until a time that is over',
    stdout: limit,
    exitCode: 1,
    endedAt: reset,
    told: {},
    outcome: { kind: 'transient' },
  },
  {
    title: 'stops at its budget',
    stdout: captured('budget-reached'),
    exitCode: 1,
    // The CLI's own count leaves out the answer that went past it.
    told: { turns: 2, usage: { inputTokens: 2000, cacheReadTokens: 600, cacheCreationTokens: 400 } },
    outcome: { kind: 'overBudget', why: 'Reached maximum budget ($0.01)' },
  },
  {
    title: 'is killed',
    stdout: captured('killed'),
    exitCode: null,
    told: { end: null, step: expect.stringMatching(/^Bash: /), toldCostUsd: null },
    outcome: { kind: 'lost', began: true },
  },
  {
    title: 'is ended from outside',
    stdout: captured('terminated'),
    exitCode: 143,
    told: { end: null, usage: { inputTokens: 2000, outputTokens: 33 } },
    outcome: { kind: 'lost', began: true },
  },
  {
    title: 'should go on in a session that is gone',
    stdout: captured('resume-unknown'),
    exitCode: 1,
    told: { turns: 0 },
    outcome: { kind: 'lost', began: false, sessionGone: true },
  },
  {
    title: 'is refused for a flag that its CLI does not know',
    stdout: '',
    stderr: "error: unknown option '--nope'\n(Did you mean --name?)\n",
    exitCode: 1,
    told: {},
    outcome: {
      kind: 'misconfigured',
      of: 'role',
      why: "the CLI refused to start: error: unknown option '--nope'",
    },
  },
  {
    title: 'has no program to run',
    stdout: '',
    stderr: 'sh: 1: exec: /opt/claude: not found\n',
    exitCode: 127,
    told: {},
    outcome: { kind: 'misconfigured', of: 'account', mend: expect.stringContaining('/opt/claude') },
  },
];

/** What Claude Code 2.1.329 printed against the double of its API. */
export const claudeRuns: readonly RecordedRun[] = [
  ...good,
  ...passing,
  ...misconfigured,
  ...failed,
  ...others,
];
