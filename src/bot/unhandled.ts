import { Composer } from 'grammy';
import { oneLine } from '../telegram/formatted.ts';
import type { Context } from '../workflow/context.ts';
import { answer } from './answer.ts';
import type { BotContext } from './bot-context.ts';
import { explainReply } from './reply-prompts.ts';

/** Last of all: what nothing else took. Talk in groups is none of ours. */
export function createUnhandled(context: Context): Composer<BotContext> {
  const composer = new Composer<BotContext>();
  composer.on('message', (ctx) => {
    if (ctx.command !== undefined) {
      return answer(ctx, `I don't know /${oneLine(ctx.command.name, 64)}. /help lists what I do.`);
    }
    if (ctx.chat.type !== 'private') return;
    answer(ctx, explainReply(context, ctx.chat.id) ?? 'I act on commands only. /help lists them.');
  });
  return composer;
}
