import { Composer } from 'grammy';
import { formatBudget, formatCost, parseSum } from '../domain/amounts.ts';
import type { TaskView } from '../domain/task-view.ts';
import { oneLine } from '../telegram/formatted.ts';
import type { Context } from '../workflow/context.ts';
import { type BudgetLine, isOver, listBudgets } from '../workflow/money.ts';
import { raiseBudget } from '../workflow/raise-budget.ts';
import { answer } from './answer.ts';
import { actorOf, type BotContext } from './bot-context.ts';
import { onCommand } from './commands.ts';
import { pickTask, type Wanted } from './pick-task.ts';

const wanted: Wanted = {
  command: 'budget',
  what: 'is open',
  fits: ({ ended }: TaskView) => !ended,
  takesOnly: true,
  freeText: true,
};

/** The twin of the button that raises: with a sum it sets, without one it shows. */
export function createBudget(context: Context): Composer<BotContext> {
  const composer = new Composer<BotContext>();
  onCommand(composer, 'budget', (ctx, typed) => {
    const picked = pickTask(context, wanted, typed);
    if ('problem' in picked) return answer(ctx, picked.problem);
    const { view, rest } = picked;
    if (rest === '') return answer(ctx, listLines(context, view));
    const usd = parseSum(rest);
    if (usd === undefined) {
      const example = `/budget ${view.workItemId} 20`;
      return answer(ctx, `${oneLine(rest, 40)} is no sum of US dollars. Say ${example}, or 20.50, or $20.`);
    }
    answer(ctx, `${view.workItemId}: ${raiseBudget(context, view.id, usd, actorOf(ctx)).text}`);
  });
  return composer;
}

function listLines(context: Context, { id, workItemId }: TaskView): string {
  const task = context.store.tasks.find(id);
  if (task === undefined) return 'That task is not known any more.';
  const lines = listBudgets(context, task);
  const own = lines.some(({ scope }) => scope === 'task')
    ? []
    : [`• the task: ${spent(context.store.spending.ofTask(id))}, no limit`];
  return [
    `What ${workItemId} spends from:`,
    ...own,
    ...lines.map(lineOf),
    `/budget ${workItemId} and a sum of US dollars sets the task's, or raises the one of today that is used up.`,
  ].join('\n');
}

function lineOf(line: BudgetLine): string {
  const whose = { task: 'the task', project: `${line.name} today`, all: 'all projects today' }[line.scope];
  return `• ${whose}: ${spent(line.spentUsd)} of ${formatBudget(line.budgetUsd)}${isOver(line) ? ', used up' : ''}`;
}

function spent(usd: number): string {
  return usd === 0 ? '$0' : formatCost(usd);
}
