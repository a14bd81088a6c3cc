import type { Database } from './database.ts';

/** The table `dialogues`: what a person has said so far of the task that is to be opened, one in each chat. */
export function createDialogues(db: Database) {
  const find = db
    .prepare<[number, number, string], string>(
      'SELECT state FROM dialogues WHERE chat_id = ? AND user_id = ? AND updated_at >= ?',
    )
    .pluck();
  const put = db.prepare(
    `INSERT INTO dialogues (chat_id, user_id, state, updated_at) VALUES (@chatId, @userId, @state, @now)
     ON CONFLICT (chat_id, user_id) DO UPDATE SET state = @state, updated_at = @now`,
  );
  const remove = db.prepare('DELETE FROM dialogues WHERE chat_id = ? AND user_id = ?');
  const prune = db.prepare('DELETE FROM dialogues WHERE updated_at < ?');
  const shown = db.prepare<[string], number | null>('SELECT message_id FROM notices WHERE key = ?').pluck();
  const lost = db
    .prepare<[string], number>("SELECT state IN ('unknown', 'refused') FROM notices WHERE key = ?")
    .pluck();
  return {
    /** What was stored as its state; undefined where nothing was said since that time. */
    find: (chatId: number, userId: number, since: string) => find.get(chatId, userId, since),
    put: (chatId: number, userId: number, state: string, now: string) =>
      put.run({ chatId, userId, state, now }),
    remove: (chatId: number, userId: number) => remove.run(chatId, userId),
    pruneBefore: (time: string) => prune.run(time),
    /** Whether nobody knows of a message that shows it: it is not sent again, nor can it be edited. */
    isLost: (noticeKey: string): boolean => lost.get(noticeKey) === 1,
    /** The message of the chat that shows the notice of this key; null until it is sent. */
    findMessage: (noticeKey: string) => shown.get(noticeKey) ?? null,
  };
}
