import type { Database } from './database.ts';
import { createMove } from './move-chat.ts';
import { createTopicPositions } from './topics.ts';

export type ChatRow = {
  chat_id: number;
  paused_until: string | null;
  parked: string | null;
  parked_at: string | null;
  title: string | null;
  language: string | null;
  timezone: string | null;
  /** `off`, or a time such as 09:00. */
  digest_at: string | null;
  /** `off`, or hours such as 22:00-08:00. */
  quiet_hours: string | null;
  /** The day of the last digest there. */
  digest_on: string | null;
  /** How many messages were seen in it; in a supergroup the highest message id. */
  position: number;
  moved_to: number | null;
};

/** What people set for a chat; null goes back to what the installation says. */
export type ChatSetting = 'language' | 'timezone' | 'digest_at' | 'quiet_hours';

/** What Telegram told about a chat: paused after a 429, parked while it is gone or has blocked the bot. */
export function createChats(db: Database) {
  const pause = db.prepare(
    `INSERT INTO chats (chat_id, paused_until) VALUES (@chatId, @until)
     ON CONFLICT (chat_id) DO UPDATE SET paused_until = @until`,
  );
  const park = db.prepare(
    `INSERT INTO chats (chat_id, parked, parked_at) VALUES (@chatId, @why, @now)
     ON CONFLICT (chat_id) DO UPDATE SET parked = @why, parked_at = @now`,
  );
  const unpark = db.prepare('UPDATE chats SET parked = NULL, parked_at = NULL WHERE chat_id = ?');
  const list = db.prepare<[], ChatRow>('SELECT * FROM chats ORDER BY chat_id');
  const find = db.prepare<[number], ChatRow>('SELECT * FROM chats WHERE chat_id = ?');
  const lastWrites = db.prepare<[], { chat_id: number; at: string }>(
    `SELECT chat_id, MAX(at) AS at FROM (
       SELECT chat_id, sent_at AS at FROM cards UNION ALL SELECT chat_id, created_at FROM card_intents
       UNION ALL SELECT chat_id, sent_at FROM notices WHERE state IN ('sending', 'sent', 'unknown')
     ) WHERE at IS NOT NULL GROUP BY chat_id`,
  );
  const setters = {
    language: settingOf(db, 'language'),
    timezone: settingOf(db, 'timezone'),
    digest_at: settingOf(db, 'digest_at'),
    quiet_hours: settingOf(db, 'quiet_hours'),
  } satisfies Record<ChatSetting, unknown>;
  const noteDigest = db.prepare(
    `INSERT INTO chats (chat_id, digest_on) VALUES (@chatId, @date) ON CONFLICT (chat_id) DO UPDATE SET digest_on = @date`,
  );
  const prompted = db
    .prepare<[number, number], string>('SELECT nonce FROM reply_prompts WHERE chat_id = ? AND message_id = ?')
    .pluck();
  const lastPrompt = db
    .prepare<[number], string>(
      'SELECT nonce FROM reply_prompts WHERE chat_id = ? ORDER BY message_id DESC LIMIT 1',
    )
    .pluck();
  const unprompt = db.prepare('DELETE FROM reply_prompts WHERE chat_id = ? AND nonce = ?');
  return {
    pauseUntil: (chatId: number, until: string) => pause.run({ chatId, until }),
    park: (chatId: number, why: string, now: string) => park.run({ chatId, why, now }),
    unpark: (chatId: number): boolean => unpark.run(chatId).changes === 1,
    list: () => list.all(),
    /** When each chat was written to last, as far as the rows tell. */
    listLastWrites: () => lastWrites.all(),
    find: (chatId: number) => find.get(chatId),
    set: (chatId: number, setting: ChatSetting, value: string | null) =>
      setters[setting].run({ chatId, value }),
    ...createPositions(db),
    move: createMove(db),
    /** The chat that this one is now: a group that became a supergroup goes on under another id. */
    current: (chatId: number): number => {
      let id = chatId;
      for (let row = find.get(id); row?.moved_to != null; row = find.get(id)) id = row.moved_to;
      return id;
    },
    /** The day, of the chat's time zone, of which the digest was told. */
    noteDigest: (chatId: number, date: string) => noteDigest.run({ chatId, date }),
    /** What a message asked a person for: the nonce of an approval, or the data of the button. Notices remember it. */
    findReplyPrompt: (chatId: number, messageId: number) => prompted.get(chatId, messageId),
    findLatestPrompt: (chatId: number) => lastPrompt.get(chatId),
    forgetReplyPrompts: (chatId: number, about: string) => unprompt.run(chatId, about),
  };
}

/** Ids of supergroups lie below this; there the ids of messages count for all members. */
const SUPERGROUPS_BELOW = -1_000_000_000_000;

/** How far down a chat, or one of its topics, has come. */
function createPositions(db: Database) {
  const ofChat = db.prepare(
    `INSERT INTO chats (chat_id, position) VALUES (@chatId, @first)
     ON CONFLICT (chat_id) DO UPDATE SET position = CASE @isSuper WHEN 1 THEN MAX(position, @first) ELSE position + 1 END`,
  );
  const position = db.prepare<[number], number>('SELECT position FROM chats WHERE chat_id = ?').pluck();
  const topic = createTopicPositions(db);
  return {
    /** A message came to stand there. In a supergroup the highest id tells how many there were, the unseen included. */
    noteMessage: (chatId: number, messageId: number, topicId: number | null = null): void => {
      const isSuper = chatId < SUPERGROUPS_BELOW;
      ofChat.run({ chatId, first: isSuper ? messageId : 1, isSuper: isSuper ? 1 : 0 });
      if (isTopic(topicId)) topic.note(chatId, topicId);
    },
    positionOf: (chatId: number, topicId: number | null = null): number =>
      (isTopic(topicId) ? topic.find(chatId, topicId) : position.get(chatId)) ?? 0,
  };
}

/** General has the id 1, and its messages carry none. */
function isTopic(topicId: number | null): topicId is number {
  return topicId !== null && topicId !== 1;
}

function settingOf(db: Database, column: ChatSetting) {
  return db.prepare(
    `INSERT INTO chats (chat_id, ${column}) VALUES (@chatId, @value)
     ON CONFLICT (chat_id) DO UPDATE SET ${column} = @value`,
  );
}
