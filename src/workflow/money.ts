import { costPhrase } from '../domain/amounts.ts';
import { type Phrase, phrase, type Said } from '../domain/phrase.ts';
import type { TaskRow } from '../store/tasks.ts';
import { toStoredTime } from '../stored-time.ts';
import type { Context } from './context.ts';

type Paying = Pick<Context, 'store' | 'clock' | 'gates' | 'projects'>;

/** One limit that a task spends from. US dollars. */
export type BudgetLine = {
  scope: 'task' | 'project' | 'all';
  name: string;
  spentUsd: number;
  budgetUsd: number;
};

/** Every budget a task spends from: its own, that of its project for the day, that of all projects for the day. */
export function listBudgets({ store, clock, gates, projects }: Paying, task: TaskRow): BudgetLine[] {
  const project = projects.findForTask(task);
  const own = task.budget_usd ?? project?.budget.task ?? null;
  const name = project?.name.toLowerCase() ?? '';
  const ofDay = store.holds
    .listBudgets(gates.pay, toStoredTime(clock.now()))
    .filter(({ scope }) => scope === '*' || scope === name)
    .map(({ scope, spentUsd, budgetUsd }): BudgetLine => {
      return { scope: scope === '*' ? 'all' : 'project', name: scope, spentUsd, budgetUsd };
    });
  if (own === null) return ofDay;
  const spentUsd = store.spending.ofTask(task.id);
  return [
    { scope: 'task', name: task.work_item_id ?? `task ${task.id}`, spentUsd, budgetUsd: own },
    ...ofDay,
  ];
}

export function isOver({ spentUsd, budgetUsd }: Pick<BudgetLine, 'spentUsd' | 'budgetUsd'>): boolean {
  return spentUsd >= budgetUsd;
}

/** Which budgets are used up, in a clause; null: none is. */
export function whyOverBudget(context: Paying, task: TaskRow): Said | null {
  const [first, ...more] = listBudgets(context, task).filter(isOver).map(toClause);
  if (first === undefined) return null;
  return more.reduce((why, next) => phrase('why-and', { why, next }), first);
}

function toClause({ scope, name: project, spentUsd, budgetUsd }: BudgetLine): Phrase {
  const sums = { spent: costPhrase(spentUsd), budget: costPhrase(budgetUsd) };
  switch (scope) {
    case 'task':
      return phrase('why-budget-task', sums);
    case 'project':
      return phrase('why-budget-project', { project, ...sums });
    case 'all':
      return phrase('why-budget-all', sums);
  }
}

/** What the task can still cost before one of its budgets is used up; null: there is none. */
export function leftUsd(context: Paying, task: TaskRow): number | null {
  const left = listBudgets(context, task).map(({ spentUsd, budgetUsd }) => Math.max(0, budgetUsd - spentUsd));
  return left.length === 0 ? null : Math.min(...left);
}

/** The round sum a used-up budget is offered to be raised to: at least half as much again as it was. */
export function suggestRaise({ spentUsd, budgetUsd }: BudgetLine): number {
  const wanted = Math.max(spentUsd, budgetUsd) + budgetUsd / 2;
  const step = wanted < 10 ? 1 : wanted < 100 ? 5 : 10;
  return Math.ceil(wanted / step) * step;
}
