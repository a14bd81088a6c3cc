import type { Chat, Message } from 'grammy/types';
import { toFileFields } from './file-fields.ts';
import type { EmulatorMessage, StoredMessage } from './model.ts';
import { toButton } from './reply-markup.ts';
import { toForwardFields, toServiceFields } from './service-fields.ts';
import type { ChatState, EmulatorState } from './state.ts';
import { toBotUser, toUser } from './to-user.ts';

/** The message as the Bot API shows it. A reply carries its target, but not the target's own. */
export function toMessage(state: EmulatorState, message: StoredMessage): Message {
  const chat = state.chats.get(message.chatId);
  const target = chat && findTarget(chat, message);
  return {
    ...toBareMessage(state, message),
    ...(target && { reply_to_message: toBareMessage(state, target) }),
  } as Message;
}

export function toChat(state: EmulatorState, { chat, topics }: ChatState): Chat {
  if (chat.type === 'private') {
    const user = state.users.get(chat.userId);
    const name = { first_name: user?.firstName ?? '', ...(user?.username && { username: user.username }) };
    return { id: chat.id, type: 'private', ...name };
  }
  if (chat.type === 'group') return { id: chat.id, type: 'group', title: chat.title };
  return { id: chat.id, type: 'supergroup', title: chat.title, ...(topics && { is_forum: true }) };
}

const snapshots = new WeakMap<StoredMessage, EmulatorMessage>();

/** The same object until the message is edited; it is not to be changed. */
export function toEmulatorMessage(message: StoredMessage): EmulatorMessage {
  const known = snapshots.get(message);
  if (known) return known;
  const { keyboard, editable: _, ...shared } = message;
  const snapshot = { ...shared, buttons: keyboard.map((row) => row.map(toButton)) };
  snapshots.set(message, snapshot);
  return snapshot;
}

/** In a topic what answers nothing else answers the message that opened it (Bot API server, get_implicit_reply_to_message_id). */
function findTarget({ messages, topics }: ChatState, message: StoredMessage): StoredMessage | undefined {
  if (message.replyTo !== undefined) return messages.get(message.replyTo);
  if (message.threadId === undefined || message.threadId === message.id) return undefined;
  const root = messages.get(message.threadId);
  const name = topics?.get(message.threadId)?.name;
  if (root || name === undefined) return root;
  // A topic given at construction has no message of its own.
  const service = { kind: 'topic-created', name } as const;
  return { ...message, id: message.threadId, text: '', entities: [], keyboard: [], service };
}

function toBareMessage(state: EmulatorState, message: StoredMessage): object {
  const chat = state.chats.get(message.chatId);
  const user = state.users.get(message.fromId);
  const hasFile = message.document !== undefined || message.photo !== undefined;
  return {
    message_id: message.id,
    ...(message.threadId !== undefined && { message_thread_id: message.threadId, is_topic_message: true }),
    from: message.fromBot || !user ? toBotUser(state) : toUser(user),
    chat: chat && toChat(state, chat),
    date: message.date,
    ...(message.editDate !== undefined && { edit_date: message.editDate }),
    ...toForwardFields(state, message),
    ...(message.album !== undefined && { media_group_id: message.album }),
    ...(message.text && { [hasFile ? 'caption' : 'text']: message.text }),
    ...(message.entities.length > 0 && { [hasFile ? 'caption_entities' : 'entities']: message.entities }),
    ...toFileFields(message),
    ...(message.service && toServiceFields(state, message.service)),
    ...(message.keyboard.length > 0 && { reply_markup: { inline_keyboard: message.keyboard } }),
  };
}
