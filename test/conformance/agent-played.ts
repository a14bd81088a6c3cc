import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Agent, AgentRequest } from '../../src/agents/agent.ts';
import { createRunFixture, type RunFixture } from '../agents/process/run-fixture.ts';
import { createRequest, reviewVerdicts, runAgent } from '../agents/run-agent.ts';

/** What the agent's program shall do, whatever kind of agent it is. */
export type AgentPlan = {
  say?: string;
  /** A file to write into the clone. */
  write?: { path: string; text: string };
  /** The report to hand back; text is written as it is. */
  report?: Record<string, unknown> | string;
  exitCode?: number;
};

/** Makes an agent whose program follows the plan; its files go into `folder`. */
export type PlayAgent = (plan: AgentPlan, folder: string) => Agent;

/** What a runner promises whose program follows the contract of a command: report file and exit status. */
export function describePlayed(toAgent: PlayAgent | undefined): void {
  if (toAgent === undefined) return;
  describe('whose program is ours to write', () => {
    describeRuns(toAgent);
  });
}

function describeRuns(toAgent: PlayAgent): void {
  let fixture: RunFixture;

  beforeEach(() => {
    fixture = createRunFixture();
  });

  afterEach(() => fixture.end());

  const review = { role: 'reviewer', stage: 'review', verdicts: reviewVerdicts } as const;

  function play(plan: AgentPlan, changes: Partial<AgentRequest> = {}) {
    const request = createRequest(fixture, changes);
    return { request, outcome: runAgent(toAgent(plan, fixture.root), request, fixture) };
  }

  it('sets nothing in the environment but what describes the run', () => {
    const { env } = toAgent({}, fixture.root).toInvocation(createRequest(fixture));
    expect(Object.keys(env).filter((name) => !name.startsWith('SIGNALBOX_'))).toEqual([]);
  });

  it('works in the clone and completes a stage that owes no verdict', async () => {
    const { request, outcome } = play({
      write: { path: 'made.txt', text: 'made' },
      report: { summary: 'made it' },
    });
    expect(await outcome).toMatchObject({
      kind: 'completed',
      report: { verdict: null, summary: 'made it' },
    });
    expect(readFileSync(join(request.clonePath, 'made.txt'), 'utf8')).toBe('made');
  });

  it('hands back its verdict with summary, findings and usage', async () => {
    const usage = { inputTokens: 10, outputTokens: 5, costUsd: 0.25, model: 'm' };
    const report = { verdict: 'changes', summary: 's', findings: 'f', usage };
    const { outcome } = play({ report }, review);
    expect(await outcome).toMatchObject({ kind: 'completed', report });
  });

  it('asks a question', async () => {
    const { outcome } = play({ report: { verdict: 'question', question: 'Blue or red?' } }, review);
    expect(await outcome).toMatchObject({ kind: 'question', question: 'Blue or red?' });
  });

  it('without a report answers by its exit status', async () => {
    const { outcome } = play({ say: 'two tests fail', exitCode: 1 }, { ...review, reportPath: null });
    expect(await outcome).toMatchObject({
      kind: 'completed',
      report: { verdict: 'changes', findings: 'two tests fail' },
    });
  });

  it('is never positive with a non-zero exit', async () => {
    const { outcome } = play({ report: { verdict: 'approve' }, exitCode: 2 }, review);
    expect(await outcome).toMatchObject({ kind: 'failed', why: expect.stringContaining('exit status 2') });
  });

  it.each([
    ['a verdict its stage does not know', { verdict: 'pass' }, 'approve, changes'],
    ['a wrong type', { verdict: 'approve', summary: 7 }, 'summary'],
    ['garbage', 'I approve!', 'not JSON'],
  ])('fails by %s, and says why', async (_what, report, why) => {
    const { outcome } = play({ report }, review);
    expect(await outcome).toMatchObject({ kind: 'failed', why: expect.stringContaining(why) });
  });

  it('treats its request as data: nothing in a title is run', async () => {
    const { request, outcome } = play({ write: { path: 'a', text: 'a' } });
    expect((await outcome).kind).toBe('completed');
    expect(existsSync(join(request.clonePath, 'injected'))).toBe(false);
  });
}

/** Where a plan's report stands before the program hands it back. */
export function writePlannedReport(plan: AgentPlan, folder: string): string {
  const path = join(folder, 'planned-report');
  writeFileSync(path, typeof plan.report === 'string' ? plan.report : JSON.stringify(plan.report ?? {}));
  return path;
}
