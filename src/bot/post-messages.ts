import type { MiddlewareFn } from 'grammy';
import { toStoredTime } from '../stored-time.ts';
import type { Context } from '../workflow/context.ts';
import type { BotContext } from './bot-context.ts';

/**
 * What the bot says goes the way of all messages of ours: in order, within the chat's budget, and sent again after a
 * 429 or a restart. No update waits for it.
 */
export function postMessages({ store, clock, nudge }: Context): MiddlewareFn<BotContext> {
  return (ctx, next) => {
    let posted = 0;
    ctx.post = ({ chatId, topicId }, message) => {
      posted += 1;
      const key = `answer:${chatId}:${ctx.msg?.message_id}:${ctx.update.update_id}:${posted}`;
      const notice = { key, chatId, topicId, taskId: null, message: JSON.stringify(message), loud: false };
      store.notices.add(notice, toStoredTime(clock.now()));
      nudge();
    };
    return next();
  };
}
