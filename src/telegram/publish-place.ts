import { isWithin, localTime } from '../domain/time-of-day.ts';
import type { NoticeMessage } from './notice-text.ts';
import type { PublisherDeps } from './publisher-deps.ts';
import type { StoredTopic } from './publisher-stores.ts';
import { type OutgoingFile, sendText } from './telegram-calls.ts';
import type { Answer } from './telegram-errors.ts';

export type PlaceDeps = Pick<PublisherDeps, 'api' | 'chats' | 'topics' | 'manner' | 'clock' | 'log'>;

/** Where something goes at this moment. */
export type Target = {
  chatId: number;
  topicId: number | null;
  /** The topic, if it is one that the bot makes. */
  own?: StoredTopic;
  /** Nobody knows whether the chat is there again: no sound. */
  muted?: boolean;
};

/** Null while its topic is still to be made or opened. What cannot have one goes to the chat itself. */
export function targetOf(
  { topics }: Pick<PublisherDeps, 'topics'>,
  row: { chat_id: number; topic_id: number | null; subject: string | null },
  muted: boolean,
): Target | null {
  const outside = { chatId: row.chat_id, topicId: null, muted };
  if (row.subject === null) {
    const isBarred =
      row.topic_id !== null && topics.find(row.chat_id, `topic:${row.topic_id}`)?.trouble != null;
    return isBarred ? outside : { ...outside, topicId: row.topic_id };
  }
  const own = topics.find(row.chat_id, row.subject);
  if (own === undefined) return outside;
  const isShut = own.topic_id === null || (own.open === 0 && own.wanted_open === 1);
  if (!isShut) return { ...outside, topicId: own.topic_id, own };
  return own.trouble === null && own.wanted_open === 1 ? null : outside;
}

type Outgoing = Omit<NoticeMessage, 'file'> & { file?: OutgoingFile };
export type Sent = { messageId: number; topicId: number | null; position: number; rang: boolean };

/** Goes to the chat itself where others closed or deleted its topic; a topic of our own is opened or made again first. */
export async function sendTo(
  deps: PlaceDeps,
  target: Target,
  message: Outgoing,
  isLoud: boolean,
): Promise<Answer<Sent>> {
  const rang = isLoud && target.muted !== true && !isQuiet(deps, target.chatId);
  const { chatId, topicId, own } = target;
  const answer = await sendText(deps, target, message, rang);
  if (answer.kind === 'answered') {
    deps.chats.noteMessage(chatId, answer.value, topicId);
    const position = deps.chats.positionOf(chatId, topicId);
    return { kind: 'answered', value: { messageId: answer.value, topicId, position, rang } };
  }
  // General is closed: there is nowhere else, and what is refused would be lost.
  if (topicId === null && answer.kind === 'topic-closed') return { kind: 'transient', why: answer.why };
  if (topicId === null || (answer.kind !== 'topic-gone' && answer.kind !== 'topic-closed')) return answer;
  if (own?.wanted_open === 1) {
    if (answer.kind === 'topic-gone') deps.topics.forget(chatId, own.subject);
    else deps.topics.markOpen(chatId, own.subject, false);
    return { kind: 'late', why: answer.why };
  }
  if (own === undefined) deps.topics.noteTrouble(chatId, topicId, answer.why);
  deps.log.warn({ chat: chatId, topic: topicId, why: answer.why }, 'sent outside of its topic');
  return sendTo(deps, { ...target, topicId: null }, message, isLoud);
}

function isQuiet({ manner, clock }: PlaceDeps, chatId: number): boolean {
  const { quietHours, timezone } = manner(chatId);
  return quietHours !== null && isWithin(quietHours, localTime(clock.now(), timezone).minuteOfDay);
}
