import type { InlineKeyboardButton, InlineKeyboardMarkup } from 'grammy/types';
import { personRoles } from '../domain/people.ts';
import { type Language, languages, type MessageId } from '../domain/phrase.ts';
import { sayPersonRole } from '../domain/say-person-role.ts';
import { formatTimeOfDay } from '../domain/time-of-day.ts';
import { capitalised } from '../telegram/card-words.ts';
import { type Formatted, joined, oneLine, plain, styled } from '../telegram/formatted.ts';
import { mannerOf } from '../workflow/chat-manner.ts';
import type { KnownPerson } from '../workflow/people-directory.ts';
import type { BotContext } from './bot-context.ts';
import { mayArrange, type SettingsDeps } from './settings-chat.ts';
import { mayManage } from './settings-people.ts';

export type Page = 'main' | 'language' | 'timezone' | 'digest' | 'quiet' | 'people' | 'person';

type Shown = { page: Page; about: number | undefined; menu: number };
type Rows = { label: string; words: string }[][];

/** In its own words, whatever the chat speaks. */
const languageNames = { en: 'English', ru: 'Русский' } as const satisfies Record<Language, string>;

const timezones = [
  ['UTC', 'Europe/London', 'Europe/Berlin'],
  ['Europe/Kyiv', 'Europe/Moscow', 'Asia/Dubai'],
  ['Asia/Almaty', 'Asia/Kolkata', 'Asia/Singapore'],
  ['Asia/Tokyo', 'America/New_York', 'America/Los_Angeles'],
];
const digests = ['08:00', '09:00', '10:00', '18:00'];
const quietHours = ['22:00-08:00', '23:00-07:00', '20:00-09:00'];
const mostPeople = 30;

export function renderSettings(
  deps: SettingsDeps,
  ctx: BotContext,
  shown: Shown,
): Formatted & { keyboard: InlineKeyboardMarkup } {
  const { text, rows } = pages[shown.page](deps, ctx, shown.about);
  const inline = rows.map((row) =>
    row.map(
      ({ label, words }): InlineKeyboardButton => ({
        text: oneLine(label, 40),
        callback_data: `set:${shown.menu}:${words}`,
      }),
    ),
  );
  return { ...text, keyboard: { inline_keyboard: inline } };
}

type PageOf = (deps: SettingsDeps, ctx: BotContext, about?: number) => { text: Formatted; rows: Rows };

const pages: Record<Page, PageOf> = {
  main: renderMain,
  language: (_deps, ctx) => {
    const row = languages.map((language) => ({
      label: languageNames[language],
      words: `language ${language}`,
    }));
    return choice(ctx, 'settings-language', [row]);
  },
  timezone: (_deps, ctx) => {
    const rows = timezones.map((row) =>
      row.map((zone) => ({ label: cityOf(zone), words: `timezone ${zone}` })),
    );
    return choice(ctx, 'settings-timezone', [...rows, [otherOf(ctx, 'timezone')]]);
  },
  digest: (_deps, ctx) => {
    const row = digests.map((time) => ({ label: time, words: `digest ${time}` }));
    return choice(ctx, 'settings-digest', [row, [offOf(ctx, 'digest'), otherOf(ctx, 'digest')]]);
  },
  quiet: (_deps, ctx) => {
    const row = quietHours.map((hours) => ({ label: hours.replace('-', '–'), words: `quiet ${hours}` }));
    return choice(ctx, 'settings-quiet', [row, [offOf(ctx, 'quiet'), otherOf(ctx, 'quiet')]]);
  },
  people: renderPeople,
  person: renderPerson,
};

