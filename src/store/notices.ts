import type { Importance, Place } from '../domain/chat.ts';
import type { Database } from './database.ts';

export type NoticeRow = {
  id: number;
  key: string;
  chat_id: number;
  topic_id: number | null;
  task_id: number | null;
  message: string;
  loud: 0 | 1;
  subject: string | null;
  importance: Importance;
  /** Counts its words; `shown` is what stands in the chat. */
  version: number;
  shown: number;
  state: NoticeState;
  /** What went wrong when it was last sent. */
  error: string | null;
};

type NoticeState = 'sending' | 'pending' | 'sent' | 'unknown' | 'refused';

/** It stands in the chat, and is to be edited, or taken out of it. */
type ChangedNotice = NoticeRow & { message_id: number; remove: 0 | 1; sent_at: string | null };

export type NewNotice = Place & {
  /** The same key is never sent twice. */
  key: string;
  taskId: number | null;
  /** JSON of a rendered message. */
  message: string;
  importance: Importance;
  loud: boolean;
};

/**
 * Messages of the bot's own. `sending` stands while the answer is out; found at start it becomes `unknown` and is not
 * sent again, because Telegram has no way to ask whether it arrived. A loud one is, once: better heard twice than never. What was `put` differently since is edited in
 * place; a message that somebody deleted is not sent again.
 */
export function createNotices(db: Database) {
  const insert = db.prepare(
    `INSERT INTO notices (key, chat_id, topic_id, subject, task_id, message, importance, loud, created_at)
     VALUES (@key, @chatId, @topicId, @subject, @taskId, @message, @importance, @loud, @now) ON CONFLICT DO NOTHING`,
  );
  const pending = db.prepare<[], NoticeRow>(
    `SELECT * FROM notices WHERE state = 'pending' ORDER BY chat_id, id`,
  );
  const find = db.prepare<[number], NoticeRow>('SELECT * FROM notices WHERE id = ?');
  const has = db.prepare<[string], 1>('SELECT 1 FROM notices WHERE key = ?').pluck();
  // A chat that moved meanwhile does not know the message.
  const setState = db.prepare(
    `UPDATE notices SET state = @state, error = @error,
       message_id = CASE WHEN @chatId IS NULL OR chat_id = @chatId THEN @messageId END, sent_at = @now,
       shown = COALESCE(@shown, shown) WHERE id = @id`,
  );
  // What was sent with a prompt is remembered as one, so that a reply to it is known.
  const asked = db.prepare(
    `INSERT INTO reply_prompts (chat_id, message_id, nonce, created_at)
     SELECT chat_id, message_id, message ->> '$.prompt.about', @now FROM notices
     WHERE id = @id AND state = 'sent' AND message_id IS NOT NULL AND message ->> '$.prompt.about' IS NOT NULL
     ON CONFLICT DO UPDATE SET nonce = excluded.nonce, created_at = excluded.created_at`,
  );
  const settle = db.transaction((settled: { id: number; now: string } & Record<string, unknown>) => {
    setState.run(settled);
    asked.run({ id: settled.id, now: settled.now });
  });
  const orphaned = db.prepare<[], NoticeRow>(
    `UPDATE notices SET state = CASE WHEN loud = 1 AND error IS NULL THEN 'pending' ELSE 'unknown' END,
       error = COALESCE(error, 'stopped while it was being sent') WHERE state = 'sending' RETURNING *`,
  );
  // Answers only: the other keys keep what was said once from being said again.
  const prune = db.prepare(
    `DELETE FROM notices WHERE (key LIKE 'answer:%' OR key LIKE 'strip:%')
       AND state IN ('sent', 'unknown', 'refused') AND created_at < ?`,
  );
  type Details = { messageId?: number; chatId?: number; error?: string; shown?: number };
  return {
    add: ({ loud, ...notice }: NewNotice, now: string) => insert.run({ ...notice, loud: loud ? 1 : 0, now }),
    listPending: () => pending.all(),
    find: (id: number) => find.get(id),
    has: (key: string): boolean => has.get(key) === 1,
    setState: (id: number, state: NoticeState, now: string, details: Details = {}) => {
      const { messageId = null, chatId = null, error = null, shown = null } = details;
      settle({ id, state, now, messageId, chatId, error, shown });
    },
    giveUpUnanswered: () => orphaned.all(),
    /** Forgets answers to commands that were given before that time. */
    pruneAnswers: (before: string): number => prune.run(before).changes,
    ...createChanges(db),
  };
}

