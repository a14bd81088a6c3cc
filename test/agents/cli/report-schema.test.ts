import { describe, expect, it } from 'vitest';
import type { ExpectedVerdicts } from '../../../src/agents/agent.ts';
import { toReportSchema } from '../../../src/agents/cli/report-schema.ts';
import { parseReport } from '../../../src/agents/parse-report.ts';
import { reviewVerdicts } from '../run-agent.ts';

function allowedVerdicts(verdicts: ExpectedVerdicts): string[] {
  const schema: { properties?: { verdict?: { enum?: string[] } } } = toReportSchema(verdicts);
  return schema.properties?.verdict?.enum ?? [];
}

describe('the schema of a report', () => {
  it.each([
    [reviewVerdicts, ['approve', 'changes', 'question']],
    [{ positive: 'pass', negative: 'fail' } as const, ['pass', 'fail', 'question']],
    [null, ['question']],
  ])('lets through the verdicts of its stage, all of which can be read: %j', (verdicts, names) => {
    expect(allowedVerdicts(verdicts)).toEqual(names);
    const read = names.map((verdict) => parseReport(JSON.stringify({ verdict, summary: 's' }), verdicts).ok);
    expect(read).toEqual(names.map(() => true));
  });

  it('wants a verdict only of a stage that owes one', () => {
    expect(toReportSchema(reviewVerdicts)).toMatchObject({ required: ['verdict', 'summary'] });
    expect(toReportSchema(null)).toMatchObject({ required: ['summary'] });
  });
});
