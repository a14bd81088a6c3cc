import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { emptyReport } from '../../../src/domain/report.ts';
import { createProjectIndex, toPaySettings } from '../../../src/workflow/context.ts';
import { finishRun } from '../../../src/workflow/runs/finish-run.ts';
import { createRunFollower } from '../../../src/workflow/runs/follow-runs.ts';
import { claimJob, startRun } from '../../../src/workflow/runs/start-run.ts';
import { createTestContext, project } from '../../support/context.ts';
import { until } from '../../support/until.ts';
import { raiseBudget, steerTask } from '../in-english.ts';
import { runsEnded, type TestRunContext } from '../run-context.ts';
import { ada, claim, find, jobOf, open, positionOf, settle, signal } from '../walk.ts';
import { answerLine, createSpokenContext, resultLine } from './spoken-cli.ts';

const writeBrd =
  'mkdir -p docs/work-items/$SIGNALBOX_TASK && echo "# BRD" >docs/work-items/$SIGNALBOX_TASK/01-brd.md';
const done = resultLine(0.02, { summary: 'written' });
const overspent = resultLine(0.5, null, {
  subtype: 'error_max_budget_usd',
  terminal_reason: 'budget_exhausted',
  is_error: true,
  result: undefined,
  errors: ['Reached maximum budget ($0.5)'],
});
const price = { 'claude-opus-5-5': { input: 4, output: 20, cacheRead: 0.2, cacheCreation: 5 } };

async function startNext(context: TestRunContext): Promise<void> {
  const job = claimJob(context);
  if (job === undefined) throw new Error('no job can be claimed');
  await startRun(context, job);
}

async function runNext(context: TestRunContext): Promise<void> {
  await startNext(context);
  await runsEnded(context);
}

const latestRun = (context: TestRunContext) => {
  const run = context.store.runs.listOfTask(1).at(-1);
  if (run === undefined) throw new Error('there is no run');
  return run;
};
const promptOf = (context: TestRunContext) =>
  readFileSync(join(latestRun(context).folder ?? '', 'prompt.md'), 'utf8');
const overBudget = { type: 'overBudget', why: 'the money is spent' } as const;
const cancelled = { kind: 'cancelled', why: 'the analyst was stopped' } as const;

describe('what the session had cost before', () => {
  test('is no cost of the run that goes on in it, not while it lives either', async () => {
    const base = await createSpokenContext(
      `say '${answerLine('m1', 'x')}'
       if [ -z "$resumed" ]; then kill -KILL $$; fi; while [ ! -e ../go ]; do sleep 0.05; done`,
    );
    const { agentOf } = base.tools;
    const countsSession: TestRunContext['tools']['agentOf'] = (settings) => {
      const agent = agentOf(settings);
      return agent.output === null
        ? agent
        : { ...agent, output: { ...agent.output, usageIsOfSession: true, costIsOfSession: false } };
    };
    const context = { ...base, prices: price, tools: { ...base.tools, agentOf: countsSession } };
    const { id } = open(context);
    await runNext(context);
    const first = context.store.spending.ofTask(id);
    context.clock.advance(60_000);
    await startNext(context);
    const follower = createRunFollower(context);
    await until('it has said something', async () => {
      context.clock.advance(5000);
      await follower.look();
      return latestRun(context).turns === 1;
    });
    expect(first).toBeGreaterThan(0);
    expect(latestRun(context)).toMatchObject({ input_tokens: 0, cost_usd: 0 });
    expect(context.store.spending.ofTask(id)).toBe(first);
    await context.live.cancel(latestRun(context).id);
    await runsEnded(context);
  });
});

