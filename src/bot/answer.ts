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
import type { Prompt } from '../telegram/notice-text.ts';
import { tidy } from '../telegram/tidy-entities.ts';
import { withFixedTimes } from '../telegram/utc-time.ts';
import type { BotContext, Place } from './bot-context.ts';

const longestToast = 200;

/** Answers where the message came from; a `prompt` opens a reply there. */
export function answer(ctx: BotContext, message: Formatted | string, prompt?: Prompt): void {
  const place = placeOf(ctx);
  if (place === undefined) return;
  const shown = withFixedTimes(tidy(shortened(typeof message === 'string' ? plain(message) : message)));
  const isReply = ctx.chat?.type !== 'private' || prompt !== undefined;
  ctx.post(place, {
    ...shown,
    ...(isReply && ctx.msg && { replyTo: ctx.msg.message_id }),
    ...(prompt && { prompt }),
  });
}

/** What came of a press, or nothing where a message says it. A refusal has to be closed by hand, so that it is read. */
export async function answerPress(
  ctx: BotContext,
  { ok, text }: { ok: boolean; text: string },
): Promise<void> {
  const short = text.slice(0, indexOfCodePoint(text, longestToast));
  try {
    await ctx.answerCallbackQuery(short === '' ? {} : { text: short, show_alert: !ok });
  } catch (error) {
    // Heard too late: what was done is done, and what follows a press still has to.
    if (!(error instanceof GrammyError) || !/query is too old/i.test(error.description)) throw error;
  }
}

/** Where the message or the pressed button stands. Its thread id tells its topic only when Telegram says so. */
export function placeOf({ chat, msg }: BotContext): Place | undefined {
  if (chat === undefined || msg === undefined) return undefined;
  const topicId = msg.is_topic_message === true ? (msg.message_thread_id ?? null) : null;
  return { chatId: chat.id, topicId };
}

function shortened(message: Formatted): Formatted {
  if (countCodePoints(message.text) <= longestMessage) return message;
  const end = indexOfCodePoint(message.text, longestMessage - 1);
  return joined([sliced(message, 0, end), plain('…')]);
}
