import type { Database } from './database.ts';

/** Runs in one transaction; `@from` and `@to` are chat ids. The old ids of messages are void. */
const steps = [
  `INSERT INTO chats (chat_id) VALUES (@from) ON CONFLICT DO NOTHING`,
  `INSERT INTO chats (chat_id, title, language, timezone, digest_at, quiet_hours, digest_on)
   SELECT @to, title, language, timezone, digest_at, quiet_hours, digest_on FROM chats WHERE chat_id = @from
   ON CONFLICT (chat_id) DO UPDATE SET title = COALESCE(title, excluded.title), language = COALESCE(language, excluded.language),
     timezone = COALESCE(timezone, excluded.timezone), digest_at = COALESCE(digest_at, excluded.digest_at),
     quiet_hours = COALESCE(quiet_hours, excluded.quiet_hours), digest_on = COALESCE(digest_on, excluded.digest_on),
     parked = NULL, parked_at = NULL`,
  `UPDATE chats SET moved_to = @to, parked = NULL, parked_at = NULL, paused_until = NULL WHERE chat_id = @from`,
  `UPDATE chats SET moved_to = NULL WHERE chat_id = @to`,
  `UPDATE tracker_messages SET deleted_at = @now WHERE deleted_at IS NULL AND COALESCE(chat_id,
     (SELECT c.chat_id FROM cards c WHERE c.task_id = tracker_messages.task_id)) = @from`,
  `UPDATE cards SET chat_id = @to, message_id = NULL, hash = NULL, position = NULL,
     topic_id = CASE WHEN subject IS NULL THEN topic_id END, wanted = wanted + 1 WHERE chat_id = @from`,
  `UPDATE card_intents SET chat_id = @to WHERE chat_id = @from`,
  `UPDATE notices SET message_id = NULL, shown = version WHERE chat_id = @from AND state = 'sent'`,
  `UPDATE notices SET chat_id = @to WHERE chat_id = @from`,
  `DELETE FROM topics WHERE chat_id = @from AND wanted_name = ''`,
  `UPDATE OR REPLACE topics SET chat_id = @to, topic_id = NULL, name = NULL, open = NULL, trouble = NULL, position = 0
   WHERE chat_id = @from`,
  // Known by ids of messages, which there are those of others.
  `DELETE FROM reply_prompts WHERE chat_id = @from`,
  `DELETE FROM dialogues WHERE chat_id = @from`,
];

/**
 * A group became a supergroup, which has another id: all that belongs to it goes along, its cards are sent anew. False
 * when that was done before.
 */
export function createMove(db: Database) {
  const statements = steps.map((sql) => db.prepare(sql));
  const movedTo = db.prepare<[number], number | null>('SELECT moved_to FROM chats WHERE chat_id = ?').pluck();
  return db.transaction((from: number, to: number, now: string): boolean => {
    if (from === to) return false;
    const isKnown = movedTo.get(from) === to;
    // Also what was addressed to the old id since.
    for (const statement of statements) statement.run({ from, to, now });
    return !isKnown;
  });
}