describe('a run that is stopped for its price', () => {
  const waits = `say '${answerLine('m1', 'npm test')}'; while [ ! -e ../go ]; do sleep 0.05; done; ${writeBrd}; say '${done}'`;

  test('is told so when it goes on', async () => {
    const context = await createSpokenContext(
      `if [ -z "$resumed" ]; then ${waits}; fi; ${writeBrd}; say '${done}'`,
      { task: 1, day: null },
    );
    const { id } = open(context);
    await startNext(context);
    await until('it has said something', () =>
      readFileSync(join(latestRun(context).folder ?? '', 'stdout'), 'utf8').includes('npm test'),
    );
    context.store.runs.noteProgress(
      latestRun(context).id,
      {
        sessionId: null,
        step: null,
        turns: 1,
        usage: {
          inputTokens: 1,
          outputTokens: 1,
          cacheReadTokens: null,
          cacheCreationTokens: null,
          costUsd: 2,
          model: null,
        },
      },
      '2026-03-01 12:00:00',
    );
    signal(context, id, overBudget);
    await context.live.cancel(latestRun(context).id);
    await runsEnded(context);
    expect(find(context, id)).toMatchObject({ attention: 'budget' });
    expect(raiseBudget(context, id, 10, ada)).toMatchObject({ ok: true });
    await runNext(context);
    expect(promptOf(context)).toContain('The money for your work was used up');
    expect(positionOf(context, id)).toBe('analysis/publish');
  });

  test('keeps the result that it had told with its last word, before it was ended', async () => {
    const context = await createSpokenContext(`${writeBrd}; say '${done}'; while :; do sleep 0.05; done`, {
      task: 0.01,
      day: null,
    });
    const { id } = open(context);
    await startNext(context);
    const follower = createRunFollower(context);
    await until('it is to be stopped', async () => {
      context.clock.advance(5000);
      await follower.look();
      return find(context, id).stop_requested === 'budget';
    });
    await context.live.cancel(latestRun(context).id);
    await runsEnded(context);
    expect(positionOf(context, id)).toBe('analysis/publish');
    expect(find(context, id)).toMatchObject({ attention: null, stop_requested: null });
  });

  test('is not lost as a question: the person is asked that first', async () => {
    const { id, context } = await createPaying();
    claim(context);
    signal(context, id, overBudget);
    settle(context, id, { kind: 'question', question: 'Which currency?', report: emptyReport });
    expect(find(context, id)).toMatchObject({
      attention: 'question',
      attention_text: 'Which currency?',
      stop_requested: null,
    });
  });

  test('is not asked about again when the budget is raised before it has ended', async () => {
    const { id, context, spend } = await createPaying();
    claim(context);
    spend(11);
    signal(context, id, overBudget);
    expect(raiseBudget(context, id, 5, ada)).toMatchObject({ ok: false });
    expect(find(context, id)).toMatchObject({ stop_requested: 'budget' });
    expect(raiseBudget(context, id, 30, ada)).toEqual({
      ok: true,
      text: 'Ada raised the budget of the task to $30.00.',
    });
    expect(context.store.log.listOfTask(id).filter(({ who }) => who === 'Ada')).toHaveLength(2);
    settle(context, id, cancelled);
    expect(find(context, id)).toMatchObject({ attention: null, stop_requested: null });
    expect(jobOf(context, id)).toMatchObject({ status: 'queued', attempts: 0 });
  });
});

describe('a CLI that stops at the budget its run began with', () => {
  test('goes on in its session when more was granted meanwhile', async () => {
    const context = await createSpokenContext(
      `if [ -n "$resumed" ]; then ${writeBrd}; say '${done}'; exit 0; fi
       while [ ! -e ../go ]; do sleep 0.05; done; say '${answerLine('m1', 'x')}'; say '${overspent}'; exit 1`,
      { task: 0.5, day: null },
    );
    const { id } = open(context);
    await startNext(context);
    expect(raiseBudget(context, id, 3, ada)).toMatchObject({ ok: true });
    writeFileSync(join(latestRun(context).clone ?? '', '..', 'go'), '');
    await runsEnded(context);
    expect(jobOf(context, id)).toMatchObject({ status: 'queued', outcome: 'overBudget', attempts: 0 });
    await runNext(context);
    expect(latestRun(context)).toMatchObject({ resumes: 1, outcome: 'completed' });
  });

  test('is asked about the second time, whatever our sums say', async () => {
    const { id, context } = await createPaying();
    for (const attention of [null, 'budget']) {
      claim(context);
      settle(context, id, { kind: 'overBudget', why: 'Reached maximum budget ($1)' });
      expect(find(context, id).attention).toBe(attention);
    }
  });
});

