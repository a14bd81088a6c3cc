import { Composer } from 'grammy';
import { oneLine } from '../telegram/formatted.ts';
import { answer } from './answer.ts';
import type { BotContext } from './bot-context.ts';

/** Last of all: what nothing else took. Talk in groups is none of ours. */
export function createUnhandled(): Composer<BotContext> {
  const composer = new Composer<BotContext>();
  composer.on('message', async (ctx) => {
    if (ctx.command !== undefined) {
      return answer(ctx, `I don't know /${oneLine(ctx.command.name, 64)}. /help lists what I do.`);
    }
    if (ctx.chat.type === 'private') await answer(ctx, 'I act on commands only. /help lists them.');
  });
  return composer;
}
