import type { TaskView } from '../domain/task-view.ts';
import { renderBrd } from '../telegram/render-brd.ts';
import { renderCard } from '../telegram/render-card.ts';
import type { Context } from '../workflow/context.ts';
import { describeApproval } from '../workflow/describe-approval.ts';
import { answer, placeOf } from './answer.ts';
import type { BotContext } from './bot-context.ts';

/** The card comes down where it lives; elsewhere a copy of its text is the answer, without buttons: there is one card. */
export function showTask(context: Context, ctx: BotContext, view: TaskView): void {
  if (fetchCard(context, ctx, view.id)) return;
  const { text, entities } = renderCard(view, ctx.translator);
  answer(ctx, { text, entities });
}

/** What waits for approval comes down to be read: it may stand far above by now. */
export function postBrd(context: Context, ctx: BotContext, { approval }: TaskView): void {
  const request = approval === null ? undefined : context.store.approvals.findByNonce(approval.nonce);
  const place = placeOf(ctx);
  if (request === undefined || place === undefined) return;
  const { summary, parts, file } = renderBrd(describeApproval(context, request), ctx.translator);
  for (const message of [summary, ...parts, file]) ctx.post(place, message);
}

function fetchCard(context: Context, ctx: BotContext, taskId: number): boolean {
  const { store } = context;
  const card = store.cards.find(taskId);
  const place = placeOf(ctx);
  // The General topic has the id 1, and its messages carry none.
  const cardTopic = card?.topic_id === 1 ? null : card?.topic_id;
  if (card === undefined || card.chat_id !== place?.chatId || cardTopic !== place.topicId) return false;
  store.cards.fetch(taskId);
  context.nudge();
  return true;
}