function renderMain({ context }: SettingsDeps, ctx: BotContext): { text: Formatted; rows: Rows } {
  const { t } = ctx.translator;
  const { language, timezone, digestAtMinute, quietHours: quiet } = mannerOf(context, ctx.chat?.id ?? 0);
  const lines = [
    t('settings-is-language', { value: languageNames[language] }),
    t('settings-is-timezone', { value: timezone }),
    t('settings-is-digest', {
      value: digestAtMinute === null ? t('settings-off') : formatTimeOfDay(digestAtMinute),
    }),
    t('settings-is-quiet', {
      value:
        quiet === null
          ? t('settings-off')
          : `${formatTimeOfDay(quiet.fromMinute)}–${formatTimeOfDay(quiet.toMinute)}`,
    }),
  ];
  const arrange = [
    [
      { label: t('settings-button-language'), words: 'language' },
      { label: t('settings-button-timezone'), words: 'timezone' },
    ],
    [
      { label: t('settings-button-digest'), words: 'digest' },
      { label: t('settings-button-quiet'), words: 'quiet' },
    ],
  ];
  const manage = [[{ label: t('settings-button-people'), words: 'people' }]];
  return {
    text: page(t('settings-head'), lines, t(mayArrange(ctx) ? 'settings-advice' : 'settings-operators-only')),
    rows: [...(mayArrange(ctx) ? arrange : []), ...(mayManage(ctx) ? manage : [])],
  };
}

function renderPeople({ people }: SettingsDeps, ctx: BotContext): { text: Formatted; rows: Rows } {
  const { t, say } = ctx.translator;
  if (!mayManage(ctx)) {
    ctx.deed.outcome = 'refused';
    return choice(ctx, 'settings-owners-only', []);
  }
  const list = people.list().slice(0, mostPeople);
  const lines = list.map((one) =>
    t(one.fixed ? 'settings-person-fixed' : 'settings-person', {
      name: nameOf(one),
      role: sayPersonRole(one.role),
      id: String(one.telegram),
    }),
  );
  const buttons = list
    .filter(({ fixed }) => !fixed)
    .map((one) => [
      { label: `${nameOf(one)} · ${say(sayPersonRole(one.role))}`, words: `person ${one.telegram}` },
    ]);
  return {
    text: page(t('settings-people'), lines, t('settings-people-advice')),
    rows: [...buttons, [{ label: t('settings-add'), words: 'add ?' }], [backOf(ctx, '')]],
  };
}

function renderPerson(deps: SettingsDeps, ctx: BotContext, about?: number): { text: Formatted; rows: Rows } {
  const { t, say } = ctx.translator;
  const person = deps.people.list().find(({ telegram }) => telegram === about);
  if (person === undefined || person.fixed || !mayManage(ctx)) return renderPeople(deps, ctx);
  const id = person.telegram;
  const roles = personRoles
    .filter((role) => role !== person.role)
    .map((role) => ({ label: say(sayPersonRole(role)), words: `role ${id} ${role}` }));
  const line = t('settings-person', {
    name: nameOf(person),
    role: sayPersonRole(person.role),
    id: String(id),
  });
  return {
    text: page(t('settings-people'), [line], t('settings-person-advice', { id: String(id) })),
    rows: [roles, [{ label: t('settings-remove'), words: `remove ${id}` }], [backOf(ctx, 'people')]],
  };
}

function choice(ctx: BotContext, id: MessageId, rows: Rows): { text: Formatted; rows: Rows } {
  return { text: plain(ctx.translator.t(id)), rows: [...rows, [backOf(ctx, '')]] };
}

function page(head: string, lines: readonly string[], advice: string): Formatted {
  return joined([styled('bold', plain(head)), ...lines.map(plain), plain(`\n${advice}`)], '\n');
}

function otherOf({ translator: { t } }: BotContext, word: string) {
  return { label: t('settings-other'), words: `${word} ?` };
}

function offOf({ translator: { t } }: BotContext, word: string) {
  return { label: capitalised(t('settings-off')), words: `${word} off` };
}

function backOf({ translator: { t } }: BotContext, words: string) {
  return { label: t('settings-back'), words };
}

function nameOf({ name, telegram }: KnownPerson): string {
  return oneLine(name ?? String(telegram), 40);
}

function cityOf(zone: string): string {
  return zone.replace(/^.*\//, '').replaceAll('_', ' ');
}
