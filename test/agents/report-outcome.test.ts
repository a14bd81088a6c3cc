import { describe, expect, it } from 'vitest';
import type { AgentResult } from '../../src/agents/agent.ts';
import { toReportOutcome } from '../../src/agents/report-outcome.ts';

const untold = { errorTail: '', transcript: null };
const test = { positive: 'pass', negative: 'fail' } as const;

function outcomeOf(report: unknown, exitCode: number | null, verdicts: AgentResult['verdicts'] = test) {
  const reportText = report === null ? null : JSON.stringify(report);
  const outcome = toReportOutcome({ ...untold, exitCode, reportText, outputTail: 'the end\n', verdicts });
  const { verdict, findings } = 'report' in outcome ? outcome.report : { verdict: null, findings: null };
  return { kind: outcome.kind, verdict, findings };
}

const nothing = { kind: 'completed', verdict: null, findings: null };
const passed = { kind: 'completed', verdict: 'pass', findings: null };
const rejected = { kind: 'completed', verdict: 'fail', findings: 'the end' };
const failed = { kind: 'failed', verdict: null, findings: 'the end' };

describe('without a report', () => {
  it.each([
    [0, passed],
    [1, rejected],
    [64, rejected],
    [125, rejected],
    [126, failed],
    [127, failed],
    [143, failed],
    [null, failed],
  ])('exit %s of a stage that owes a verdict', (exitCode, expected) => {
    expect(outcomeOf(null, exitCode)).toEqual(expected);
  });

  it.each([
    [0, nothing],
    [1, failed],
    [125, failed],
    [137, failed],
    [null, failed],
  ])('exit %s of a stage that owes none', (exitCode, expected) => {
    expect(outcomeOf(null, exitCode, null)).toEqual(expected);
  });
});

describe('with a report', () => {
  it.each([
    ['positive and exit 0', { verdict: 'pass' }, 0, passed],
    ['positive and exit 1', { verdict: 'pass' }, 1, { ...failed, verdict: 'pass' }],
    ['positive and a crash', { verdict: 'pass' }, 137, { ...failed, verdict: 'pass' }],
    ['negative and exit 0', { verdict: 'fail', findings: 'f' }, 0, { ...rejected, findings: 'f' }],
    ['negative and exit 1', { verdict: 'fail', findings: 'f' }, 1, { ...rejected, findings: 'f' }],
    [
      'negative and a crash',
      { verdict: 'fail', findings: 'f' },
      null,
      { kind: 'failed', verdict: 'fail', findings: 'f' },
    ],
    ['no verdict and exit 0', { findings: 'f' }, 0, { ...passed, findings: 'f' }],
    ['no verdict and exit 1', { findings: 'f' }, 1, { ...rejected, findings: 'f' }],
    ['no verdict, no findings and exit 1', { summary: 's' }, 1, rejected],
    ['a verdict of another stage', { verdict: 'approve' }, 0, failed],
    ['a wrong type', { summary: 1 }, 0, failed],
    ['a question without its text', { verdict: 'question' }, 0, { ...failed, verdict: 'question' }],
  ])('%s', (_title, report, exitCode, expected) => {
    expect(outcomeOf(report, exitCode)).toEqual(expected);
  });

  it('a question is asked whatever the exit status says, short of a crash', () => {
    const report = { verdict: 'question', question: 'Blue or red?' };
    for (const exitCode of [0, 1]) {
      const result = {
        ...untold,
        exitCode,
        reportText: JSON.stringify(report),
        outputTail: '',
        verdicts: null,
      };
      expect(toReportOutcome(result)).toMatchObject({ kind: 'question', question: 'Blue or red?' });
    }
    expect(outcomeOf(report, 139, null).kind).toBe('failed');
  });

  it('a stage that owes no verdict completes without one', () => {
    expect(outcomeOf({ summary: 'done' }, 0, null)).toEqual(nothing);
    expect(outcomeOf({ summary: 'done' }, 2, null)).toEqual(failed);
  });

  it('a fault says why', () => {
    const result = {
      ...untold,
      exitCode: 3,
      reportText: '{"verdict":"pass"}',
      outputTail: '',
      verdicts: test,
    };
    expect(toReportOutcome(result)).toMatchObject({
      why: 'the verdict is "pass", and the program ended with exit status 3',
    });
  });
});