/** What becomes of messages that stand in the chat. */
function createChanges(db: Database) {
  // Until it is sent the latest words win, and what stands in the chat is edited. What was withdrawn comes back.
  const put = db.prepare(
    `INSERT INTO notices (key, chat_id, topic_id, subject, task_id, message, importance, loud, created_at)
     VALUES (@key, @chatId, @topicId, @subject, @taskId, @message, @importance, @loud, @now)
     ON CONFLICT (key) DO UPDATE SET message = @message, version = version + (state <> 'pending'),
       state = CASE state WHEN 'refused' THEN 'pending' ELSE state END, remove = 0
     WHERE message <> @message OR remove = 1`,
  );
  const withdraw = db.prepare(
    `UPDATE notices SET remove = 1, state = CASE state WHEN 'pending' THEN 'refused' ELSE state END WHERE key = ?`,
  );
  const changed = db.prepare<[], ChangedNotice>(
    `SELECT * FROM notices WHERE state = 'sent' AND (shown <> version OR remove = 1) AND message_id IS NOT NULL
     ORDER BY chat_id, id`,
  );
  const shown = db.prepare('UPDATE notices SET shown = @version WHERE id = @id');
  const forget = db.prepare('UPDATE notices SET message_id = NULL, shown = version WHERE id = ?');
  // What was put again while it was being removed is sent anew.
  const removed = db.prepare(
    `UPDATE notices SET message_id = NULL, shown = version, state = CASE remove WHEN 1 THEN 'refused' ELSE 'pending' END
     WHERE id = ?`,
  );
  const byMessage = db.prepare<[number, number], NoticeRow>(
    `SELECT * FROM notices WHERE chat_id = ? AND message_id = ? AND state = 'sent'`,
  );
  const strip = db.prepare(
    `UPDATE notices SET message = json_remove(message, '$.keyboard'), version = version + 1
     WHERE id = ? AND message ->> '$.keyboard' IS NOT NULL`,
  );
  const stripUnknown = db.prepare(
    `INSERT INTO notices (key, chat_id, message, state, message_id, version, created_at)
     VALUES (@key, @chatId, @message, 'sent', @messageId, 2, @now) ON CONFLICT DO NOTHING`,
  );
  return {
    /** A message that changes: the same key again has other words, which replace those in the chat. */
    put: ({ loud, ...notice }: NewNotice, now: string) => put.run({ ...notice, loud: loud ? 1 : 0, now }),
    /** It is taken out of the chat again, or never sent. */
    withdraw: (key: string) => withdraw.run(key),
    listChanged: () => changed.all(),
    markShown: (id: number, version: number) => shown.run({ id, version }),
    /** It stands in the chat no more: somebody deleted it, or it cannot be edited. */
    forgetMessage: (id: number) => forget.run(id),
    markRemoved: (id: number) => removed.run(id),
    findByMessage: (chatId: number, messageId: number) => byMessage.get(chatId, messageId),
    /** A message of ours loses its buttons, also one whose words nobody knows any more. */
    stripKeyboard: (chatId: number, messageId: number, now: string) => {
      const known = byMessage.get(chatId, messageId);
      if (known !== undefined) return strip.run(known.id);
      const key = `strip:${chatId}:${messageId}`;
      return stripUnknown.run({ key, chatId, messageId, message: '{"text":"","entities":[]}', now });
    },
  };
}
