import type { InlineKeyboardButton } from 'grammy/types';
import type { Phrase } from '../domain/phrase.ts';
import type { Translator } from '../locale/translator.ts';
import { oneLine, plain } from '../telegram/formatted.ts';
import type { NoticeMessage } from '../telegram/notice-text.ts';

/** Tasks that a command may be about, a button for each. */
export type Offer = {
  said: Phrase;
  command: string;
  tasks: readonly { id: number; workItemId: string; title: string }[];
  /** Where the shown part of them begins. */
  from: number;
};

type Pick = { command: string; taskId: number; message: number };
type More = { command: string; from: number; message: number };

const mostShown = 8;
const longestTitle = 40;

/** `message` is that of the command: by it the offer is known when a button is pressed. */
export function renderOffer({ t }: Translator, offer: Offer, message: number): NoticeMessage {
  const { said, command, tasks, from } = offer;
  const shown = tasks.slice(from, from + mostShown);
  const rows = shown.map(({ id, workItemId, title }): InlineKeyboardButton[] => [
    {
      text: oneLine(`${workItemId} ${title}`, longestTitle),
      callback_data: `pick:${command}:${id}:${message}`,
    },
  ]);
  const next = from + mostShown;
  const more = { text: t('bot-more'), callback_data: `more:${command}:${next}:${message}` };
  return {
    ...plain(t(said.id, said.args)),
    keyboard: { inline_keyboard: [...rows, ...(next < tasks.length ? [[more]] : [])] },
  };
}

/** There is no way back from cancelling, so what was pressed is asked once more; keeping it shows the offer again. */
export function renderSure(
  { t }: Translator,
  { id, workItemId, title }: Offer['tasks'][number],
  message: number,
): NoticeMessage {
  const confirm: InlineKeyboardButton = {
    text: t('card-confirm'),
    style: 'danger',
    callback_data: `sure:cancel:${id}:${message}`,
  };
  const keep = { text: t('card-keep'), callback_data: `more:cancel:0:${message}` };
  return {
    ...plain(t('bot-cancel-sure', { task: oneLine(`${workItemId} ${title}`, 2 * longestTitle) })),
    keyboard: { inline_keyboard: [[confirm, keep]] },
  };
}

/** Undefined for the data of any other button. */
export function parsePick(
  data: string,
): ({ kind: 'pick' | 'sure' } & Pick) | ({ kind: 'more' } & More) | undefined {
  const [, kind, command = '', number = '', message = ''] =
    /^(pick|sure|more):([a-z]{1,32}):(\d{1,15}):(\d{1,15})$/.exec(data) ?? [];
  if (kind === undefined) return undefined;
  const common = { command, message: Number(message) };
  return kind === 'more'
    ? { kind, from: Number(number), ...common }
    : { kind: kind === 'sure' ? 'sure' : 'pick', taskId: Number(number), ...common };
}

export function offerKey(chatId: number, message: number): string {
  return `answer:pick:${chatId}:${message}`;
}
