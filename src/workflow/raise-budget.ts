import { costPhrase } from '../domain/amounts.ts';
import { type Phrase, phrase, type Said } from '../domain/phrase.ts';
import type { Actor } from '../domain/signal.ts';
import type { TaskRow } from '../store/tasks.ts';
import { toStoredTime } from '../stored-time.ts';
import { commitSignal } from './commit.ts';
import type { Context } from './context.ts';
import { type BudgetLine, isOver, listBudgets, suggestRaise } from './money.ts';
import type { Steered } from './steer-task.ts';

type Raise = { line: BudgetLine; toUsd: number };

/**
 * Lets a task spend more. `usd` is what its own budget becomes, or, when only a day's budget is used up, that one; null
 * takes what was offered for each that is used up. What waited for the money goes on.
 */
export function raiseBudget(context: Context, taskId: number, usd: number | null, by: Actor): Steered {
  const task = context.store.tasks.find(taskId);
  if (task === undefined) return { ok: false, text: phrase('steer-task-unknown') };
  const raises = chooseRaises(listBudgets(context, task), usd);
  if ('id' in raises) return { ok: false, text: raises };
  const why = phrase('why-raised', { who: by.who, raises: raises.map(toClause) });
  return context.store.transaction(() => {
    for (const { line, toUsd } of raises) write(context, task, line, toUsd, by);
    context.store.cards.touchQueued();
    const decision = commitSignal(context, taskId, { type: 'raised', why, by }, { by });
    const wasAsked = task.attention === 'budget';
    // It goes on as before and only may spend more, which is to be on record all the same.
    if (!wasAsked && decision.kind === 'stay') note(context, task, decision.why, by);
    return { ok: decision.kind === 'act' || !wasAsked, text: phrase('steer-clause', { why: decision.why }) };
  });
}

/** Which budgets become what, or why none does. */
function chooseRaises(lines: readonly BudgetLine[], usd: number | null): Raise[] | Phrase {
  const over = lines.filter(isOver);
  if (usd === null) {
    if (over.length === 0) return phrase('steer-no-budget-used');
    return over.map((line) => ({ line, toUsd: suggestRaise(line) }));
  }
  const own = lines.find(({ scope }) => scope === 'task') ?? none;
  const isOwnMeant = over.length === 0 || over.some(({ scope }) => scope === 'task');
  const line = isOwnMeant ? own : (over[0] ?? own);
  if (usd <= line.spentUsd) return phrase('steer-spent-already', { sum: costPhrase(line.spentUsd) });
  return [{ line, toUsd: usd }];
}

const none: BudgetLine = { scope: 'task', name: '', spentUsd: 0, budgetUsd: 0 };

function note({ store, clock }: Context, task: TaskRow, why: Said, by: Actor): void {
  store.log.append({ taskId: task.id, from: null, to: null, why, by }, toStoredTime(clock.now()));
  store.cards.touch(task.id);
}

function toClause({ line: { scope, name: project }, toUsd }: Raise): Phrase {
  const sum = costPhrase(toUsd);
  switch (scope) {
    case 'task':
      return phrase('why-raised-task', { sum });
    case 'project':
      return phrase('why-raised-project', { project, sum });
    case 'all':
      return phrase('why-raised-all', { sum });
  }
}

function write({ store, clock }: Context, task: TaskRow, line: BudgetLine, usd: number, by: Actor): void {
  if (line.scope === 'task') {
    store.tasks.setBudget(task.id, usd);
    return;
  }
  const now = toStoredTime(clock.now());
  const scope = line.scope === 'all' ? '*' : line.name;
  store.spending.raise({ day: now.slice(0, 'YYYY-MM-DD'.length), scope, usd, who: by.who }, now);
}
