import { Composer } from 'grammy';
import type { ChatMember } from 'grammy/types';
import { toStoredTime } from '../stored-time.ts';
import type { Context } from '../workflow/context.ts';
import type { BotContext } from './bot-context.ts';
import { recordStrayReply } from './record-stray.ts';

/** What every update tells of its chat: that it is there again, how far down it has come, where it moved to. */
export function createReviveChats(context: Context): Composer<BotContext> {
  const composer = new Composer<BotContext>();
  composer.on('message:migrate_to_chat_id', (ctx) =>
    move(context, ctx.chat.id, ctx.message.migrate_to_chat_id),
  );
  composer.on('message:migrate_from_chat_id', (ctx) =>
    move(context, ctx.message.migrate_from_chat_id, ctx.chat.id),
  );
  composer.on('message', (ctx, next) => {
    const { message_id: messageId, is_topic_message: inTopic, message_thread_id: threadId } = ctx.message;
    context.store.chats.noteMessage(ctx.chat.id, messageId, inTopic === true ? (threadId ?? null) : null);
    recordStrayReply(context, ctx);
    adoptTopic(context, ctx);
    return next();
  });
  composer.on(['message', 'callback_query'], (ctx, next) => {
    if (ctx.chat !== undefined) revive(context, ctx.chat.id);
    return next();
  });
  // The rights of the bot changed: it may be able to make topics.
  composer.on('my_chat_member', (ctx) => {
    if (!isIn(ctx.myChatMember.new_chat_member)) return;
    context.store.topics.retry(ctx.chat.id);
    revive(context, ctx.chat.id);
    context.nudge();
  });
  return composer;
}

/** The bot hears of the topics that it makes, also when the answer to its call was lost. */
function adoptTopic({ store, nudge }: Context, { message, me }: BotContext): void {
  const topic = message?.forum_topic_created;
  if (topic === undefined || message?.message_thread_id === undefined || message.from?.id !== me.id) return;
  store.topics.adopt(message.chat.id, message.message_thread_id, topic.name);
  nudge();
}

function isIn(member: ChatMember): boolean {
  if (member.status === 'restricted') return member.is_member;
  return member.status !== 'left' && member.status !== 'kicked';
}

function move({ store, clock, log, nudge }: Context, from: number, to: number): void {
  if (!store.chats.move(from, to, toStoredTime(clock.now()))) return;
  log.warn({ chat: from, to }, 'the group became a supergroup');
  nudge();
}

function revive(context: Context, chatId: number): void {
  const { store, log } = context;
  if (store.chats.find(chatId)?.parked == null) return;
  store.chats.unpark(chatId);
  log.info({ chat: chatId }, 'the chat is there again');
  context.nudge();
}
