import type { Actor, Signal } from '../domain/signal.ts';
import type { TaskAction, TaskView } from '../domain/task-view.ts';
import type { PressedAction } from '../telegram/callback-data.ts';
import type { Context } from '../workflow/context.ts';
import { raiseBudget } from '../workflow/raise-budget.ts';
import { restartTask } from '../workflow/restart-task.ts';
import { answerApproval, type Steered, steerTask, whyClosed } from '../workflow/steer-task.ts';

type Press = { context: Context; view: TaskView; key: string; by: Actor };

/** Does what a card's button stands for, if that still is what the person saw; says what is true, where nothing follows that does. */
export function pressAction(
  context: Context,
  view: TaskView,
  { kind, key }: PressedAction,
  by: Actor,
): Steered {
  return presses[kind]({ context, view, key, by });
}

const presses: Record<PressedAction['kind'], (press: Press) => Steered> = {
  approve: ({ context, key, by }) => answerApproval(context, key, { decision: 'approved' }, by),
  changes: pressChanges,
  stop: (press) => {
    if (String(press.view.run?.id) !== press.key) return { ok: false, text: 'That run has ended.' };
    return steer(press, { type: 'stop', by: press.by });
  },
  retry: (press) => steerIfCurrent(press, 'retry', { type: 'retry', hint: '', by: press.by }),
  answer: (press) => (isCurrent(press, 'answer') ? goesOn : outOfDate),
  // There is no way back from it, so the button only asks; the second press does it.
  cancel: (press) => (isCurrent(press, 'cancel') ? goesOn : outOfDate),
  confirm: (press) => steerIfCurrent(press, 'cancel', { type: 'cancel', by: press.by }),
  keep: () => goesOn,
  degrade: (press) => {
    const reason = `declared by ${press.by.who}`;
    return steerIfCurrent(press, 'degrade', { type: 'degraded', reason, by: press.by });
  },
  raise: (press) => {
    if (!isCurrent(press, 'raise')) return outOfDate;
    return raiseBudget(press.context, press.view.id, null, press.by);
  },
  restart: (press) =>
    isCurrent(press, 'restart') ? restartTask(press.context, press.view.id, press.by) : outOfDate,
};

const outOfDate: Steered = { ok: false, text: 'Out of date.' };
/** Changes nothing yet: another question follows. */
const goesOn: Steered = { ok: true, text: '' };

/** The words of a person to the question of an agent, if that question still stands. */
export function answerQuestion(press: Press, words: string): Steered {
  return steerIfCurrent(press, 'answer', { type: 'retry', hint: words, by: press.by });
}

function steerIfCurrent(press: Press, kind: TaskAction['kind'], signal: Signal): Steered {
  return isCurrent(press, kind) ? steer(press, signal) : outOfDate;
}

function isCurrent({ view, key }: Press, kind: TaskAction['kind']): boolean {
  return isShown(view, { kind, key });
}

/** Whether the card still has this very button. */
export function isShown({ actions }: TaskView, { kind, key }: PressedAction): boolean {
  return actions.some((shown) => shown.kind === kind && shown.key === key);
}

function steer({ context, view, by }: Press, signal: Signal): Steered {
  return steerTask(context, view.id, signal, by);
}

function pressChanges({ context, view, key }: Press): Steered {
  if (view.approval?.nonce === key) return goesOn;
  return { ok: false, text: whyClosed(context, key) ?? `Nothing changed: ${view.explanation.text}` };
}
