import { describe, expect, test } from 'vitest';
import { commitSignal, signalbox } from '../../src/workflow/commit.ts';
import { toPaySettings } from '../../src/workflow/context.ts';
import { leftUsd, listBudgets, suggestRaise } from '../../src/workflow/money.ts';
import { createTestContext, project } from '../support/context.ts';
import { describeTask, raiseBudget, steerTask, whyOverBudget } from './in-english.ts';
import { ada, claim, completed, find, jobOf, open, positionOf, settle, work } from './walk.ts';

const now = '2026-03-01 12:00:00.000';

async function createSpending({ task = 10, day = null }: { task?: number | null; day?: number | null } = {}) {
  const projects = [project({ budget: { task, day } })];
  const context = await createTestContext({ projects, gates: { pay: toPaySettings(projects, null) } });
  const { id } = open(context);
  const spend = (usd: number, taskId = id) =>
    context.database.db
      .prepare(`INSERT INTO agent_runs (task_id, agent, started_at, cost_usd) VALUES (?, 'analyst', ?, ?)`)
      .run(taskId, now, usd);
  const overBudget = () => {
    const why = whyOverBudget(context, find(context, id)) ?? '';
    return commitSignal(context, id, { type: 'overBudget', why }, { by: signalbox });
  };
  return {
    context,
    id,
    spend,
    overBudget,
    raise: (usd: number | null) => raiseBudget(context, id, usd, ada),
  };
}

describe('a budget', () => {
  test('of a task is its own, else that of its project', async () => {
    const { context, id, spend } = await createSpending();
    spend(4);
    expect(listBudgets(context, find(context, id))).toEqual([
      { scope: 'task', name: 'ET-001', spentUsd: 4, budgetUsd: 10 },
    ]);
    context.store.tasks.setBudget(id, 5);
    expect(leftUsd(context, find(context, id))).toBe(1);
  });

  test('that nobody set is none', async () => {
    const { context, id, spend } = await createSpending({ task: null });
    spend(1000);
    expect(leftUsd(context, find(context, id))).toBeNull();
    expect(whyOverBudget(context, find(context, id))).toBeNull();
  });

  test('of a day is what all tasks of the project spend from', async () => {
    const { context, id, spend } = await createSpending({ task: null, day: 6 });
    const other = open(context, 'Another').id;
    spend(2);
    spend(3, other);
    expect(leftUsd(context, find(context, id))).toBe(1);
    spend(1, other);
    expect(whyOverBudget(context, find(context, id))).toBe(
      'the budget of shop for today is used up: $6.00 of $6.00',
    );
  });
});

describe('a run that costs more than there is', () => {
  test('is stopped, and its card asks with sound: raise it, or cancel', async () => {
    const { context, id, spend, overBudget } = await createSpending();
    claim(context);
    spend(10.2);
    expect(overBudget()).toMatchObject({ kind: 'act' });
    expect(find(context, id)).toMatchObject({ stop_requested: 'budget' });
    settle(context, id, { kind: 'cancelled', why: 'the analyst was stopped' });
    expect(find(context, id)).toMatchObject({
      attention: 'budget',
      attention_text: 'The budget of this task is used up: $10.20 of $10.00.',
      stop_requested: null,
    });
    expect(describeTask(context, id)?.actions.map(({ kind, key }) => [kind, key])[0]).toEqual([
      'raise',
      '20',
    ]);
    expect(context.store.cards.find(id)).toMatchObject({ bump: 1 });
    expect(jobOf(context, id)).toMatchObject({ status: 'failed', attempts: 0 });
  });

  test('keeps the result it had just come to', async () => {
    const { context, id, spend, overBudget } = await createSpending();
    claim(context);
    spend(11);
    overBudget();
    settle(context, id, completed(), work);
    expect(positionOf(context, id)).toBe('analysis/publish');
    expect(find(context, id)).toMatchObject({ attention: null, stop_requested: null });
  });

  test('goes on when the budget is raised, and not before', async () => {
    const { context, id, spend, overBudget, raise } = await createSpending();
    claim(context);
    spend(11);
    overBudget();
    settle(context, id, { kind: 'cancelled', why: 'stopped' });
    const retried = steerTask(context, id, { type: 'retry', hint: '', by: ada }, ada);
    expect(retried).toEqual({ ok: false, text: 'The budget of this task is used up: $11.00 of $10.00.' });
    expect(raise(10.5)).toEqual({ ok: false, text: '$11.00 is spent already: name a larger sum.' });
    expect(raise(null)).toEqual({ ok: true, text: 'Ada raised the budget of the task to $20.00.' });
    expect(find(context, id)).toMatchObject({ attention: null, budget_usd: 20 });
    expect(jobOf(context, id)).toMatchObject({ status: 'queued' });
  });

  test('that waits for two budgets needs both', async () => {
    const { context, id, spend, overBudget, raise } = await createSpending({ task: 10, day: 10 });
    claim(context);
    spend(11);
    overBudget();
    settle(context, id, { kind: 'cancelled', why: 'stopped' });
    expect(raise(30)).toMatchObject({
      ok: false,
      text: expect.stringContaining('The budget of shop for today'),
    });
    expect(raise(null)).toMatchObject({ ok: true });
    expect(jobOf(context, id)).toMatchObject({ status: 'queued' });
    expect(claim(context)).toMatchObject({ task_id: id });
  });
});

test('a queued job waits for the next day when the money of this one is spent, and says so', async () => {
  const { context, id, spend } = await createSpending({ task: null, day: 5 });
  spend(5);
  expect(claim(context)).toBeUndefined();
  expect(describeTask(context, id)?.explanation).toMatchObject({
    code: 'budget',
    text: 'The budget of shop for today is spent: $5.00 of $5.00.',
    lifts: 'Goes on at 2026-03-02 00:00:00 UTC, or when it is raised: /budget ET-001 and US dollars.',
  });
  context.clock.set('2026-03-02T00:00:00Z');
  expect(claim(context)).toMatchObject({ task_id: id });
});

test('a task that asks for nothing may be given more to spend, which is on record', async () => {
  const { context, id, raise } = await createSpending();
  expect(raise(25)).toEqual({ ok: true, text: 'Ada raised the budget of the task to $25.00.' });
  expect(find(context, id)).toMatchObject({ budget_usd: 25, attention: null });
  expect(context.store.log.findLatest(id)).toMatchObject({
    who: 'Ada',
    why: 'Ada raised the budget of the task to $25.00',
  });
});

test.each([
  [0.5, 0.6, 1],
  [10, 10.2, 20],
  [50, 80, 110],
  [2, 2, 3],
])('a budget of %d, of which %d is spent, is offered to become %d', (budgetUsd, spentUsd, offered) => {
  const line = { scope: 'task', name: '', budgetUsd, spentUsd } as const;
  expect(suggestRaise(line)).toBe(offered);
});