test('what an account meets holds the account that its run worked with, whatever the settings say by now', async () => {
  const context = await createSpokenContext('while :; do sleep 0.05; done');
  const { id } = open(context);
  await startNext(context);
  const [shop] = context.projects.all;
  const analyst = shop?.roles.analyst;
  if (shop === undefined || analyst == null || !('account' in analyst)) throw new Error('no account');
  const renamed = { ...shop, roles: { ...shop.roles, analyst: { ...analyst, account: 'spare' } } };
  const later = { ...context, projects: createProjectIndex([renamed]) };
  const refused = { kind: 'misconfigured', of: 'account', why: 'no', mend: 'Set another.' } as const;
  const { id: runId } = latestRun(context);
  await finishRun(later, runId, { reason: 'exited', exitCode: 1 }, refused);
  expect(context.store.accounts.listActive('2026-01-01')).toMatchObject([{ account: 'team' }]);
  expect(find(context, id)).toMatchObject({ attention: 'misconfigured' });
  await context.live.cancel(runId);
  await context.live.idle();
});

test('a fault that came too often counts from nothing again when a person has it tried again', async () => {
  const context = await createTestContext();
  const { id } = open(context);
  const fail = () => {
    const job = claim(context);
    context.database.db
      .prepare(
        `INSERT INTO agent_runs (task_id, job_id, agent, started_at, finished_at, fault) VALUES (?, ?, 'analyst', ?, ?, 'lost: gone')`,
      )
      .run(id, job?.id, '2026-03-01 12:00:00', '2026-03-01 12:00:01');
    settle(context, id, { kind: 'lost', why: 'gone', began: true });
    context.clock.advance(3_600_000);
  };
  for (const attention of [null, null, 'failed']) {
    fail();
    expect(find(context, id).attention).toBe(attention);
  }
  steerTask(context, id, { type: 'retry', hint: '', by: ada }, ada);
  for (const attention of [null, null, 'failed']) {
    fail();
    expect(find(context, id).attention).toBe(attention);
  }
});

test('a limit whose reset is past is not tried again without end', async () => {
  const context = await createTestContext();
  const { id } = open(context);
  claim(context);
  settle(context, id, { kind: 'usageLimit', why: 'no', until: new Date('2026-03-01T11:00:00Z') });
  expect(claim(context)).toBeUndefined();
  expect(jobOf(context, id)).toMatchObject({ status: 'queued', attempts: 0 });
});

test('a job without a task is paid for by the first project of its repository', async () => {
  const { context } = await createPaying({ task: null, day: 5 });
  const { lastInsertRowid: jobId } = context.database.db
    .prepare(`INSERT INTO jobs (agent, repo, status) VALUES ('developer', 'shop', 'done')`)
    .run();
  context.database.db
    .prepare(
      `INSERT INTO agent_runs (job_id, agent, started_at, cost_usd) VALUES (?, 'developer', '2026-03-01 12:00:00', 5)`,
    )
    .run(jobId);
  expect(context.store.holds.listBudgets(context.gates.pay, '2026-03-01 12:00:00')).toMatchObject([
    { scope: 'shop', spentUsd: 5 },
  ]);
});

async function createPaying(budget: { task: number | null; day: number | null } = { task: 10, day: null }) {
  const projects = [project({ budget })];
  const context = await createTestContext({ projects, gates: { pay: toPaySettings(projects, null) } });
  const { id } = open(context);
  const spend = (usd: number) =>
    context.database.db
      .prepare(`INSERT INTO agent_runs (task_id, agent, started_at, cost_usd) VALUES (?, 'analyst', ?, ?)`)
      .run(id, '2026-03-01 12:00:00.000', usd);
  return { context, id, spend };
}
