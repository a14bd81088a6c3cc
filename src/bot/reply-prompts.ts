import { Composer } from 'grammy';
import type { TaskView } from '../domain/task-view.ts';
import { covered, joined, oneLine, plain } from '../telegram/formatted.ts';
import { toUtcText } from '../telegram/utc-time.ts';
import type { Context } from '../workflow/context.ts';
import { answerApproval } from '../workflow/steer-task.ts';
import { admit } from './access.ts';
import { answer, topicOf } from './answer.ts';
import { actorOf, type BotContext } from './bot-context.ts';

/** A reply to a question of ours is the answer, whenever it comes: the question is in the database. */
export function createReplyPrompts(context: Context): Composer<BotContext> {
  const composer = new Composer<BotContext>();
  composer.on('message', async (ctx, next) => {
    const { chat, message } = ctx;
    const replied = message.reply_to_message;
    const nonce = replied && context.store.chats.findReplyPrompt(chat.id, replied.message_id);
    if (nonce === undefined) return next();
    if (!(await admit(ctx, 'approve'))) return;
    const comment = message.text ?? message.caption;
    if (comment === undefined) return answer(ctx, 'I read text only: reply in words to the same message.');
    const { text } = answerApproval(context, nonce, { decision: 'rejected', comment }, actorOf(ctx));
    await answer(ctx, text);
  });
  return composer;
}

/** Asks below the card; with the person named, only his app opens the reply. */
export async function askForChanges(
  { store, clock }: Context,
  ctx: BotContext,
  { workItemId, approval }: TaskView,
  nonce: string,
): Promise<void> {
  const { chat, msg, from } = ctx;
  if (chat === undefined || msg === undefined || from === undefined) return;
  const revision = approval?.revision.slice(0, 8) ?? '';
  const question = `What should change in the BRD of ${workItemId} (revision ${revision})? Reply to this message.`;
  const name = plain(oneLine(from.first_name, 64));
  const asker = covered({ type: 'text_mention', offset: 0, length: name.text.length, user: from }, name);
  const { text, entities } = joined([plain(question), joined([plain('Asked by '), asker])], '\n');
  const sent = await ctx.api.sendMessage(chat.id, text, {
    entities,
    ...topicOf(ctx),
    reply_parameters: { message_id: msg.message_id, allow_sending_without_reply: true },
    reply_markup: { force_reply: true, selective: true, input_field_placeholder: 'What should change' },
    disable_notification: true,
  });
  store.chats.addReplyPrompt(chat.id, sent.message_id, nonce, toUtcText(clock.now()));
}
