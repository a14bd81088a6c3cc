import { askQuery } from './callback-queries.ts';
import { isMember } from './members.ts';
import { removeMessage } from './messages.ts';
import type { EmulatorUser, PressAnswer, StoredMessage } from './model.ts';
import { toButton } from './reply-markup.ts';
import type { ChatState, EmulatorState } from './state.ts';

/** `button` is a label or, where no label matches, callback data. */
export async function press(
  state: EmulatorState,
  userId: number,
  chatId: number,
  messageId: number,
  button: string,
): Promise<PressAnswer> {
  const { chat } = requireMember(state, userId, chatId);
  const message = requireMessage(chat, messageId);
  const buttons = message.keyboard.flat().map(toButton);
  const found = buttons.find(({ text }) => text === button) ?? buttons.find(({ data }) => data === button);
  if (!found) {
    const labels = buttons.map(({ text }) => text).join(', ') || 'none';
    throw new Error(`message ${messageId} has no button "${button}", its buttons are: ${labels}`);
  }
  if (found.data === undefined) throw new Error(`the button "${found.text}" sends nothing to the bot`);
  return pressData(state, userId, chatId, messageId, found.data);
}

/**
 * A tap on a button as it was shown, which an edit may have taken away meanwhile: it reaches the bot all the same. "The
 * message originated the query can contain no callback buttons with this data" (Bot API, CallbackQuery).
 */
export async function pressData(
  state: EmulatorState,
  userId: number,
  chatId: number,
  messageId: number,
  data: string,
): Promise<PressAnswer> {
  const { user, chat } = requireMember(state, userId, chatId);
  return askQuery(state, user, requireMessage(chat, messageId), data);
}

/** In a group only an administrator could delete another's message; here every member counts as one. */
export function deleteAsUser(state: EmulatorState, userId: number, chatId: number, messageId: number): void {
  const { chat } = requireMember(state, userId, chatId);
  removeMessage(state, chat, requireMessage(chat, messageId));
}

/** Like all that people do, throws a plain Error when they could not have done it. */
export function requireMember(
  state: EmulatorState,
  userId: number,
  chatId: number,
): { user: EmulatorUser; chat: ChatState } {
  const user = state.users.get(userId);
  const chat = state.chats.get(chatId);
  if (user === undefined) throw new Error(`there is no user ${userId}`);
  if (chat === undefined) throw new Error(`there is no chat ${chatId}`);
  if (!isMember(chat, userId)) throw new Error(`user ${userId} is not in chat ${chatId}`);
  return { user, chat };
}

export function requireMessage(chat: ChatState, messageId: number): StoredMessage {
  const message = chat.messages.get(messageId);
  if (message === undefined) throw new Error(`chat ${chat.chat.id} has no message ${messageId}`);
  return message;
}
