import { expect, test } from 'vitest';
import type { Project } from '../../src/domain/project.ts';
import type { TaskAction } from '../../src/domain/task-view.ts';
import { encodeAction } from '../../src/telegram/callback-data.ts';
import { countCodePoints } from '../../src/telegram/formatted.ts';
import { describeTask } from '../../src/workflow/describe-task.ts';
import {
  approver,
  begin,
  createBench,
  createTestBot,
  end,
  group,
  open,
  operator,
  project,
  signal,
  toast,
  viewer,
} from './bench.ts';

const cardId = 40;

/** SHOP-001 spent three dollars of what it may, and was stopped for it. */
function setUp(budget: Project['budget'] = { task: 2, day: null }) {
  const bench = createBench({ projects: [project('shop', { budget })] });
  const { taskId } = open(bench);
  end(bench, begin(bench, taskId, { model: 'opus' }), { costUsd: 3, inputTokens: 40_000, outputTokens: 900 });
  signal(bench, taskId, {
    type: 'runSettled',
    outcome: { kind: 'overBudget', why: 'the budget of $2 is used up' },
    work: null,
  });
  return { bench, store: bench.store, taskId, ...createTestBot(bench) };
}

function actions({ bench, taskId }: ReturnType<typeof setUp>): TaskAction[] {
  return describeTask(bench.context, taskId)?.actions ?? [];
}

test('where the money is spent, the card offers to raise it to a named sum, or to cancel', () => {
  const all = setUp();
  expect(all.store.tasks.find(all.taskId)?.attention).toBe('budget');
  expect(actions(all)).toEqual([
    { kind: 'raise', key: '4' },
    { kind: 'cancel', key: expect.stringMatching(/^\d+$/) },
  ]);
});

test('a press raises it, the task goes on, and an older press hears that it is out of date', async () => {
  const all = setUp();
  const { bench, store, taskId, press } = all;
  const data = encodeAction({ kind: 'raise', key: '4' }, taskId);
  const refused = toast(await press({ from: approver, chat: group }, data, cardId));
  expect(refused).toMatchObject({ text: expect.stringContaining('takes the role operator'), alert: true });
  const done = toast(await press({ from: operator, chat: group }, data, cardId));
  expect(done).toEqual({
    text: 'User13 (13) raised the budget of the task to $4.00.',
    alert: false,
  });
  expect(store.tasks.find(taskId)).toMatchObject({ budget_usd: 4, attention: null });
  expect(describeTask(bench.context, taskId)?.budgetUsd).toBe(4);
  expect(toast(await press({ from: operator, chat: group }, data, cardId))).toEqual({
    text: 'Out of date.',
    alert: true,
  });
});

test('/budget shows what a task spends from, and raises it by any way to type a sum', async () => {
  const { store, taskId, say } = setUp({ task: 2, day: 50 });
  const [lines = ''] = await say({ from: operator }, '/budget SHOP-001');
  expect(lines.split('\n').slice(0, 3)).toEqual([
    'What SHOP-001 spends from:',
    '• the task: $3.00 of $2, used up',
    '• shop today: $3.00 of $50',
  ]);
  expect(await say({ from: operator }, '/budget SHOP-001 a lot')).toEqual([
    'a lot is no sum of US dollars. Say /budget SHOP-001 20, or 20.50, or $20.',
  ]);
  expect(await say({ from: operator }, '/budget SHOP-001 2.50')).toEqual([
    'SHOP-001: $3.00 is spent already: name a larger sum.',
  ]);
  expect(await say({ from: operator }, '/budget $20.50')).toEqual([
    'SHOP-001: User13 (13) raised the budget of the task to $20.50.',
  ]);
  expect(store.tasks.find(taskId)).toMatchObject({ budget_usd: 20.5, attention: null });
});

test('/budget of a task without a limit says so', async () => {
  const bench = createBench();
  open(bench);
  const { say } = createTestBot(bench);
  const [lines] = await say({ from: operator }, '/budget');
  expect(lines).toContain('• the task: $0, no limit');
});

test('a used-up day holds the jobs of its project, and the queue and the card say what lifts it', async () => {
  const all = setUp({ task: null, day: 2 });
  const { bench, taskId, say } = all;
  expect(actions(all).map(({ kind }) => kind)).toEqual(['raise', 'cancel']);
  open(bench, 'Second');
  const [queue = ''] = await say({ from: viewer }, '/queue');
  expect(queue).toContain('Budgets used up\n• shop today: $3.00 of $2');
  expect(queue).toContain('SHOP-002 The budget of shop for today is spent');
  const waiting = describeTask(bench.context, taskId + 1);
  expect(waiting).toMatchObject({ explanation: { code: 'budget' }, actions: [{ kind: 'raise', key: '4' }] });
  expect(await say({ from: operator }, '/budget SHOP-002 30')).toEqual([
    'SHOP-002: User13 (13) raised the budget of shop for today to $30.00.',
  ]);
  expect(describeTask(bench.context, taskId + 1)?.explanation.code).toBe('ready');
});

