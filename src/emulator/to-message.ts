import type { Chat, Message, User } from 'grammy/types';
import type { EmulatorChat, EmulatorMessage, EmulatorUser, StoredMessage } from './model.ts';
import { toButton } from './reply-markup.ts';
import type { EmulatorState } from './state.ts';

/** The message as the Bot API shows it. A reply carries its target, but not the target's own. */
export function toMessage(state: EmulatorState, message: StoredMessage): Message {
  const target =
    message.replyTo === undefined ? undefined : findMessage(state, message.chatId, message.replyTo);
  return {
    ...toBareMessage(state, message),
    ...(target && { reply_to_message: toBareMessage(state, target) }),
  } as Message;
}

export function toUser(user: EmulatorUser): User {
  const { id, firstName, username } = user;
  return { id, is_bot: false, first_name: firstName, ...(username && { username }), language_code: 'en' };
}

export function toBotUser({ bot }: EmulatorState): User {
  return { id: bot.id, is_bot: true, first_name: bot.firstName, username: bot.username };
}

export function toChat(state: EmulatorState, chat: EmulatorChat): Chat {
  if (chat.type === 'private') {
    const user = state.users.get(chat.userId);
    const name = { first_name: user?.firstName ?? '', ...(user?.username && { username: user.username }) };
    return { id: chat.id, type: 'private', ...name };
  }
  if (chat.type === 'group') return { id: chat.id, type: 'group', title: chat.title };
  return { id: chat.id, type: 'supergroup', title: chat.title, ...(chat.topics && { is_forum: true }) };
}

export function toEmulatorMessage(message: StoredMessage): EmulatorMessage {
  const { keyboard, editable: _, ...shared } = message;
  const buttons = keyboard.map((row) => row.map(toButton));
  return structuredClone({ ...shared, buttons });
}

function findMessage(state: EmulatorState, chatId: number, messageId: number): StoredMessage | undefined {
  return state.chats.get(chatId)?.messages.get(messageId);
}

function toBareMessage(state: EmulatorState, message: StoredMessage): object {
  const chat = state.chats.get(message.chatId)?.chat;
  const user = state.users.get(message.fromId);
  const caption = message.document !== undefined;
  return {
    message_id: message.id,
    ...(message.threadId !== undefined && { message_thread_id: message.threadId, is_topic_message: true }),
    from: message.fromBot || !user ? toBotUser(state) : toUser(user),
    chat: chat && toChat(state, chat),
    date: message.date,
    ...(message.editDate !== undefined && { edit_date: message.editDate }),
    ...(message.text && { [caption ? 'caption' : 'text']: message.text }),
    ...(message.entities.length > 0 && { [caption ? 'caption_entities' : 'entities']: message.entities }),
    ...(message.document && {
      document: {
        file_id: message.document.id,
        file_unique_id: message.document.id,
        file_name: message.document.name,
        mime_type: message.document.type,
        file_size: message.document.sizeBytes,
      },
    }),
    ...(message.keyboard.length > 0 && { reply_markup: { inline_keyboard: message.keyboard } }),
  };
}
