import { badRequest } from '../api-error.ts';
import { requireChatToEdit, spendWrite } from '../chats.ts';
import { applyEdit, requireEditable } from '../messages.ts';
import { readInteger } from '../parameters.ts';
import { readInlineKeyboard } from '../reply-markup.ts';
import { toMessage } from '../to-message.ts';
import type { Method } from './method.ts';
import { readCaption } from './send-file.ts';
import { readText } from './send-message.ts';

export const editMessageText: Method = (state, { params }) => {
  const content = readText(state, params, 'MESSAGE_TOO_LONG');
  const keyboard = readInlineKeyboard(params);
  const chat = requireChatToEdit(state, params);
  const message = requireEditable(chat, readInteger(params, 'message_id'));
  if (message.document || message.photo) throw badRequest('there is no text in the message to edit');
  spendWrite(state, chat);
  return toMessage(state, applyEdit(state, message, content, keyboard));
};

export const editMessageCaption: Method = (state, { params }) => {
  const caption = readCaption(state, params, 'MEDIA_CAPTION_TOO_LONG');
  const keyboard = readInlineKeyboard(params);
  const chat = requireChatToEdit(state, params);
  const message = requireEditable(chat, readInteger(params, 'message_id'));
  if (!message.document && !message.photo) throw badRequest('there is no caption in the message to edit');
  spendWrite(state, chat);
  return toMessage(state, applyEdit(state, message, caption, keyboard));
};

export const editMessageReplyMarkup: Method = (state, { params }) => {
  const keyboard = readInlineKeyboard(params);
  const chat = requireChatToEdit(state, params);
  const message = requireEditable(chat, readInteger(params, 'message_id'));
  spendWrite(state, chat);
  const { text, entities } = message;
  return toMessage(state, applyEdit(state, message, { text, entities }, keyboard));
};
