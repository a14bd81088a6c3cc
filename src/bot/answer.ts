import { GrammyError } from 'grammy';
import {
  countCodePoints,
  type Formatted,
  indexOfCodePoint,
  joined,
  longestMessage,
  plain,
  sliced,
} from '../telegram/formatted.ts';
import { tidy } from '../telegram/tidy-entities.ts';
import type { BotContext } from './bot-context.ts';

const longestToast = 200;

/** Answers where the message came from, without a sound: whoever asked is looking. */
export async function answer(ctx: BotContext, message: Formatted | string): Promise<void> {
  const { chat, msg } = ctx;
  if (chat === undefined || msg === undefined) return;
  const { text, entities } = tidy(shortened(typeof message === 'string' ? plain(message) : message));
  const options = {
    ...topicOf(ctx),
    ...(chat.type === 'private'
      ? {}
      : { reply_parameters: { message_id: msg.message_id, allow_sending_without_reply: true } }),
    disable_notification: true,
    link_preview_options: { is_disabled: true },
  };
  try {
    await ctx.api.sendMessage(chat.id, text, { ...options, entities });
  } catch (error) {
    const formatting = error instanceof GrammyError && /entit(y|ies)/i.test(error.description);
    if (!formatting || entities.length === 0) throw error;
    await ctx.api.sendMessage(chat.id, text, options);
  }
}

/** What came of a press. A refusal has to be closed by hand, so that it is read. */
export async function answerPress(
  ctx: BotContext,
  { ok, text }: { ok: boolean; text: string },
): Promise<void> {
  const short = text.slice(0, indexOfCodePoint(text, longestToast));
  try {
    await ctx.answerCallbackQuery({ text: short, show_alert: !ok });
  } catch (error) {
    // Heard too late: what was done is done, and what follows a press still has to.
    if (!(error instanceof GrammyError) || !/query is too old/i.test(error.description)) throw error;
  }
}

/** The thread id of a message tells its topic only when Telegram says so. */
export function topicOf({ msg }: BotContext): { message_thread_id?: number } {
  if (msg?.is_topic_message !== true || msg.message_thread_id === undefined) return {};
  return { message_thread_id: msg.message_thread_id };
}

function shortened(message: Formatted): Formatted {
  if (countCodePoints(message.text) <= longestMessage) return message;
  const end = indexOfCodePoint(message.text, longestMessage - 1);
  return joined([sliced(message, 0, end), plain('…')]);
}
