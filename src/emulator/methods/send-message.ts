import { badRequest } from '../api-error.ts';
import { readThread, requireChat, spendWrite } from '../chats.ts';
import { countCharacters, formatText, longestText } from '../format-text.ts';
import { addMessage } from '../messages.ts';
import type { Formatted, StoredMessage } from '../model.ts';
import { type Params, readArray, readBoolean, readInteger, readObject, readString } from '../parameters.ts';
import { type Markup, readMarkup } from '../reply-markup.ts';
import type { ChatState, EmulatorState } from '../state.ts';
import { toMessage } from '../to-message.ts';
import { toBotAuthor } from '../topics.ts';
import type { Method } from './method.ts';

export const sendMessage: Method = (state, { params }) => {
  const content = readText(state, params, 'message is too long');
  const markup = readMarkup(params);
  const chat = requireChat(state, params);
  const options = readSendOptions(state, chat, params, markup);
  spendWrite(state, chat);
  const message = addMessage(state, chat, { ...toBotAuthor(state), ...content, ...options });
  return toMessage(state, message);
};

/** The text of a send or an edit; each has its own words for what is too long. */
export function readText(state: EmulatorState, params: Params, tooLong: string): Formatted {
  const text = readString(params, 'text') ?? '';
  if (text === '') throw badRequest('message text is empty');
  const parseMode = readString(params, 'parse_mode');
  const entities = readArray(params, 'entities') ?? [];
  const content = formatText({ text, parseMode, entities }, state.users);
  if (content.text === '') throw badRequest('text must be non-empty');
  if (countCharacters(content.text) > longestText) throw badRequest(tooLong);
  return content;
}

/** Where a message goes and how it sounds: shared by everything that can be sent. */
export function readSendOptions(
  state: EmulatorState,
  chat: ChatState,
  params: Params,
  markup: Markup,
): Partial<StoredMessage> {
  const threadId = readThread(state, chat, params);
  const replyTo = readReplyTarget(chat, params);
  return {
    keyboard: markup.keyboard,
    editable: markup.kind === 'inline',
    forceReply: markup.kind === 'force-reply',
    silent: readBoolean(params, 'disable_notification'),
    ...(threadId !== undefined && { threadId }),
    ...(replyTo !== undefined && { replyTo }),
  };
}

function readReplyTarget(chat: ChatState, params: Params): number | undefined {
  const reply = readObject(params, 'reply_parameters') ?? {
    message_id: params['reply_to_message_id'],
    allow_sending_without_reply: params['allow_sending_without_reply'],
  };
  const target = readInteger(reply, 'message_id');
  if (target === undefined || target === 0) return undefined;
  if (chat.messages.has(target)) return target;
  if (readBoolean(reply, 'allow_sending_without_reply')) return undefined;
  throw badRequest('message to be replied not found');
}
