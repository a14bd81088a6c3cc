import { GrammyError } from 'grammy';
import { phrase, type Said } from '../domain/phrase.ts';
import { inEnglish } from '../locale/translator.ts';
import {
  countCodePoints,
  type Formatted,
  indexOfCodePoint,
  joined,
  longestMessage,
  plain,
  sliced,
} from '../telegram/formatted.ts';
import type { NoticeMessage, Prompt } from '../telegram/notice-text.ts';
import { tidy } from '../telegram/tidy-entities.ts';
import { withFixedTimes } from '../telegram/utc-time.ts';
import type { BotContext, Place } from './bot-context.ts';
import { type Offer, offerKey, renderOffer } from './offer.ts';

const longestToast = 200;

/** Formatted text, with buttons where it has any. */
export type Answer = Formatted & Pick<NoticeMessage, 'keyboard'>;

/** Answers where the message came from; a `prompt` opens a reply there. */
export function answer(ctx: BotContext, message: Answer | Said | Offer, prompt?: Prompt): void {
  const place = placeOf(ctx);
  if (place === undefined) return;
  if (typeof message !== 'string' && 'tasks' in message) return offer(ctx, place, message);
  const isSaid = typeof message === 'string' || !('entities' in message);
  ctx.deed.detail ??= isSaid ? inEnglish(message) : message.text;
  const shown: Answer = isSaid ? plain(ctx.translator.say(message)) : message;
  ctx.post(place, {
    ...presentable(shown),
    ...(shown.keyboard && { keyboard: shown.keyboard }),
    ...replyTo(ctx, prompt !== undefined),
    ...(prompt && { prompt }),
  });
}

/** Says why nothing was done, or what it would be done to; the audit log tells it from what was done. */
export function decline(ctx: BotContext, why: Answer | Said | Offer): void {
  if (ctx.deed.outcome === 'done') ctx.deed.outcome = 'unchanged';
  answer(ctx, why);
}

/** The tasks a command may be about: below the command, or in place of those that were shown before. */
function offer(ctx: BotContext, place: Place, offered: Offer): void {
  ctx.deed.detail ??= inEnglish(offered.said);
  const message = ctx.offered ?? ctx.msg?.message_id ?? 0;
  const rendered = renderOffer(ctx.translator, offered, message);
  ctx.put(offerKey(place.chatId, message), place, {
    ...rendered,
    ...presentable(rendered),
    // The words typed there are wanted when a task is pressed.
    replyTo: message,
  });
}

/** As Telegram takes it: an answer is not kept up to date, so no clock runs on in it. */
export function presentable(message: Formatted): Formatted {
  return withFixedTimes(tidy(shortened(message)));
}

function replyTo({ chat, msg }: BotContext, always: boolean): { replyTo?: number } {
  const isReply = chat?.type !== 'private' || always;
  return isReply && msg !== undefined ? { replyTo: msg.message_id } : {};
}

/** What came of a command that is about `target`; the audit log gets it too. */
export function answerOutcome(ctx: BotContext, outcome: { ok: boolean; text: Said }, target: string): void {
  note(ctx, outcome);
  ctx.deed.target = target;
  answer(ctx, phrase('bot-outcome', { task: target, outcome: outcome.text }));
}

function note({ deed }: BotContext, { ok, text }: { ok: boolean; text: Said }): void {
  deed.detail = text === '' ? null : inEnglish(text);
  if (!ok && deed.outcome === 'done') deed.outcome = 'unchanged';
}

/** What came of a press, or nothing where a message says it. A refusal has to be closed by hand, so that it is read. */
export async function answerPress(
  ctx: BotContext,
  { ok, text: said }: { ok: boolean; text: Said },
): Promise<void> {
  note(ctx, { ok, text: said });
  const text = ctx.translator.say(said);
  const short = text.slice(0, indexOfCodePoint(text, longestToast));
  try {
    await ctx.answerCallbackQuery(short === '' ? {} : { text: short, show_alert: !ok });
  } catch (error) {
    // Heard too late: what was done is done, and what follows a press still has to.
    if (!(error instanceof GrammyError) || !/query is too old/i.test(error.description)) throw error;
  }
}

/** Where the message or the pressed button stands. Its thread id tells its topic only when Telegram says so. */
export function placeOf({ chat, msg }: BotContext): Place | undefined {
  if (chat === undefined || msg === undefined) return undefined;
  const topicId = msg.is_topic_message === true ? (msg.message_thread_id ?? null) : null;
  return { chatId: chat.id, topicId };
}

function shortened(message: Formatted): Formatted {
  if (countCodePoints(message.text) <= longestMessage) return message;
  const end = indexOfCodePoint(message.text, longestMessage - 1);
  return joined([sliced(message, 0, end), plain('…')]);
}
