import { Composer } from 'grammy';
import { costPhrase, formatBudget, parseSum } from '../domain/amounts.ts';
import { type MessageId, type Phrase, phrase, type Said } from '../domain/phrase.ts';
import type { TaskView } from '../domain/task-view.ts';
import type { Translator } from '../locale/translator.ts';
import { oneLine } from '../telegram/formatted.ts';
import type { Context } from '../workflow/context.ts';
import { type BudgetLine, isOver, listBudgets } from '../workflow/money.ts';
import { raiseBudget } from '../workflow/raise-budget.ts';
import { answer, answerOutcome, decline } from './answer.ts';
import { actorOf, type BotContext } from './bot-context.ts';
import { onCommand } from './commands.ts';
import { pickTask, type Wanted } from './pick-task.ts';

const wanted: Wanted = {
  command: 'budget',
  what: 'open',
  fits: ({ ended }: TaskView) => !ended,
  takesOnly: true,
  freeText: true,
};

/** The twin of the button that raises: with a sum it sets, without one it shows. */
export function createBudget(context: Context): Composer<BotContext> {
  const composer = new Composer<BotContext>();
  onCommand(composer, 'budget', (ctx, typed) => {
    const picked = pickTask(context, wanted, typed);
    if ('problem' in picked) return decline(ctx, picked.problem);
    const { view, rest } = picked;
    if (rest === '') return answer(ctx, listLines(context, ctx.translator, view));
    const usd = parseSum(rest);
    if (usd === undefined) {
      return decline(ctx, phrase('cost-no-sum', { typed: oneLine(rest, 40), task: view.workItemId }));
    }
    answerOutcome(ctx, raiseBudget(context, view.id, usd, actorOf(ctx)), view.workItemId);
  });
  return composer;
}

function listLines(context: Context, { t, say }: Translator, { id, workItemId }: TaskView): string {
  const task = context.store.tasks.find(id);
  if (task === undefined) return t('bot-task-gone');
  const lines = listBudgets(context, task);
  const own = lines.some(({ scope }) => scope === 'task')
    ? []
    : [t('cost-budget-none', { spent: spent(context.store.spending.ofTask(id)) })];
  return [
    t('cost-budget-head', { task: workItemId }),
    ...own,
    ...lines.map((line) => say(lineOf(line))),
    t('cost-budget-advice', { task: workItemId }),
  ].join('\n');
}

const whose = {
  task: 'cost-budget-task',
  project: 'cost-budget-project',
  all: 'cost-budget-all',
} as const satisfies Record<BudgetLine['scope'], MessageId>;

function lineOf(line: BudgetLine): Phrase {
  const args = {
    whose: phrase(whose[line.scope], { project: line.name }),
    spent: spent(line.spentUsd),
    budget: formatBudget(line.budgetUsd),
  };
  return isOver(line) ? phrase('cost-budget-over', args) : phrase('cost-budget-line', args);
}

function spent(usd: number): Said {
  return usd === 0 ? '$0' : costPhrase(usd);
}
