import type { BotError } from 'grammy';
import { phrase } from '../domain/phrase.ts';
import type { Context } from '../workflow/context.ts';
import { answer } from './answer.ts';
import type { BotContext } from './bot-context.ts';
import { whyOf } from './telegram-trouble.ts';

/** The error boundary: logs what one update met, tells the person if that can help, and never throws. */
export async function reportFailure(context: Context, { error, ctx }: BotError<BotContext>): Promise<void> {
  const { log } = context;
  const why = whyOf(error);
  const update = ctx.update.update_id;
  if (why === undefined) log.error({ update, err: error }, 'an update could not be handled');
  else log.warn({ update, why }, 'an answer could not be given');
  try {
    await tellPerson(ctx, why === undefined);
  } catch (second) {
    log.warn({ update, why: whyOf(second) ?? String(second) }, 'nor could the person be told');
  }
}

async function tellPerson(ctx: BotContext, isBug: boolean): Promise<void> {
  const text = phrase('bot-failed');
  // A press is always answered, or its button would go on spinning.
  if (ctx.callbackQuery !== undefined) await ctx.answerCallbackQuery({ text: ctx.translator.say(text) });
  else if (isBug && ctx.command !== undefined) answer(ctx, text);
}
