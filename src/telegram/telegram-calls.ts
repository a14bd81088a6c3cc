import { InputFile } from 'grammy';
import type { ForceReply, InlineKeyboardMarkup } from 'grammy/types';
import type { Formatted } from './formatted.ts';
import type { NoticeMessage } from './notice-text.ts';
import type { PublisherDeps, TelegramApi } from './publisher-deps.ts';
import { type Answer, answerOf } from './telegram-errors.ts';

const timeoutMs = 30_000;
/** A file may be large, and a stop waits for what is under way. */
const uploadTimeoutMs = 60_000;

type Place = { chatId: number; topicId: number | null };
type At = { chatId: number; messageId: number };
/** grammY's own name for what the platform's AbortSignal is too. */
type Signal = NonNullable<Parameters<TelegramApi['deleteMessage']>[2]>;
export type OutgoingFile = { name: string; bytes: Uint8Array; isPicture: boolean };
type Outgoing = Omit<NoticeMessage, 'file'> & { file?: OutgoingFile };
type CallDeps = Pick<PublisherDeps, 'api' | 'log'>;

/** The id of the new message. Goes on without its formatting when Telegram does not take it. */
export async function sendText(
  deps: CallDeps,
  place: Place,
  message: Outgoing,
  loud: boolean,
): Promise<Answer<number>> {
  const answer = await trySend(deps, place, message, loud);
  if (answer.kind === 'entities' && message.entities.length > 0) {
    deps.log.warn({ chat: place.chatId, why: answer.why }, 'sent without formatting');
    return sendText(deps, place, { ...message, entities: [] }, loud);
  }
  return answer;
}

function trySend({ api }: CallDeps, { chatId, topicId }: Place, message: Outgoing, loud: boolean) {
  const { text, entities, replyTo, file } = message;
  const markup = markupOf(message, chatId);
  // The General topic has the id 1 and must not be named.
  const topic = topicId === null || topicId === 1 ? {} : { message_thread_id: topicId };
  const options = {
    ...topic,
    ...(replyTo === undefined
      ? {}
      : { reply_parameters: { message_id: replyTo, allow_sending_without_reply: true } }),
    ...(markup === undefined ? {} : { reply_markup: markup }),
    disable_notification: !loud,
  };
  if (file !== undefined) {
    const captioned = { ...options, caption: text, caption_entities: entities };
    const upload = new InputFile(file.bytes, file.name);
    return withTimeout(async (signal) => {
      const sent = file.isPicture
        ? await api.sendPhoto(chatId, upload, captioned, signal)
        : await api.sendDocument(chatId, upload, captioned, signal);
      return sent.message_id;
    }, uploadTimeoutMs);
  }
  const written = { ...options, entities, link_preview_options: { is_disabled: true } };
  return withTimeout(async (signal) => (await api.sendMessage(chatId, text, written, signal)).message_id);
}

/** Where several people read, only who is named is asked; in a private chat nobody is named. */
function markupOf(
  { keyboard, prompt }: Pick<NoticeMessage, 'keyboard' | 'prompt'>,
  chatId: number,
): InlineKeyboardMarkup | ForceReply | undefined {
  if (prompt === undefined) return keyboard;
  return { force_reply: true, selective: chatId < 0, input_field_placeholder: prompt.placeholder };
}

export async function editText(
  deps: CallDeps,
  at: At,
  message: Formatted & { keyboard?: InlineKeyboardMarkup },
): Promise<Answer<true>> {
  const { text, entities, keyboard = { inline_keyboard: [] } } = message;
  const options = { entities, reply_markup: keyboard, link_preview_options: { is_disabled: true } };
  const answer = await withTimeout(async (signal) => {
    await deps.api.editMessageText(at.chatId, at.messageId, text, options, signal);
    return true as const;
  });
  if (answer.kind !== 'entities' || entities.length === 0) return answer;
  deps.log.warn({ chat: at.chatId, why: answer.why }, 'edited without formatting');
  return editText(deps, at, { ...message, entities: [] });
}

/** Other buttons under the same words, or none. */
export function editKeyboard(
  { api }: CallDeps,
  { chatId, messageId }: At,
  keyboard: InlineKeyboardMarkup = { inline_keyboard: [] },
): Promise<Answer<true>> {
  return withTimeout(async (signal) => {
    await api.editMessageReplyMarkup(chatId, messageId, { reply_markup: keyboard }, signal);
    return true as const;
  });
}

export function deleteText({ api }: CallDeps, { chatId, messageId }: At): Promise<Answer<true>> {
  return withTimeout((signal) => api.deleteMessage(chatId, messageId, signal));
}

/** At most 100; those that are gone are skipped, and one that cannot be deleted keeps all of them. */
export function deleteTexts({ api }: CallDeps, chatId: number, ids: number[]): Promise<Answer<true>> {
  return withTimeout((signal) => api.deleteMessages(chatId, ids, signal));
}

/** The id of the new topic. */
export function createTopic({ api }: CallDeps, chatId: number, name: string): Promise<Answer<number>> {
  return withTimeout(async (signal) => {
    return (await api.createForumTopic(chatId, name, {}, signal)).message_thread_id;
  });
}

type InTopic = { chatId: number; topicId: number };

export function renameTopic({ api }: CallDeps, { chatId, topicId }: InTopic, name: string) {
  return withTimeout((signal) => api.editForumTopic(chatId, topicId, { name }, signal));
}

export function setTopicOpen({ api }: CallDeps, { chatId, topicId }: InTopic, open: boolean) {
  return withTimeout((signal) =>
    open ? api.reopenForumTopic(chatId, topicId, signal) : api.closeForumTopic(chatId, topicId, signal),
  );
}

/** The timer ends with the call: none is left behind when the publisher has stopped. */
async function withTimeout<T>(call: (signal: Signal) => Promise<T>, afterMs = timeoutMs): Promise<Answer<T>> {
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(), afterMs);
  try {
    return await answerOf(() => call(controller.signal as Signal));
  } finally {
    clearTimeout(timer);
  }
}
