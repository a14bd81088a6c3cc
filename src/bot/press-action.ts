import { phrase } from '../domain/phrase.ts';
import type { Actor, Signal } from '../domain/signal.ts';
import type { TaskAction, TaskView } from '../domain/task-view.ts';
import type { PressedAction } from '../telegram/callback-data.ts';
import { type Answered, answerApproval, refuseClosed } from '../workflow/answer-approval.ts';
import { dropPredecessor, followPredecessor } from '../workflow/change-dependencies.ts';
import type { Context } from '../workflow/context.ts';
import { raiseBudget } from '../workflow/raise-budget.ts';
import { restartTask } from '../workflow/restart-task.ts';
import { type Steered, steerTask } from '../workflow/steer-task.ts';

type Press = { context: Context; view: TaskView; key: string; by: Actor };

/** Does what a card's button stands for, if that still is what the person saw; says what is true, where nothing follows that does. */
export function pressAction(
  context: Context,
  view: TaskView,
  { kind, key }: PressedAction,
  by: Actor,
): Answered {
  return presses[kind]({ context, view, key, by });
}

const presses: Record<PressedAction['kind'], (press: Press) => Answered> = {
  approve: ({ context, key, by }) => answerApproval(context, key, { decision: 'approved' }, by),
  changes: pressChanges,
  // An old request is shown as the latest one, which is what there is to read.
  open: ({ context, view, key }) => {
    const closed = refuseClosed(context, key);
    if (view.approval === null) return closed ?? nothingChanged(view);
    return { ok: true, text: closed?.text ?? '' };
  },
  show: () => goesOn,
  without: (press) => {
    if (!isCurrent(press, 'without')) return outOfDate;
    return dropPredecessor(press.context, press.view.id, Number(press.key), press.by);
  },
  follow: (press) => {
    if (!isCurrent(press, 'follow')) return outOfDate;
    return followPredecessor(press.context, press.view.id, Number(press.key.split('-')[1]), press.by);
  },
  stop: (press) => {
    if (String(press.view.run?.id) !== press.key) return { ok: false, text: phrase('bot-run-ended') };
    return steer(press, { type: 'stop', by: press.by });
  },
  retry: (press) => steerIfCurrent(press, 'retry', { type: 'retry', hint: '', by: press.by }),
  answer: (press) => (isCurrent(press, 'answer') ? goesOn : outOfDate),
  unfreeze: (press) => (isCurrent(press, 'unfreeze') ? goesOn : outdated(press)),
  cancel: pressCancel,
  confirm: pressConfirm,
  keep: ({ context, view }) => {
    context.store.cards.setMenu(view.id, null);
    context.nudge();
    return goesOn;
  },
  degrade: (press) => {
    const reason = phrase('bot-declared-by', { who: press.by.who });
    return steerIfCurrent(press, 'degrade', { type: 'degraded', reason, by: press.by });
  },
  rollback: (press) =>
    isCurrent(press, 'rollback') ? steer(press, { type: 'rollback', by: press.by }) : outdated(press),
  withdraw: pressWithdraw,
  raise: (press) => {
    if (!isCurrent(press, 'raise')) return outOfDate;
    return raiseBudget(press.context, press.view.id, null, press.by);
  },
  restart: (press) =>
    isCurrent(press, 'restart') ? restartTask(press.context, press.view.id, press.by) : outOfDate,
};

const outOfDate: Steered = { ok: false, text: phrase('bot-out-of-date') };
/** Changes nothing yet: another question follows. */
const goesOn: Steered = { ok: true, text: '' };

/** The words of a person to the question of an agent, if that question still stands. */
export function answerQuestion(press: Press, words: string): Steered {
  return steerIfCurrent(press, 'answer', { type: 'retry', hint: words, by: press.by });
}

/** There is no way back from it, so the button only asks; the second press does it. */
function pressCancel(press: Press): Steered {
  if (!isCurrent(press, 'cancel')) return outOfDate;
  press.context.store.cards.setMenu(press.view.id, `cancel:${press.key}`);
  press.context.nudge();
  return goesOn;
}

function pressConfirm(press: Press): Steered {
  const outcome = steerIfCurrent(press, 'cancel', { type: 'cancel', by: press.by });
  press.context.store.cards.setMenu(press.view.id, null);
  return outcome;
}

/** Whatever has become of the rollback it was shown for is told, unless another one was asked for since. */
function pressWithdraw(press: Press): Steered {
  const { context, view, key, by } = press;
  const latest = context.store.rollbacks.findOfTask(view.id);
  return latest !== undefined && String(latest.id) === key
    ? steer(press, { type: 'withdraw', by })
    : outOfDate;
}

function steerIfCurrent(press: Press, kind: PressedAction['kind'], signal: Signal): Steered {
  return isCurrent(press, kind) ? steer(press, signal) : outOfDate;
}

function isCurrent({ view, key }: Press, kind: PressedAction['kind']): boolean {
  return isShown(view, { kind, key });
}

/** Whether the card still has this very button. */
export function isShown(
  { actions }: TaskView,
  { kind, key }: Pick<TaskAction, 'key'> & { kind: string },
): boolean {
  return actions.some((shown) => shown.kind === kind && shown.key === key);
}

function steer({ context, view, by }: Press, signal: Signal): Steered {
  return steerTask(context, view.id, signal, by);
}

function pressChanges({ context, view, key }: Press): Answered {
  if (view.approval?.nonce === key) return goesOn;
  return refuseClosed(context, key) ?? nothingChanged(view);
}

/** Buttons of a release stand on its notice as well: while it is rolled back, and after, that is told. */
function outdated({ view }: Press): Steered {
  const { code } = view.explanation;
  return code === 'rollback' || code === 'rollback-failed' ? nothingChanged(view) : outOfDate;
}

function nothingChanged({ explanation }: TaskView): Steered {
  return { ok: false, text: phrase('bot-nothing-changed', { why: explanation.text }) };
}
