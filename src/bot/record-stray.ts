import type { Message } from 'grammy/types';
import { toStoredTime } from '../stored-time.ts';
import { parseCallbackData } from '../telegram/callback-data.ts';
import type { Context } from '../workflow/context.ts';
import type { BotContext } from './bot-context.ts';

/** A button was pressed on a message that is not its task's card: one the ledger does not know gets into it, to be removed. */
export function recordStray(context: Context, ctx: BotContext, taskId: number): void {
  const message = ctx.callbackQuery?.message;
  if (message !== undefined) recordMessage(context, message, taskId);
}

/** Somebody answered a message of ours that looks like a card and is none. */
export function recordStrayReply(context: Context, { message, me }: BotContext): void {
  const about = message?.reply_to_message;
  if (about?.from?.id !== me.id) return;
  const buttons = about.reply_markup?.inline_keyboard.flat() ?? [];
  for (const button of buttons) {
    const pressed = 'callback_data' in button ? parseCallbackData(button.callback_data) : undefined;
    if (pressed === undefined || pressed.kind === 'resume' || pressed.kind === 'show') continue;
    return recordMessage(context, { ...about, chat: message?.chat ?? about.chat }, pressed.taskId);
  }
}

function recordMessage(
  context: Context,
  { message_id: messageId, date, chat }: Pick<Message, 'message_id' | 'date' | 'chat'>,
  taskId: number,
): void {
  const { store, clock, log } = context;
  const card = store.cards.find(taskId);
  if (card === undefined || card.chat_id !== chat.id || card.message_id === messageId) return;
  // Pressed with the data of another's button, which an app of somebody's own making can do.
  if (store.cards.findByMessage(chat.id, messageId) !== undefined) return;
  // Notices have buttons of cards too.
  if (store.notices.findByMessage(chat.id, messageId) !== undefined) return;
  // Telegram gives 0 for a message it does not show to bots any more.
  const sentAt = date === 0 ? clock.now() : new Date(date * 1000);
  const { changes } = store.cards.recordStray(taskId, chat.id, messageId, toStoredTime(sentAt));
  log.info({ task: taskId, message: messageId, known: changes === 0 }, 'an old card was found');
  if (changes === 0) return;
  store.cards.touch(taskId);
  context.nudge();
}
