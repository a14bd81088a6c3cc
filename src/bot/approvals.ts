import { Composer } from 'grammy';
import type { TaskView } from '../domain/task-view.ts';
import type { Context } from '../workflow/context.ts';
import { answerApproval } from '../workflow/steer-task.ts';
import { answer } from './answer.ts';
import { actorOf, type BotContext } from './bot-context.ts';
import { onCommand } from './commands.ts';
import { pickTask, type Wanted } from './pick-task.ts';

const waiting = {
  what: 'waits for approval',
  fits: ({ approval }: TaskView) => approval !== null,
  takesOnly: true,
};

const toApprove: Wanted = { ...waiting, command: 'approve', freeText: false };
const toReject: Wanted = { ...waiting, command: 'reject', freeText: true };

export function createApprovals(context: Context): Composer<BotContext> {
  const composer = new Composer<BotContext>();
  onCommand(composer, 'approve', (ctx, rest) => {
    const picked = pickTask(context, toApprove, rest);
    if ('problem' in picked) return answer(ctx, picked.problem);
    const { view } = picked;
    if (view.approval === null) return answer(ctx, notWaiting(view));
    const { nonce, revision } = view.approval;
    const { ok, text } = answerApproval(context, nonce, { decision: 'approved' }, actorOf(ctx));
    answer(ctx, `${view.workItemId}, revision ${revision.slice(0, 8)}: ${ok ? 'approved.' : text}`);
  });
  onCommand(composer, 'reject', (ctx, rest) => {
    const picked = pickTask(context, toReject, rest);
    if ('problem' in picked) return answer(ctx, picked.problem);
    const { view, rest: comment } = picked;
    if (view.approval === null) return answer(ctx, notWaiting(view));
    if (comment === '') return answer(ctx, `Say what should change: /reject ${view.workItemId} reason.`);
    const by = actorOf(ctx);
    const { text } = answerApproval(context, view.approval.nonce, { decision: 'rejected', comment }, by);
    answer(ctx, `${view.workItemId}: ${text}`);
  });
  return composer;
}

function notWaiting({ workItemId, explanation }: TaskView): string {
  return `${workItemId} does not wait for approval: ${explanation.text}`;
}
