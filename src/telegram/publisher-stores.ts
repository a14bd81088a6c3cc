import type { Importance } from '../domain/chat.ts';

/** What the publisher needs of the stores, so that it does not depend on them. Times are UTC text. */
export type StoredCard = {
  task_id: number;
  chat_id: number;
  topic_id: number | null;
  subject: string | null;
  message_id: number | null;
  wanted: number;
  bump: 0 | 1;
  fetched: 0 | 1;
  hash: string | null;
  sent_at: string | null;
  position: number | null;
  headline: string | null;
  menu: string | null;
  menu_drawn: string | null;
  ended: 0 | 1;
};

type StoredMessage = {
  task_id: number;
  message_id: number;
  chat_id: number | null;
  sent_at: string | null;
};

export type StoredNotice = {
  id: number;
  chat_id: number;
  topic_id: number | null;
  subject: string | null;
  task_id: number | null;
  message: string;
  importance: Importance;
  loud: 0 | 1;
  version: number;
  /** What went wrong when it was last sent. */
  error: string | null;
};

/** It stands in the chat and is to be edited, or removed. */
export type ChangedNotice = StoredNotice & { message_id: number; remove: 0 | 1; sent_at: string | null };

export type StoredTopic = {
  chat_id: number;
  subject: string;
  topic_id: number | null;
  wanted_name: string;
  name: string | null;
  wanted_open: 0 | 1;
  open: 0 | 1 | null;
  trouble: string | null;
};

type Shown = { headline?: string; menu?: string | null };

export type CardStore = {
  /** Cards whose picture is out of date, what was written longest ago first. */
  listStale(): StoredCard[];
  markDrawn(taskId: number, wanted: number, hash: string, now: string, shown?: Shown): unknown;
  forgetMessage(taskId: number): unknown;
  intend(card: { taskId: number; chatId: number; topicId: number | null }, now: string): unknown;
  listIntents(): { task_id: number; chat_id: number }[];
  dropIntent(taskId: number): unknown;
  /** `answers`: what the row asked for when it was read; what is asked for since then still stands. */
  recordSent(
    card: Shown & {
      taskId: number;
      chatId: number;
      topicId: number | null;
      messageId: number;
      wanted: number;
      hash: string;
      position: number;
      rang: boolean;
      answers: { bump: 0 | 1; fetched: 0 | 1 };
    },
    now: string,
  ): unknown;
  listSuperseded(): StoredMessage[];
  closeMessage(taskId: number, messageId: number, now: string): unknown;
};

export type NoticeStore = {
  /** In the order in which each chat is to see them. */
  listPending(): StoredNotice[];
  find(id: number): { state: string; message: string } | undefined;
  setState(
    id: number,
    state: 'sending' | 'pending' | 'sent' | 'unknown' | 'refused',
    now: string,
    details?: { messageId?: number; chatId?: number; error?: string; shown?: number },
  ): unknown;
  giveUpUnanswered(): { id: number; chat_id: number; state: string }[];
  listChanged(): ChangedNotice[];
  markShown(id: number, version: number): unknown;
  forgetMessage(id: number): unknown;
  markRemoved(id: number): unknown;
};

export type ChatStore = {
  list(): {
    chat_id: number;
    paused_until: string | null;
    parked: string | null;
    parked_at: string | null;
  }[];
  /** When each chat was written to last, as far as the rows tell. */
  listLastWrites(): { chat_id: number; at: string }[];
  pauseUntil(chatId: number, until: string): unknown;
  park(chatId: number, why: string, now: string): unknown;
  unpark(chatId: number): unknown;
  move(from: number, to: number, now: string): boolean;
  noteMessage(chatId: number, messageId: number, topicId: number | null): unknown;
  /** How many messages stand there, or stood. */
  positionOf(chatId: number, topicId: number | null): number;
};

export type TopicStore = {
  find(chatId: number, subject: string): StoredTopic | undefined;
  /** Those that are not yet as wanted, trouble aside. */
  listUnsettled(): StoredTopic[];
  markMade(topic: { chatId: number; subject: string; topicId: number; name: string }): unknown;
  markNamed(chatId: number, subject: string, name: string): unknown;
  markOpen(chatId: number, subject: string, open: boolean): unknown;
  forget(chatId: number, subject: string): unknown;
  setTrouble(chatId: number, subject: string, why: string): unknown;
  noteTrouble(chatId: number, topicId: number, why: string): unknown;
  /** What failed everywhere is tried again. */
  retry(): unknown;
};
