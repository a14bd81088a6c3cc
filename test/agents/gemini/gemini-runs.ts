import { expect } from 'vitest';
import { type RecordedRun, readCaptured } from '../../conformance/agent-output.ts';
import { reviewVerdicts } from '../run-agent.ts';

const captured = (name: string): string => readCaptured(`gemini-${name}.jsonl`);

const report = JSON.stringify({ verdict: 'approve', summary: 'Fine.' });

const good: readonly RecordedRun[] = [
  {
    title: 'commits, writes its report and ends with words',
    stdout: captured('success'),
    stderr: 'YOLO mode is enabled. All tool calls will be automatically approved.\n',
    exitCode: 0,
    verdicts: reviewVerdicts,
    reportText: report,
    told: {
      sessionId: '6b99aed2-dfde-49f3-b4ab-1e4f20172935',
      // The name that the CLI asked by need not be that of the model that answered.
      model: 'stub',
      turns: 4,
      step: 'writing',
      // Input is told with what came from the cache, 4000, and output without its thoughts, 200.
      usage: { inputTokens: 2800, cacheReadTokens: 1200, outputTokens: 240, costUsd: null },
      end: { isError: false, text: 'STUB: all done.' },
      fault: null,
      denials: [],
      garbled: 0,
    },
    outcome: {
      kind: 'completed',
      report: { verdict: 'approve', summary: 'Fine.', usage: { inputTokens: 2800 } },
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
    title: 'hands back garbage',
    stdout: captured('success'),
    exitCode: 0,
    verdicts: reviewVerdicts,
    reportText: 'I approve!',
    told: {},
    outcome: { kind: 'failed', why: expect.stringContaining('not JSON') },
  },
  {
    title: 'wanted to do what it may not',
    stdout: captured('read-only'),
    exitCode: 0,
    verdicts: reviewVerdicts,
    reportText: report,
    told: {
      denials: [
        'run_shell_command touch x',
        'run_shell_command git log > z',
        'run_shell_command git log; touch y',
        'write_file /srv/run/wt/n.txt',
      ],
    },
    outcome: { kind: 'completed', report: { denied: expect.stringContaining('git log > z') } },
  },
  {
    title: 'gets over errors of the API without a word',
    stdout: captured('429-then-success'),
    exitCode: 0,
    told: { turns: 1, fault: null },
    outcome: { kind: 'completed', report: { summary: 'STUB: all done.' } },
  },
  {
    title: 'goes on in the session of one that was killed',
    stdout: captured('resumed'),
    exitCode: 0,
    told: { sessionId: '11111111-2222-4333-8444-000000000ab9', usage: { inputTokens: 1400 } },
    outcome: { kind: 'completed' },
  },
];

const passing: readonly RecordedRun[] = (
  [
    ['429', 173, "the model's API answered 429: Resource exhausted"],
    ['500', 244, "the model's API answered 500: stub error 500"],
    ['503', 247, "the model's API answered 503: The model is overloaded."],
    ['connection-refused', 1, 'the model could not be asked (connection)'],
  ] as const
).map(([name, exitCode, why]) => ({
  title: `ends by what passes: ${name}`,
  stdout: captured(name),
  exitCode,
  told: { end: { isError: true } },
  outcome: { kind: 'transient', why: expect.stringContaining(why), retryAfterMs: null },
}));

const others: readonly RecordedRun[] = [
  {
    title: 'has a key that is not taken',
    stdout: captured('401'),
    exitCode: 145,
    told: { fault: expect.objectContaining({ status: 401, kind: null, text: 'bad key' }) },
    outcome: { kind: 'misconfigured', of: 'account', mend: expect.stringContaining('GEMINI_API_KEY') },
  },
  {
    title: 'has no key',
    stdout: '',
    stderr: readCaptured('gemini-no-key.stderr.txt'),
    exitCode: 41,
    told: {},
    outcome: { kind: 'misconfigured', of: 'account', mend: expect.stringContaining('GEMINI_API_KEY') },
  },
  {
    title: 'asks for a model that there is not',
    stdout: captured('404-model'),
    exitCode: 1,
    told: { fault: expect.objectContaining({ status: 404, kind: 'model_not_found' }) },
    outcome: { kind: 'misconfigured', of: 'role', mend: expect.stringContaining('Choose a model') },
  },
  {
    title: 'asks for what the API refuses as wrong',
    stdout: captured('400'),
    exitCode: 144,
    told: { fault: expect.objectContaining({ status: 400 }) },
    outcome: { kind: 'failed', why: expect.stringContaining('bad request here') },
  },
  {
    title: 'has used up what its account may in a day, which ends at midnight of the Pacific coast',
    stdout: captured('daily-quota'),
    exitCode: 173,
    endedAt: new Date('2026-11-21T20:56:44Z'),
    told: { fault: expect.objectContaining({ status: 429, kind: 'daily_quota' }) },
    outcome: { kind: 'usageLimit', until: new Date('2026-11-22T08:00:00Z') },
  },
  {
    title: 'has used up what its account may in the night before clocks go forward',
    stdout: captured('daily-quota'),
    exitCode: 173,
    endedAt: new Date('2026-03-08T08:30:00Z'),
    told: {},
    outcome: { kind: 'usageLimit', until: new Date('2026-03-09T07:00:00Z') },
  },
  {
    title: 'calls it done without having asked the model',
    stdout: captured('success')
      .split('\n')
      .filter((line) => line.includes('"init"') || line.includes('"result"'))
      .join('\n'),
    exitCode: 0,
    told: { turns: 0 },
    outcome: { kind: 'failed', why: 'the model said nothing' },
  },
  {
    title: 'is killed in the middle of a command',
    stdout: captured('killed'),
    exitCode: null,
    told: { end: null, turns: 1, step: expect.stringContaining('run_shell_command python3') },
    outcome: { kind: 'lost', began: true },
  },
  {
    title: 'is ended from outside, with an exit status as if all were well',
    stdout: captured('sigterm'),
    exitCode: 0,
    told: { end: null },
    outcome: { kind: 'lost', began: true },
  },
  {
    title: 'should go on in a session that is gone',
    stdout: '',
    stderr: readCaptured('gemini-unknown-session.stderr.txt'),
    exitCode: 42,
    told: {},
    outcome: { kind: 'lost', began: false, sessionGone: true },
  },
  {
    title: 'has no program to run',
    stdout: '',
    stderr: "/usr/bin/env: 'node': No such file or directory\n",
    exitCode: 127,
    told: {},
    outcome: { kind: 'misconfigured', of: 'account', mend: expect.stringContaining('/opt/gemini') },
  },
];

/** What Gemini CLI 0.61.0 printed against a double of its API. */
export const geminiRuns: readonly RecordedRun[] = [...good, ...passing, ...others];
