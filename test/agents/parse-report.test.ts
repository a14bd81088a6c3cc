import { describe, expect, it } from 'vitest';
import { parseReport, reportTextLimit } from '../../src/agents/parse-report.ts';
import { emptyReport, unknownUsage } from '../../src/domain/report.ts';

const review = { positive: 'approve', negative: 'changes' } as const;

function parse(report: unknown, verdicts: Parameters<typeof parseReport>[1] = review) {
  return parseReport(JSON.stringify(report), verdicts);
}

describe('a report', () => {
  it('may leave out every key, or say null', () => {
    expect(parse({})).toEqual({ ok: true, report: emptyReport });
    expect(parse({ verdict: null, summary: null, usage: null })).toEqual({ ok: true, report: emptyReport });
  });

  it('keeps what the contract names and ignores the rest', () => {
    const usage = { inputTokens: 1, outputTokens: 2, cacheReadTokens: 3, costUsd: 0.5, model: 'm', extra: 1 };
    const report = { verdict: 'changes', summary: ' s ', findings: 'f', question: '', usage, colour: 'red' };
    expect(parse(report)).toEqual({
      ok: true,
      report: {
        verdict: 'changes',
        summary: 's',
        findings: 'f',
        question: null,
        denied: null,
        usage: {
          ...unknownUsage,
          inputTokens: 1,
          outputTokens: 2,
          cacheReadTokens: 3,
          costUsd: 0.5,
          model: 'm',
        },
      },
    });
  });

  it('is rid of NUL, which no database of others takes', () => {
    expect(parse({ summary: 'a\0b', question: '\0' })).toMatchObject({
      report: { summary: 'ab', question: null },
    });
  });

  it('may begin with a byte order mark', () => {
    expect(parseReport('\uFEFF{"verdict":"approve"}', review)).toMatchObject({
      report: { verdict: 'approve' },
    });
  });

  it.each([
    ['verdict', { verdict: 7 }],
    ['summary', { summary: ['a'] }],
    ['usage', { usage: 'much' }],
    ['usage.inputTokens', { usage: { inputTokens: -1 } }],
    ['usage.outputTokens', { usage: { outputTokens: 1.5 } }],
    ['usage.costUsd', { usage: { costUsd: '0.1' } }],
    ['usage.costUsd', { usage: { costUsd: -0.1 } }],
  ])('with a wrong %s is a fault that names the key', (key, report) => {
    expect(parse(report)).toEqual({ ok: false, why: expect.stringContaining(`at ${key}`) });
  });

  it('with a number beyond all bounds is a fault', () => {
    expect(parseReport('{"usage":{"costUsd":1e999}}', review)).toMatchObject({ ok: false });
  });

  it.each(['', 'done', '[1]', '"text"', 'null', '{"verdict":'])('that is %j is a fault', (text) => {
    expect(parseReport(text, review)).toMatchObject({ ok: false });
  });

  it('with a verdict of another stage is a fault that names it and what the stage knows', () => {
    const why = `the report's verdict is "pass", and the stage knows approve, changes, question`;
    expect(parse({ verdict: 'pass' })).toEqual({ ok: false, why });
    expect(parse({ verdict: 'approve' }, null)).toMatchObject({
      ok: false,
      why: expect.stringMatching(/knows question$/),
    });
    expect(parse({ verdict: 'question' }, null)).toMatchObject({ report: { verdict: 'question' } });
  });

  it('is cut to the limit, never inside a character', () => {
    const parsed = parse({ summary: `a${'🚂'.repeat(reportTextLimit)}` });
    const summary = parsed.ok ? (parsed.report.summary ?? '') : '';
    expect(summary.length).toBeLessThanOrEqual(reportTextLimit);
    expect(summary.isWellFormed()).toBe(true);
    expect(summary.endsWith('🚂…')).toBe(true);
  });
});
