import { describe, expect, test } from 'vitest';
import type { AgentOutput } from '../../../src/agents/agent.ts';
import { emptyTranscript, type Transcript } from '../../../src/agents/cli/transcript.ts';
import { unknownUsage } from '../../../src/domain/report.ts';
import { chargeReported, chargeTold, chargeUnpriced } from '../../../src/workflow/runs/charge-run.ts';
import { createTestContext } from '../../support/context.ts';
import { open } from '../walk.ts';

const session = 'a-session';
const claude: AgentOutput = {
  readLine: (transcript) => transcript,
  resumable: true,
  costIsOfSession: true,
  usageIsOfSession: false,
  sessionLog: null,
};
const ended = { isError: false, reason: null, text: '', report: null };
const tokens = { inputTokens: 1000, outputTokens: 50, cacheReadTokens: 300, cacheCreationTokens: 200 };

async function createRuns(model = 'claude-opus-5-5') {
  const context = await createTestContext();
  const { id: taskId } = open(context);
  let count = 0;
  /** A run of the session that told this, from its row to its end. */
  const run = (told: Partial<Transcript>, output = claude) => {
    count += 1;
    const work = { name: `run-${count}`, folder: '/f', clone: '/c', startCommit: null, effort: null };
    const agent = { runner: 'claude', account: 'team', sessionId: session, resumes: null, model };
    const job = { jobId: null, effectId: null, agent: 'developer', stage: 'development' };
    const id = context.store.runs.begin({ taskId, ...job, ...work, ...agent }, '2026-03-01 12:00:00');
    const row = context.store.runs.find(id);
    if (row === undefined) throw new Error('the run is not there');
    const charge = chargeTold(context, row, output, {
      ...emptyTranscript,
      sessionId: session,
      model,
      usage: { ...unknownUsage, ...tokens },
      ...told,
    });
    const rest = { exitCode: 0, outcome: 'completed', summary: null, turns: null, fault: null };
    context.store.runs.end(
      id,
      { ...rest, charge, session: { id: session, isGone: false } },
      '2026-03-01 13:00:00',
    );
    return charge;
  };
  return { ...context, run, taskId };
}

describe('a run in a session whose cost is told for the whole of it', () => {
  test('is charged with what it added, so that nothing is counted twice', async () => {
    const { run, store, taskId } = await createRuns();
    expect(run({ toldCostUsd: 0.01, end: ended })).toMatchObject({ basis: 'told', sessionCostUsd: 0.01 });
    expect(run({ toldCostUsd: 0.03, end: ended }).usage.costUsd).toBeCloseTo(0.02, 9);
    expect(run({ toldCostUsd: 0.03, end: ended }).usage.costUsd).toBe(0);
    expect(store.spending.ofTask(taskId)).toBeCloseTo(0.03, 9);
  });

  test('that was killed before it told anything is reckoned by what others of its model came to', async () => {
    const { run } = await createRuns();
    run({ toldCostUsd: 0.01, end: ended });
    expect(run({ toldCostUsd: 0.01 })).toMatchObject({ basis: 'estimated', sessionCostUsd: null });
    expect(run({ toldCostUsd: null }).usage.costUsd).toBeCloseTo(0.01, 9);
    // The killed ones are in no later total: what the next one adds is its own.
    expect(run({ toldCostUsd: 0.02, end: ended }).usage.costUsd).toBeCloseTo(0.01, 9);
  });

  test('that was killed before anybody knew the price is reckoned once another has told', async () => {
    const { run, store, taskId, ...context } = await createRuns();
    expect(run({ toldCostUsd: null })).toMatchObject({ basis: null });
    run({ toldCostUsd: 0.01, end: ended });
    chargeUnpriced({ ...context, store }, 'claude-opus-5-5');
    expect(store.spending.ofTask(taskId)).toBeCloseTo(0.02, 9);
    expect(store.runs.listOfTask(taskId).map((row) => row.cost_basis)).toEqual(['estimated', 'told']);
  });

  test('that was stopped and still wrote its cost down is charged with that', async () => {
    const { run } = await createRuns();
    run({ toldCostUsd: 0.01, end: ended });
    expect(run({ toldCostUsd: 0.015 })).toMatchObject({ basis: 'told' });
    expect(run({ toldCostUsd: 0.02, end: ended }).usage.costUsd).toBeCloseTo(0.005, 9);
  });
});

test('counts that are told for the whole session are taken apart as well', async () => {
  const { run } = await createRuns('gpt-5');
  const codex = { ...claude, costIsOfSession: false, usageIsOfSession: true };
  run({ usage: { ...unknownUsage, ...tokens }, end: ended }, codex);
  run({ usage: unknownUsage }, codex);
  const doubled = { inputTokens: 2000, outputTokens: 100, cacheReadTokens: 300, cacheCreationTokens: 200 };
  expect(run({ usage: { ...unknownUsage, ...doubled }, end: ended }, codex).usage).toMatchObject({
    inputTokens: 1000,
    outputTokens: 50,
    cacheReadTokens: 0,
    cacheCreationTokens: 0,
  });
});

test('a CLI that tells no cost is reckoned by the configured price, else by none', async () => {
  const { run, ...context } = await createRuns('gpt-5');
  expect(run({ end: ended })).toMatchObject({ basis: null, usage: { costUsd: null } });
  const row = context.store.runs.findLatestOfRole(context.taskId, 'developer');
  const prices = { 'gpt-5': { input: 4, output: 20, cacheRead: 0.2, cacheCreation: 5 } };
  const told = { ...emptyTranscript, model: 'gpt-5', usage: { ...unknownUsage, ...tokens }, end: ended };
  const charge = row && chargeTold({ ...context, prices }, row, { ...claude, costIsOfSession: false }, told);
  expect(charge).toMatchObject({ basis: 'estimated' });
  expect(charge?.usage.costUsd).toBeCloseTo(0.006_06, 8);
});

test('what a program reports of itself is its word, or nobody knows', () => {
  expect(chargeReported({ ...unknownUsage, costUsd: 2 })).toMatchObject({ basis: 'told' });
  expect(chargeReported(unknownUsage)).toMatchObject({ basis: null });
});
