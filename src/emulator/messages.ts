import type { InlineKeyboardButton } from 'grammy/types';
import { badRequest } from './api-error.ts';
import type { Formatted, StoredMessage } from './model.ts';
import { announce, type ChatState, type EmulatorState, unixNow } from './state.ts';
import { toEmulatorMessage } from './to-message.ts';

type Draft = Pick<StoredMessage, 'fromId' | 'fromBot' | 'text' | 'entities'> & Partial<StoredMessage>;

export function addMessage(state: EmulatorState, chat: ChatState, draft: Draft): StoredMessage {
  const id = peekMessageId(chat);
  chat.numbering.next = id + 1;
  const message: StoredMessage = {
    keyboard: [],
    editable: draft.fromBot,
    silent: false,
    edits: 0,
    forceReply: false,
    ...draft,
    id,
    chatId: chat.chat.id,
    date: unixNow(state),
  };
  chat.messages.set(message.id, message);
  announce(state, { kind: 'sent', chatId: message.chatId, message: toEmulatorMessage(message) });
  return message;
}

/** A topic has the id of the message that created it, which no other message of the chat may take. */
export function peekMessageId({ numbering, topics }: ChatState): number {
  while (topics?.has(numbering.next)) numbering.next += 1;
  return numbering.next;
}

/** A private chat's bot may edit its own only; markup that replaced the visitor's keyboard makes even those fixed. */
export function requireEditable(chat: ChatState, messageId: number | undefined): StoredMessage {
  if (messageId === undefined) throw badRequest('message identifier is not specified');
  const message = chat.messages.get(messageId);
  if (message === undefined) throw badRequest('message to edit not found');
  if (!message.fromBot || !message.editable || message.service) throw badRequest("message can't be edited");
  return message;
}

/** Returns the message as it is after the edit. */
export function applyEdit(
  state: EmulatorState,
  message: StoredMessage,
  content: Formatted,
  keyboard: InlineKeyboardButton[][],
): StoredMessage {
  const { text, entities } = message;
  if (same({ text, entities, keyboard: message.keyboard }, { ...content, keyboard })) {
    throw badRequest(
      'message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message',
    );
  }
  // A change of the keyboard alone leaves no edit mark.
  const marked = !same({ text, entities }, content) && { editDate: unixNow(state) };
  const edited = { ...message, ...content, keyboard, edits: message.edits + 1, ...marked };
  state.chats.get(message.chatId)?.messages.set(message.id, edited);
  announce(state, { kind: 'edited', chatId: message.chatId, message: toEmulatorMessage(edited) });
  return edited;
}

export function removeMessage(state: EmulatorState, chat: ChatState, message: StoredMessage): void {
  chat.messages.delete(message.id);
  announce(state, { kind: 'deleted', chatId: message.chatId, message: toEmulatorMessage(message) });
}

function same(a: unknown, b: unknown): boolean {
  return canonical(a) === canonical(b);
}

/** Keys in order, so that the same button written in another order is the same button. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) => {
    if (typeof inner !== 'object' || inner === null || Array.isArray(inner)) return inner;
    return Object.fromEntries(Object.entries(inner).toSorted(([a], [b]) => (a < b ? -1 : 1)));
  });
}
