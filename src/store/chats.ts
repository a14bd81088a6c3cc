import type { Database } from './database.ts';

export type ChatRow = { chat_id: number; paused_until: string | null; parked: string | null };

/** What Telegram told about a chat: paused after a 429, parked while it is gone or has blocked the bot. */
export function createChats(db: Database) {
  const pause = db.prepare(
    `INSERT INTO chats (chat_id, paused_until) VALUES (@chatId, @until)
     ON CONFLICT (chat_id) DO UPDATE SET paused_until = MAX(COALESCE(paused_until, ''), @until)`,
  );
  const park = db.prepare(
    `INSERT INTO chats (chat_id, parked, parked_at) VALUES (@chatId, @why, @now)
     ON CONFLICT (chat_id) DO UPDATE SET parked = @why, parked_at = @now`,
  );
  const unpark = db.prepare('UPDATE chats SET parked = NULL, parked_at = NULL WHERE chat_id = ?');
  const list = db.prepare<[], ChatRow>('SELECT chat_id, paused_until, parked FROM chats ORDER BY chat_id');
  const prompted = db
    .prepare<[number, number], string>('SELECT nonce FROM reply_prompts WHERE chat_id = ? AND message_id = ?')
    .pluck();
  const lastPrompt = db
    .prepare<[number], string>(
      'SELECT nonce FROM reply_prompts WHERE chat_id = ? ORDER BY message_id DESC LIMIT 1',
    )
    .pluck();
  return {
    pauseUntil: (chatId: number, until: string) => pause.run({ chatId, until }),
    park: (chatId: number, why: string, now: string) => park.run({ chatId, why, now }),
    unpark: (chatId: number): boolean => unpark.run(chatId).changes === 1,
    list: () => list.all(),
    /** What a message asked a person for: the nonce of an approval, or the data of the button. Notices remember it. */
    findReplyPrompt: (chatId: number, messageId: number) => prompted.get(chatId, messageId),
    findLatestPrompt: (chatId: number) => lastPrompt.get(chatId),
  };
}
