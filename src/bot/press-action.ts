import type { Actor, Signal } from '../domain/signal.ts';
import type { TaskAction, TaskView } from '../domain/task-view.ts';
import type { Context } from '../workflow/context.ts';
import { answerApproval, type Steered, steerTask } from '../workflow/steer-task.ts';

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
  const request = context.store.approvals.findByNonce(key);
  if (request === undefined) return { ok: false, text: 'This request is not known any more.' };
  const revision = `Revision ${request.revision.slice(0, 8)}`;
  if (request.decision !== null) {
    const verb = request.decision === 'approved' ? 'approved' : 'sent back';
    return { ok: false, text: `${revision} was ${verb} by ${request.who ?? 'somebody'} already.` };
  }
  return { ok: false, text: `${revision} is not the one to decide about any more. ${view.explanation.text}` };
}
