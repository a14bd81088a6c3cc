import { GrammyError } from 'grammy';
import type { InlineKeyboardMarkup } from 'grammy/types';
import { toStoredTime } from '../stored-time.ts';
import type { Context } from '../workflow/context.ts';
import type { BotContext } from './bot-context.ts';

const TOO_MANY_REQUESTS = 429;

/**
 * Other buttons under the message that was pressed, or none. Whether it works matters little: every press says what is
 * true, and the next picture of a card brings its own buttons.
 */
export async function setKeyboard(
  context: Context,
  ctx: BotContext,
  keyboard: InlineKeyboardMarkup = { inline_keyboard: [] },
): Promise<void> {
  try {
    await ctx.editMessageReplyMarkup({ reply_markup: keyboard });
  } catch (error) {
    if (!(error instanceof GrammyError)) throw error;
    pauseChat(context, ctx, error);
    context.log.info({ why: error.description }, 'the buttons could not be changed');
  }
}

/** Edits of buttons count like messages, and what is sent during the pause would make it longer. */
function pauseChat({ store, clock }: Context, { chat }: BotContext, error: GrammyError): void {
  if (error.error_code !== TOO_MANY_REQUESTS || chat === undefined) return;
  const until = clock.now().getTime() + (error.parameters.retry_after ?? 5) * 1000;
  store.chats.pauseUntil(chat.id, toStoredTime(new Date(until)));
}
