import type { Translator } from '../locale/translator.ts';
import { type Formatted, oneLine, plain } from '../telegram/formatted.ts';
import { fromUtcText, timeOf } from '../telegram/utc-time.ts';
import { worded } from '../telegram/worded.ts';
import type { ChatTrouble } from '../workflow/describe-chats.ts';

/** What keeps messages from a chat, or from their topics in it. */
export function chatLines(translator: Translator, row: ChatTrouble): Formatted[] {
  const { t } = translator;
  const chat = row.title === null ? String(row.chatId) : oneLine(row.title, 40);
  const until = row.pausedUntil === null ? undefined : fromUtcText(row.pausedUntil);
  const topics = row.topics.slice(0, mostTopics).map(({ name, trouble }) => {
    return plain(t('notice-topic-trouble', { chat, topic: oneLine(name, 40), why: oneLine(trouble, 80) }));
  });
  return [
    ...(row.parked === null ? [] : [plain(t('queue-chat-parked', { chat, why: oneLine(row.parked, 80) }))]),
    ...(until === undefined
      ? []
      : [worded(translator, 'notice-chat-paused', { chat, until: timeOf(until, 't') })]),
    ...(row.movedTo === null ? [] : [plain(t('notice-chat-moved', { chat, to: String(row.movedTo) }))]),
    ...topics,
  ];
}

const mostTopics = 3;
