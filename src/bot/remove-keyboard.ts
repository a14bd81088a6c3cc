import { GrammyError } from 'grammy';
import type { Context } from '../workflow/context.ts';
import type { BotContext } from './bot-context.ts';

/** Buttons that mean nothing any more. Whether it works matters little: a press on them is answered either way. */
export async function removeKeyboard({ log }: Context, ctx: BotContext): Promise<void> {
  try {
    await ctx.editMessageReplyMarkup();
  } catch (error) {
    if (!(error instanceof GrammyError)) throw error;
    log.info({ why: error.description }, 'the buttons could not be removed');
  }
}
