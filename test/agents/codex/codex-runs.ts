import { expect } from 'vitest';
import { type RecordedRun, readCaptured } from '../../conformance/agent-output.ts';
import { reviewVerdicts } from '../run-agent.ts';

const captured = (name: string): string => readCaptured(`codex-${name}.jsonl`);

/** Of the local time that Codex tells a reset in. */
const endedAt = new Date(2026, 10, 21, 20, 45, 12);

const good: readonly RecordedRun[] = [
  {
    title: 'commits and ends with words, in a stage that owes no verdict',
    stdout: captured('success'),
    stderr: 'Reading prompt from stdin...\n',
    exitCode: 0,
    told: {
      sessionId: '01a1ffd6-3373-77c1-8306-2e14a910c942',
      turns: 3,
      step: 'writing',
      // The input as Codex tells it, 3000, holds what was read from the cache.
      usage: { inputTokens: 2100, cacheReadTokens: 900, cacheCreationTokens: 0, outputTokens: 150 },
      toldCostUsd: null,
      end: { isError: false, text: 'STUB: all done.', report: undefined },
      fault: null,
      garbled: 0,
    },
    outcome: { kind: 'completed', report: { verdict: null, summary: 'STUB: all done.' } },
  },
  {
    title: 'answers by the schema, and with a verdict that its stage does not know',
    stdout: captured('schema'),
    exitCode: 0,
    verdicts: reviewVerdicts,
    told: { turns: 1, end: { report: { verdict: 'approved', summary: 'ok' } } },
    outcome: { kind: 'failed', why: expect.stringContaining('the stage knows approve, changes, question') },
  },
  {
    title: 'answers with a verdict, and with null for what it has nothing to say of',
    stdout: captured('schema').replace(
      String.raw`{\"verdict\":\"approved\",\"summary\":\"ok\"}`,
      String.raw`{\"verdict\":\"approve\",\"summary\":\"ok\",\"findings\":null,\"question\":null}`,
    ),
    exitCode: 0,
    verdicts: reviewVerdicts,
    told: {},
    outcome: {
      kind: 'completed',
      report: { verdict: 'approve', summary: 'ok', findings: null, usage: { inputTokens: 700 } },
    },
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
    title: 'edits files and runs a command that fails',
    stdout: captured('file-change'),
    exitCode: 0,
    told: { turns: 3, usage: { inputTokens: 2100 } },
    outcome: { kind: 'completed' },
  },
  {
    title: 'gets over errors of the API without a word',
    stdout: captured('500-then-success'),
    exitCode: 0,
    told: { fault: null },
    outcome: { kind: 'completed' },
  },
  {
    title: 'goes on in the thread of one that was killed',
    stdout: captured('resumed'),
    exitCode: 0,
    told: { sessionId: '01a1ffd9-b051-78e1-b4bd-404f81873eb4', turns: 2 },
    outcome: { kind: 'completed' },
  },
];

const passing: readonly RecordedRun[] = (
  [
    ['429', 429, null, "the model's API answered 429"],
    ['500', 500, 'server_error', 'high demand'],
    ['503', 503, null, '503 Service Unavailable'],
    ['connection-refused', null, 'connection', 'the model could not be asked (connection)'],
  ] as const
).map(([name, status, kind, why]) => ({
  title: `ends by what passes: ${name}`,
  stdout: captured(name),
  exitCode: 1,
  told: { fault: { status, kind, text: expect.any(String) }, end: { isError: true } },
  outcome: { kind: 'transient', why: expect.stringContaining(why), retryAfterMs: null },
}));

const misconfigured: readonly RecordedRun[] = (
  [
    ['401', 'account', 'CODEX_API_KEY or OPENAI_API_KEY'],
    ['quota', 'account', 'Pay for the account'],
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
    title: 'asks for what the API refuses as wrong',
    stdout: captured('400'),
    exitCode: 1,
    verdicts: reviewVerdicts,
    told: {
      fault: expect.objectContaining({
        status: 400,
        kind: 'invalid_request_error',
        text: 'bad request here',
      }),
    },
    outcome: { kind: 'failed', why: expect.stringContaining('400') },
  },
  {
    title: 'has used up what its account may',
    stdout: captured('usage-limit'),
    exitCode: 1,
    endedAt,
    told: { fault: expect.objectContaining({ status: 429, kind: 'usage_limit_reached' }) },
    outcome: { kind: 'usageLimit', until: new Date(2026, 10, 21, 22, 27) },
  },
  {
    title: 'has used up what its account may until another day',
    stdout: captured('usage-limit').replaceAll('at 10:26 PM', 'at Nov 24th, 2026 9:05 AM'),
    exitCode: 1,
    endedAt,
    told: {},
    outcome: { kind: 'usageLimit', until: new Date(2026, 10, 24, 9, 6) },
  },
  {
    title: 'has used up what its account may for nobody knows how long',
    stdout: captured('usage-limit').replaceAll('at 10:26 PM', 'later'),
    exitCode: 1,
    endedAt,
    told: {},
    outcome: { kind: 'usageLimit', until: new Date(endedAt.getTime() + 3_600_000) },
  },
  {
    title: 'has no key',
    stdout: '{"type":"turn.failed","error":{"message":"Missing environment variable: `CODEX_API_KEY`."}}\n',
    exitCode: 1,
    told: { fault: expect.objectContaining({ kind: 'no_credentials' }) },
    outcome: { kind: 'misconfigured', of: 'account' },
  },
  {
    title: 'is killed in the middle of a command',
    stdout: captured('killed'),
    exitCode: null,
    told: { end: null, turns: 1, step: 'Run python3 -c "import time;time.sleep(40)"' },
    outcome: { kind: 'lost', began: true },
  },
  {
    title: 'should go on in a thread that is gone',
    stdout: '',
    stderr: readCaptured('codex-unknown-session.stderr.txt'),
    exitCode: 1,
    told: { sessionId: null },
    outcome: { kind: 'lost', began: false, sessionGone: true },
  },
  {
    title: 'is asked too much at once',
    stdout: `${captured('killed').split('\n', 1)[0]}\n`,
    stderr: 'Reading prompt from stdin...\nError: Input exceeds the maximum length of 1048576 characters.\n',
    exitCode: 1,
    told: { end: null },
    outcome: { kind: 'failed', why: 'the prompt is longer than the model can read' },
  },
  {
    title: 'is refused for a flag that its CLI does not know',
    stdout: '',
    stderr: "error: unexpected argument '--nope' found\n",
    exitCode: 2,
    told: {},
    outcome: {
      kind: 'misconfigured',
      of: 'role',
      why: "the CLI refused to start: error: unexpected argument '--nope' found",
    },
  },
  {
    title: 'has no program to run',
    stdout: '',
    stderr: 'sh: 1: exec: /opt/codex: not found\n',
    exitCode: 127,
    told: {},
    outcome: { kind: 'misconfigured', of: 'account', mend: expect.stringContaining('/opt/codex') },
  },
];

/** What Codex 0.169.0 printed against a double of its API. */
export const codexRuns: readonly RecordedRun[] = [...good, ...passing, ...misconfigured, ...others];
