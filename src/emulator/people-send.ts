import { findEntities } from './find-entities.ts';
import { countCharacters, longestCaption, longestText } from './format-text.ts';
import { openPrivateChat } from './members.ts';
import { addMessage } from './messages.ts';
import type { EmulatorSendOptions, EmulatorUpload, StoredMessage } from './model.ts';
import { requireMember, requireMessage } from './people.ts';
import { attachDocument, attachPhoto } from './photos.ts';
import type { ChatState, EmulatorState } from './state.ts';
import { toMessage } from './to-message.ts';
import { isClosedFor, isTopic } from './topics.ts';
import { enqueue, type UpdateMessage } from './updates.ts';

type Content = Pick<StoredMessage, 'text'> & Partial<StoredMessage>;

/** Everything here throws a plain Error when a person could not have done it. The first /start opens a private chat. */
export function sendText(
  state: EmulatorState,
  userId: number,
  chatId: number,
  text: string,
  options: EmulatorSendOptions = {},
): number {
  const starts = userId === chatId && state.users.has(userId) && /^\/start(?:\s|$)/.test(text);
  if (starts && !state.chats.has(chatId)) openPrivateChat(state, userId);
  const trimmed = text.trim();
  if (trimmed === '') throw new Error('an empty text cannot be sent');
  if (countCharacters(trimmed) > longestText) throw new Error(`a text has at most ${longestText} characters`);
  return send(state, userId, chatId, { text: trimmed }, options);
}

export function sendFile(
  state: EmulatorState,
  userId: number,
  chatId: number,
  upload: EmulatorUpload,
): number {
  const { name, type, bytes, photo, album } = upload;
  requireMember(state, userId, chatId);
  const caption = upload.caption?.trim() ?? '';
  if (countCharacters(caption) > longestCaption)
    throw new Error(`a caption has at most ${longestCaption} characters`);
  if (bytes.length === 0) throw new Error('an empty file cannot be sent');
  const file = { name, type, bytes: Buffer.from(bytes) };
  const attached = photo === true ? attachPhoto(state, file) : attachDocument(state, file);
  const content = { text: caption, ...attached, ...(album !== undefined && { album }) };
  return send(state, userId, chatId, content, upload);
}

function send(
  state: EmulatorState,
  userId: number,
  chatId: number,
  content: Content,
  { replyTo, threadId: named, forwardedFrom }: EmulatorSendOptions,
): number {
  const { user, chat } = requireMember(state, userId, chatId);
  if (chat.standing.kind === 'blocked') throw new Error(`user ${userId} has blocked the bot`);
  const target = replyTo === undefined ? undefined : requireMessage(chat, replyTo);
  const author = { fromId: user.id, fromBot: false };
  const threadId = named ?? target?.threadId;
  requireOpenTopic(chat, threadId, author);
  const message = addMessage(state, chat, {
    ...author,
    ...content,
    entities: findEntities(content.text, []),
    ...(target && { replyTo: target.id }),
    ...(threadId !== undefined && { threadId }),
    ...(forwardedFrom && { forwardedFrom }),
  });
  if (chat.standing.kind === 'member') {
    const update = toMessage(state, message) as UpdateMessage;
    enqueue(state.updates, { message: update }, state.now());
  }
  return message.id;
}

function requireOpenTopic(
  chat: ChatState,
  threadId: number | undefined,
  author: { fromId: number; fromBot: boolean },
): void {
  if (threadId === undefined) return;
  if (!isTopic(chat, threadId)) throw new Error(`chat ${chat.chat.id} has no topic ${threadId}`);
  if (isClosedFor(chat, threadId, author)) throw new Error(`topic ${threadId} is closed`);
}
