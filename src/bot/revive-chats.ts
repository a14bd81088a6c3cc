import { Composer } from 'grammy';
import type { ChatMember } from 'grammy/types';
import type { Context } from '../workflow/context.ts';
import type { BotContext } from './bot-context.ts';

/** A chat we hear from is there again, whatever its last write met. */
export function createReviveChats(context: Context): Composer<BotContext> {
  const composer = new Composer<BotContext>();
  composer.on(['message', 'callback_query'], (ctx, next) => {
    if (ctx.chat !== undefined) revive(context, ctx.chat.id);
    return next();
  });
  composer.on('my_chat_member', (ctx) => {
    if (isIn(ctx.myChatMember.new_chat_member)) revive(context, ctx.chat.id);
  });
  return composer;
}

function isIn(member: ChatMember): boolean {
  if (member.status === 'restricted') return member.is_member;
  return member.status !== 'left' && member.status !== 'kicked';
}

function revive(context: Context, chatId: number): void {
  const { store, log } = context;
  const isParked = store.chats.list().some((chat) => chat.chat_id === chatId && chat.parked !== null);
  if (!isParked) return;
  store.chats.unpark(chatId);
  log.info({ chat: chatId }, 'the chat is there again');
  context.nudge();
}
