import { may } from '../domain/people.ts';
import { isLanguage, type Phrase, phrase } from '../domain/phrase.ts';
import { formatTimeOfDay, isTimezone, parseHours, parseTimeOfDay } from '../domain/time-of-day.ts';
import type { ChatSetting } from '../store/chats.ts';
import { oneLine } from '../telegram/formatted.ts';
import type { Context } from '../workflow/context.ts';
import type { PeopleDirectory } from '../workflow/people-directory.ts';
import type { BotContext } from './bot-context.ts';

export type SettingsDeps = { context: Context; people: PeopleDirectory; menusChanged(): void };

type ChatWord = 'language' | 'timezone' | 'digest' | 'quiet';

type Told = { ok: boolean; text: Phrase };

/** `read`: as it is stored, null for the settings of the installation; undefined: nobody can read it. */
const words = {
  language: { column: 'language', read: readLanguage, wrong: 'settings-wrong-language' },
  timezone: { column: 'timezone', read: readTimezone, wrong: 'settings-wrong-timezone' },
  digest: { column: 'digest_at', read: readDigest, wrong: 'settings-wrong-digest' },
  quiet: { column: 'quiet_hours', read: readQuiet, wrong: 'settings-wrong-quiet' },
} as const satisfies Record<
  ChatWord,
  { column: ChatSetting; read(typed: string): string | null | undefined; wrong: string }
>;

/** In his own chat everybody says how he is spoken to; in a group it takes an operator. */
export function mayArrange({ chat, person }: BotContext): boolean {
  return chat?.type === 'private' || may(person.role, 'steer');
}

export function setForChat(
  { context, menusChanged }: SettingsDeps,
  ctx: BotContext,
  word: ChatWord,
  typed: string,
): Told {
  const { chat, deed } = ctx;
  if (chat === undefined) return { ok: false, text: phrase('settings-unknown') };
  if (!mayArrange(ctx)) {
    deed.outcome = 'refused';
    return { ok: false, text: phrase('settings-operators-only') };
  }
  const { column, read, wrong } = words[word];
  const text = typed.trim();
  const value = /^default$/i.test(text) ? null : read(text);
  if (value === undefined) return { ok: false, text: phrase(wrong, { typed: oneLine(text, 40) }) };
  const { store } = context;
  store.chats.set(chat.id, column, value);
  deed.target = word;
  if (word === 'language') {
    // What stands in the chat is said anew.
    store.cards.touchAllUnfinished();
    menusChanged();
  }
  context.nudge();
  return { ok: true, text: phrase('settings-saved') };
}

const languageNames: Readonly<Record<string, string>> = {
  english: 'en',
  английский: 'en',
  russian: 'ru',
  русский: 'ru',
};

function readLanguage(typed: string): string | undefined {
  const word = typed.toLowerCase();
  const code = languageNames[word] ?? word;
  return isLanguage(code) ? code : undefined;
}

function readTimezone(typed: string): string | undefined {
  const name = typed.replaceAll(/\s+/g, '_');
  if (name === '' || !isTimezone(name)) return undefined;
  return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone;
}

function readDigest(typed: string): string | undefined {
  if (isOff(typed)) return 'off';
  const minute = parseTimeOfDay(typed);
  return minute === undefined ? undefined : formatTimeOfDay(minute);
}

function readQuiet(typed: string): string | undefined {
  if (isOff(typed)) return 'off';
  const hours = parseHours(typed.replaceAll(/\s+/g, ''));
  return hours && `${formatTimeOfDay(hours.fromMinute)}-${formatTimeOfDay(hours.toMinute)}`;
}

function isOff(typed: string): boolean {
  return /^(off|none|no|нет|выкл)$/i.test(typed);
}
