import { badRequest } from '../api-error.ts';
import { requireChatToEdit, spendWrite } from '../chats.ts';
import { applyEdit, requireEditable } from '../messages.ts';
import { readInteger } from '../parameters.ts';
import { readInlineKeyboard } from '../reply-markup.ts';
import { toMessage } from '../to-message.ts';
import type { Method } from './method.ts';
import { readText } from './send-message.ts';

export const editMessageText: Method = (state, { params }) => {
  const content = readText(state, params, 'MESSAGE_TOO_LONG');
  const keyboard = readInlineKeyboard(params);
  const chat = requireChatToEdit(state, params);
  const message = requireEditable(chat, readInteger(params, 'message_id'));
  if (message.document) throw badRequest('there is no text in the message to edit');
  spendWrite(state, chat);
  applyEdit(state, message, content, keyboard);
  return toMessage(state, message);
};

export const editMessageReplyMarkup: Method = (state, { params }) => {
  const keyboard = readInlineKeyboard(params);
  const chat = requireChatToEdit(state, params);
  const message = requireEditable(chat, readInteger(params, 'message_id'));
  spendWrite(state, chat);
  applyEdit(state, message, { text: message.text, entities: message.entities }, keyboard);
  return toMessage(state, message);
};
