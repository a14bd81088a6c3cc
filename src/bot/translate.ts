import type { MiddlewareFn } from 'grammy';
import { speak } from '../workflow/chat-manner.ts';
import type { Context } from '../workflow/context.ts';
import type { BotContext } from './bot-context.ts';

/** Everything is said in the language of the chat it is said in. */
export function translate(context: Context): MiddlewareFn<BotContext> {
  return (ctx, next) => {
    // Asked for each time: the same update may have changed it.
    Object.defineProperty(ctx, 'translator', {
      get: () => speak(context, ctx.chat?.id ?? ctx.from?.id ?? 0),
    });
    return next();
  };
}
