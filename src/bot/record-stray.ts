import { toStoredTime } from '../stored-time.ts';
import type { Context } from '../workflow/context.ts';
import type { BotContext } from './bot-context.ts';

/** A button was pressed on a message that is not its task's card: one the ledger does not know gets into it, to be removed. */
export function recordStray(context: Context, ctx: BotContext, taskId: number): void {
  const { store, clock, log } = context;
  const message = ctx.callbackQuery?.message;
  const card = store.cards.find(taskId);
  if (message === undefined || card === undefined || card.chat_id !== message.chat.id) return;
  const { message_id: messageId, date } = message;
  if (card.message_id === messageId) return;
  // Telegram gives 0 for a message it does not show to bots any more.
  const sentAt = date === 0 ? clock.now() : new Date(date * 1000);
  const { changes } = store.cards.recordStray(taskId, message.chat.id, messageId, toStoredTime(sentAt));
  log.info({ task: taskId, message: messageId, known: changes === 0 }, 'pressed on an old card');
  if (changes === 0) return;
  store.cards.touch(taskId);
  context.nudge();
}
