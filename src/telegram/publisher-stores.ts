/** What the publisher needs of the stores, so that it does not depend on them. Times are UTC text. */
export type StoredCard = {
  task_id: number;
  chat_id: number;
  topic_id: number | null;
  message_id: number | null;
  wanted: number;
  bump: 0 | 1;
  hash: string | null;
  sent_at: string | null;
};

export type StoredMessage = {
  task_id: number;
  message_id: number;
  chat_id: number | null;
  sent_at: string | null;
};

export type StoredNotice = {
  id: number;
  chat_id: number;
  topic_id: number | null;
  message: string;
  loud: 0 | 1;
};

export type CardStore = {
  /** Cards whose picture is out of date, in the order of writing: bumps, those without a message, final pictures, the longest unwritten. */
  listStale(): StoredCard[];
  find(taskId: number): StoredCard | undefined;
  bump(taskId: number): unknown;
  markDrawn(taskId: number, wanted: number, hash: string, now: string): unknown;
  forgetMessage(taskId: number): unknown;
  intend(card: { taskId: number; chatId: number; topicId: number | null }, now: string): unknown;
  listIntents(): { task_id: number; chat_id: number }[];
  dropIntent(taskId: number): unknown;
  recordSent(
    card: {
      taskId: number;
      chatId: number;
      topicId: number | null;
      messageId: number;
      wanted: number;
      hash: string;
    },
    now: string,
  ): unknown;
  listSuperseded(): StoredMessage[];
  closeMessage(taskId: number, messageId: number, now: string): unknown;
};

export type NoticeStore = {
  /** In the order in which each chat is to see them. */
  listPending(): StoredNotice[];
  setState(
    id: number,
    state: 'sending' | 'pending' | 'sent' | 'unknown' | 'refused',
    now: string,
    details?: { messageId?: number; error?: string },
  ): unknown;
  giveUpUnanswered(): { id: number; chat_id: number }[];
};

export type ChatStore = {
  list(): { chat_id: number; paused_until: string | null; parked: string | null }[];
  pauseUntil(chatId: number, until: string): unknown;
  park(chatId: number, why: string, now: string): unknown;
};
