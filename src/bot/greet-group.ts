import { Composer } from 'grammy';
import type { PeopleDirectory } from '../workflow/people-directory.ts';
import type { BotContext } from './bot-context.ts';

/** Somebody we know added the bot to a group: it says how the group is named in the settings. */
export function createGreetGroup(people: PeopleDirectory): Composer<BotContext> {
  const composer = new Composer<BotContext>();
  composer.on('my_chat_member', (ctx, next) => {
    const { chat, from, old_chat_member: before, new_chat_member: after } = ctx.myChatMember;
    const isNew = isOut(before.status) && !isOut(after.status);
    const isGroup = chat.type === 'group' || chat.type === 'supergroup';
    if (isNew && isGroup && people.findByTelegram(from.id) !== undefined) {
      const text = ctx.translator.t('bot-hello-group', { chat: String(chat.id) });
      ctx.post({ chatId: chat.id, topicId: null }, { text, entities: [] });
    }
    return next();
  });
  return composer;
}

function isOut(status: string): boolean {
  return status === 'left' || status === 'kicked';
}
