import type { MiddlewareFn } from 'grammy';
import { toStoredTime } from '../stored-time.ts';
import type { NoticeMessage } from '../telegram/notice-text.ts';
import { placeAt } from '../workflow/chat-place.ts';
import type { Context } from '../workflow/context.ts';
import type { BotContext, Place } from './bot-context.ts';

/**
 * What the bot says goes the way of all messages of ours: in order, within the chat's budget, and sent again after a
 * 429 or a restart. No update waits for it.
 */
export function postMessages({ store, clock, nudge }: Context): MiddlewareFn<BotContext> {
  return (ctx, next) => {
    let posted = 0;
    const toNotice = (key: string, { chatId, topicId }: Place, message: NoticeMessage) =>
      ({
        key,
        ...placeAt(chatId, topicId),
        taskId: null,
        message: JSON.stringify(message),
        importance: 'answer',
        loud: false,
      }) as const;
    ctx.post = (place, message) => {
      posted += 1;
      const key = `answer:${place.chatId}:${ctx.msg?.message_id}:${ctx.update.update_id}:${posted}`;
      store.notices.add(toNotice(key, place, message), toStoredTime(clock.now()));
      nudge();
    };
    ctx.put = (key, place, message) => {
      store.notices.put(toNotice(key, place, message), toStoredTime(clock.now()));
      nudge();
    };
    return next();
  };
}
