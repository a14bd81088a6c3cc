import type { ChatManner } from '../domain/chat.ts';
import { isLanguage } from '../domain/phrase.ts';
import { parseHours, parseTimeOfDay } from '../domain/time-of-day.ts';
import { type Translator, translatorOf } from '../locale/translator.ts';
import type { ChatRow } from '../store/chats.ts';
import type { Context } from './context.ts';

type MannerContext = Pick<Context, 'store' | 'chatDefaults'>;

/** How the chat is spoken to now. What an older version stored and nobody can read counts as not set. */
export function mannerOf({ store, chatDefaults }: MannerContext, chatId: number): ChatManner {
  const row = store.chats.find(chatId);
  if (row === undefined) return chatDefaults;
  const { language, timezone } = row;
  return {
    language: language !== null && isLanguage(language) ? language : chatDefaults.language,
    timezone: timezone ?? chatDefaults.timezone,
    ...hoursOf(row, chatDefaults),
  };
}

/** The translator of a chat. */
export function speak(context: MannerContext, chatId: number): Translator {
  return translatorOf(mannerOf(context, chatId).language);
}

function hoursOf(row: ChatRow, defaults: ChatManner): Pick<ChatManner, 'digestAtMinute' | 'quietHours'> {
  const { digest_at: digest, quiet_hours: quiet } = row;
  return {
    digestAtMinute: digest === 'off' ? null : (parseTimeOfDay(digest ?? '') ?? defaults.digestAtMinute),
    quietHours: quiet === 'off' ? null : (parseHours(quiet ?? '') ?? defaults.quietHours),
  };
}
