import type { Database } from './database.ts';

export type NoticeRow = {
  id: number;
  key: string;
  chat_id: number;
  topic_id: number | null;
  task_id: number | null;
  message: string;
  loud: 0 | 1;
};

export type NewNotice = {
  /** The same key is never sent twice. */
  key: string;
  chatId: number;
  topicId: number | null;
  taskId: number | null;
  /** JSON of a rendered message. */
  message: string;
  loud: boolean;
};

/**
 * Messages that are sent once and never edited. `sending` stands while the answer is out; found at start it becomes
 * `unknown` and is not sent again, because Telegram has no way to ask whether it arrived.
 */
export function createNotices(db: Database) {
  const insert = db.prepare(
    `INSERT INTO notices (key, chat_id, topic_id, task_id, message, loud, created_at)
     VALUES (@key, @chatId, @topicId, @taskId, @message, @loud, @now) ON CONFLICT DO NOTHING`,
  );
  const pending = db.prepare<[], NoticeRow>(
    `SELECT * FROM notices WHERE state = 'pending' ORDER BY chat_id, id`,
  );
  const setState = db.prepare(
    'UPDATE notices SET state = @state, error = @error, message_id = @messageId, sent_at = @now WHERE id = @id',
  );
  // What was sent with a prompt is remembered as one, so that a reply to it is known.
  const asked = db.prepare(
    `INSERT INTO reply_prompts (chat_id, message_id, nonce, created_at)
     SELECT chat_id, message_id, message ->> '$.prompt.about', @now FROM notices
     WHERE id = @id AND state = 'sent' AND message ->> '$.prompt.about' IS NOT NULL ON CONFLICT DO NOTHING`,
  );
  const settle = db.transaction((settled: { id: number; now: string } & Record<string, unknown>) => {
    setState.run(settled);
    asked.run({ id: settled.id, now: settled.now });
  });
  const orphaned = db.prepare<[], NoticeRow>(
    `UPDATE notices SET state = 'unknown' WHERE state = 'sending' RETURNING *`,
  );
  // Answers only: the other keys keep what was said once from being said again.
  const prune = db.prepare(
    `DELETE FROM notices WHERE key LIKE 'answer:%' AND state IN ('sent', 'unknown', 'refused') AND created_at < ?`,
  );
  type State = 'sending' | 'pending' | 'sent' | 'unknown' | 'refused';
  return {
    add: ({ loud, ...notice }: NewNotice, now: string) => insert.run({ ...notice, loud: loud ? 1 : 0, now }),
    listPending: () => pending.all(),
    setState: (id: number, state: State, now: string, details: { messageId?: number; error?: string } = {}) =>
      settle({ id, state, now, messageId: details.messageId ?? null, error: details.error ?? null }),
    giveUpUnanswered: () => orphaned.all(),
    /** Forgets answers to commands that were given before that time. */
    pruneAnswers: (before: string): number => prune.run(before).changes,
  };
}