test('the day after, a task that was stopped for the budget of the day is only tried again', () => {
  const all = setUp({ task: null, day: 2 });
  all.bench.time.now = new Date('2026-05-05T08:00:00Z');
  expect(actions(all).map(({ kind }) => kind)).toEqual(['retry', 'cancel']);
});

test('an account that cannot be used is in the queue with what mends it', async () => {
  const { store, say } = setUp();
  const now = '2026-05-04 12:00:00.000';
  const fault = {
    account: 'main',
    kind: 'fault',
    why: 'the key is wrong',
    mend: 'Set a new key.',
    until: null,
  } as const;
  store.accounts.hold(fault, now);
  store.accounts.hold(
    { account: 'other', kind: 'limit', why: 'five hours', mend: '', until: '2026-05-04 15:00:00.000' },
    now,
  );
  const [queue = ''] = await say({ from: viewer }, '/queue');
  expect(queue).toContain('• main: the key is wrong · 2026-05-04 12:00 UTC → Set a new key.');
  expect(queue).toContain('• other: five hours · 2026-05-04 12:00 UTC → resets 2026-05-04 15:00 UTC');
});

test('/cost tells what was spent, by what it was spent on, in one message', async () => {
  const { say, calls } = setUp();
  const [text = ''] = await say({ from: viewer }, '/cost');
  expect(text.split('\n\n')).toEqual([
    'Costs\nToday: $3.00 · 40k/900 tokens · 1 run\nLast 30 days: $3.00 · 40k/900 tokens · 1 run',
    'By task\nSHOP-001  $3.00  40k/900',
    'By repository\nshop  $3.00  40k/900',
    'By day\n05-04  $3.00  40k/900',
    'By role\nanalyst  $3.00  40k/900',
    'By model\nopus  $3.00  40k/900',
  ]);
  const types = ((calls.at(-1)?.payload['entities'] ?? []) as { type: string }[]).map(({ type }) => type);
  expect(types.filter((type) => type === 'pre')).toHaveLength(5);
});

test('/cost takes a period or a task, and says so to anything else', async () => {
  const { bench, say } = setUp();
  expect((await say({ from: viewer }, '/cost today'))[0]).not.toContain('By day');
  expect((await say({ from: viewer }, '/cost WEEK'))[0]).toContain('Last 7 days: $3.00');
  const [ofTask = ''] = await say({ from: viewer }, '/cost shop-001');
  expect(ofTask).toMatch(/^Costs of SHOP-001\nIn all: \$3\.00/);
  expect(ofTask).toContain('By model');
  expect(ofTask).not.toContain('By task');
  expect(await say({ from: viewer }, '/cost yesterday')).toEqual([
    'I know no task yesterday. Say /cost, /cost today, /cost week, /cost month, or /cost and an ID.',
  ]);
  bench.time.now = new Date('2026-05-05T08:00:00Z');
  expect(await say({ from: viewer }, '/cost today')).toEqual(['Costs\nToday: nothing']);
});

test('/cost counts what is not known, marks what is guessed, and stays within one message', async () => {
  const { bench, store, say } = setUp();
  for (let n = 0; n < 40; n += 1) {
    const { taskId } = open(bench, `Task ${n}`);
    bench.context.gates.slots = 100;
    const run = begin(bench, taskId, { model: `a-model-with-a-long-name-${n}` });
    store.runs.noteProgress(
      run,
      {
        sessionId: null,
        step: null,
        turns: 1,
        usage: {
          inputTokens: 10,
          outputTokens: 5,
          cacheReadTokens: null,
          cacheCreationTokens: null,
          costUsd: 0.5,
          model: null,
        },
      },
      '2026-05-04 12:00:00.000',
    );
  }
  const { taskId } = open(bench, 'Silent');
  end(bench, begin(bench, taskId));
  const [text = ''] = await say({ from: viewer }, '/cost');
  expect(text).toContain('Today: ≈ $23.00 · 40.4k/1.1k tokens · 42 runs · 1 run of unknown cost');
  expect(text).toContain('… and 36 more');
  expect(text).toContain('≈ where a part is our estimate');
  expect(countCodePoints(text)).toBeLessThan(4096);
  const rows = text.split('\n').filter((line) => line.includes('  ≈ $'));
  expect(Math.max(...rows.map((row) => row.length))).toBeLessThanOrEqual(40);
});
