import type { BotCommand } from 'grammy/types';
import { badRequest } from './api-error.ts';
import { type Params, readInteger, readObject, readString } from './parameters.ts';
import type { ChatState, EmulatorState } from './state.ts';

type Scope = { type: string; chatId?: string; userId?: string; language?: string };

const wide = ['default', 'all_private_chats', 'all_group_chats', 'all_chat_administrators'];
const ofChat = ['chat', 'chat_administrators', 'chat_member'];

/** Under what a list of commands is kept: one for each scope and language. */
export function readScope(state: EmulatorState, params: Params): string {
  const scope = readObject(params, 'scope') ?? {};
  const type = readString(scope, 'type') ?? 'default';
  const language = readString(params, 'language_code') ?? '';
  if (!/^(?:[a-z]{2})?$/.test(language)) throw badRequest('invalid language code specified');
  if (wide.includes(type)) return toKey({ type, language });
  if (!ofChat.includes(type)) throw badRequest("can't parse BotCommandScope: Unsupported type specified");
  const chatId = readInteger(scope, 'chat_id');
  if (chatId === undefined) throw badRequest("can't parse BotCommandScope: chat_id is empty");
  if (!state.chats.has(chatId)) throw badRequest('chat not found');
  const userId = type === 'chat_member' ? readInteger(scope, 'user_id') : undefined;
  if (type === 'chat_member' && (userId ?? 0) <= 0) {
    throw badRequest("can't parse BotCommandScope: Invalid user_id specified");
  }
  return toKey({ type, chatId: String(chatId), userId: String(userId ?? ''), language });
}

/** The commands an app offers this user in this chat: the narrowest scope's, in the user's language if it has them. */
export function commandsFor(state: EmulatorState, { chat }: ChatState, userId: number): BotCommand[] {
  const isPrivate = chat.type === 'private';
  const isAdmin = !isPrivate && chat.adminIds?.includes(userId) === true;
  const id = String(chat.id);
  const scopes = [
    ...(isPrivate ? [] : [{ type: 'chat_member', chatId: id, userId: String(userId) }]),
    ...(isAdmin ? [{ type: 'chat_administrators', chatId: id }] : []),
    { type: 'chat', chatId: id },
    ...(isAdmin ? [{ type: 'all_chat_administrators' }] : []),
    { type: isPrivate ? 'all_private_chats' : 'all_group_chats' },
    { type: 'default' },
  ];
  const language = state.users.get(userId)?.languageCode ?? 'en';
  const keys = scopes.flatMap((scope) => [toKey({ ...scope, language }), toKey(scope)]);
  const found = keys.find((key) => state.commands.has(key));
  return found === undefined ? [] : (state.commands.get(found) ?? []);
}

function toKey({ type, chatId = '', userId = '', language = '' }: Scope): string {
  return `${type} ${chatId} ${userId} ${language}`;
}
