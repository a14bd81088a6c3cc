import type { Actor, Signal } from '../domain/signal.ts';
import type { TaskAction, TaskView } from '../domain/task-view.ts';
import type { Context } from '../workflow/context.ts';
import { answerApproval, type Steered, steerTask, whyClosed } from '../workflow/steer-task.ts';

type Press = { context: Context; view: TaskView; key: string; by: Actor };

/** Does what a card's button stands for, if that still is what the person saw; always says what is true. */
export function pressAction(context: Context, view: TaskView, { kind, key }: TaskAction, by: Actor): Steered {
  return presses[kind]({ context, view, key, by });
}

const presses: Record<TaskAction['kind'], (press: Press) => Steered> = {
  approve: ({ context, key, by }) => answerApproval(context, key, { decision: 'approved' }, by),
  changes: pressChanges,
  stop: (press) => {
    if (String(press.view.run?.id) !== press.key) return { ok: false, text: 'That run has ended.' };
    return steer(press, { type: 'stop', by: press.by });
  },
  retry: (press) => steerIfCurrent(press, 'retry', { type: 'retry', hint: '', by: press.by }),
  cancel: (press) => steerIfCurrent(press, 'cancel', { type: 'cancel', by: press.by }),
  degrade: (press) => {
    const reason = `declared by ${press.by.who}`;
    return steerIfCurrent(press, 'degrade', { type: 'degraded', reason, by: press.by });
  },
};

function steerIfCurrent(press: Press, kind: TaskAction['kind'], signal: Signal): Steered {
  const action = press.view.actions.find((shown) => shown.kind === kind);
  return action?.key === press.key ? steer(press, signal) : { ok: false, text: 'Out of date.' };
}

function steer({ context, view, by }: Press, signal: Signal): Steered {
  return steerTask(context, view.id, signal, by);
}

/** Changes nothing yet: the words come as a reply. */
function pressChanges({ context, view, key }: Press): Steered {
  if (view.approval?.nonce === key) return { ok: true, text: 'Reply to my message with what should change.' };
  return { ok: false, text: whyClosed(context, key) ?? `Nothing changed: ${view.explanation.text}` };
}
