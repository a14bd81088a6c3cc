import type { Database } from './database.ts';

export type CardRow = {
  task_id: number;
  chat_id: number;
  topic_id: number | null;
  message_id: number | null;
  wanted: number;
  drawn: number;
  bump: 0 | 1;
  hash: string | null;
  sent_at: string | null;
};

type LedgerRow = {
  task_id: number;
  message_id: number;
  chat_id: number | null;
  sent_at: string | null;
};

/**
 * What is wanted of the cards, and the ledger of every message id a card ever had. A card is stale while `wanted`
 * differs from `drawn`; the publisher stores the `wanted` it had read, so a change during a write is never lost.
 */
export function createCards(db: Database) {
  const ensure = db.prepare(
    'INSERT INTO cards (task_id, chat_id, topic_id) VALUES (@taskId, @chatId, @topicId) ON CONFLICT DO NOTHING',
  );
  const touch = db.prepare('UPDATE cards SET wanted = wanted + 1 WHERE task_id = ?');
  const touchUnfinished = db.prepare(
    `UPDATE cards SET wanted = wanted + 1 WHERE task_id IN (
       SELECT id FROM tasks WHERE stage IS NOT NULL AND stage NOT IN ('done', 'cancelled')
         AND (@repo IS NULL OR repo = @repo OR id IN (SELECT task_id FROM job_deps WHERE depends_on_task_id = @taskId)))`,
  );
  const bump = db.prepare('UPDATE cards SET bump = 1, wanted = wanted + 1 WHERE task_id = ?');
  const stale = db.prepare<[], CardRow>(
    'SELECT * FROM cards WHERE wanted <> drawn ORDER BY bump DESC, message_id IS NOT NULL, task_id',
  );
  const find = db.prepare<[number], CardRow>('SELECT * FROM cards WHERE task_id = ?');
  const drawn = db.prepare(
    'UPDATE cards SET drawn = @wanted, hash = @hash, sent_at = @now WHERE task_id = @taskId',
  );
  const gone = db.prepare('UPDATE cards SET message_id = NULL, hash = NULL WHERE task_id = ?');
  return {
    ensure: (taskId: number, chatId: number, topicId: number | null) =>
      ensure.run({ taskId, chatId, topicId }),
    touch: (taskId: number) => touch.run(taskId),
    /** Cards whose explanation may have changed with a change of this task: its repository's and its dependants'. */
    touchConcerned: (taskId: number, repo: string) => touchUnfinished.run({ taskId, repo }),
    touchAllUnfinished: () => touchUnfinished.run({ taskId: null, repo: null }),
    bump: (taskId: number) => bump.run(taskId),
    listStale: () => stale.all(),
    find: (taskId: number) => find.get(taskId),
    markDrawn: (taskId: number, wanted: number, hash: string, now: string) =>
      drawn.run({ taskId, wanted, hash, now }),
    forgetMessage: (taskId: number) => gone.run(taskId),
    ...createLedger(db),
  };
}

function createLedger(db: Database) {
  const intend = db.prepare(
    `INSERT INTO card_intents (task_id, chat_id, topic_id, created_at) VALUES (@taskId, @chatId, @topicId, @now)
     ON CONFLICT (task_id) DO UPDATE SET created_at = @now, chat_id = @chatId, topic_id = @topicId`,
  );
  const fulfil = db.prepare('DELETE FROM card_intents WHERE task_id = ?');
  const intents = db.prepare<[], { task_id: number; chat_id: number; created_at: string }>(
    'SELECT * FROM card_intents ORDER BY task_id',
  );
  const record = db.prepare(
    `INSERT INTO tracker_messages (task_id, message_id, created_at, chat_id, topic_id, sent_at)
     VALUES (@taskId, @messageId, @now, @chatId, @topicId, @now) ON CONFLICT DO NOTHING`,
  );
  const sent = db.prepare(
    `UPDATE cards SET message_id = @messageId, drawn = @wanted, hash = @hash, sent_at = @now, bump = 0 WHERE task_id = @taskId`,
  );
  const current = db.prepare('UPDATE tasks SET tracker_message_id = @messageId WHERE id = @taskId');
  const superseded = db.prepare<[], LedgerRow>(
    `SELECT m.task_id, m.message_id, COALESCE(m.chat_id, c.chat_id) AS chat_id, COALESCE(m.sent_at, m.created_at) AS sent_at
     FROM tracker_messages m JOIN cards c ON c.task_id = m.task_id
     WHERE m.deleted_at IS NULL AND c.message_id IS NOT NULL AND m.message_id <> c.message_id
     ORDER BY m.created_at, m.message_id`,
  );
  const closed = db.prepare(
    'UPDATE tracker_messages SET deleted_at = @now WHERE task_id = @taskId AND message_id = @messageId AND deleted_at IS NULL',
  );
  const openOf = db.prepare<[number], { message_id: number }>(
    'SELECT message_id FROM tracker_messages WHERE task_id = ? AND deleted_at IS NULL ORDER BY created_at, message_id',
  );
  type Sent = {
    taskId: number;
    chatId: number;
    topicId: number | null;
    messageId: number;
    wanted: number;
    hash: string;
  };
  return {
    /** Before a card is sent: whoever finds this row after a crash knows that a card may exist without a ledger row. */
    intend: (card: { taskId: number; chatId: number; topicId: number | null }, now: string) =>
      intend.run({ ...card, now }),
    listIntents: () => intents.all(),
    dropIntent: (taskId: number) => fulfil.run(taskId),
    recordSent: db.transaction(({ taskId, chatId, topicId, messageId, wanted, hash }: Sent, now: string) => {
      record.run({ taskId, chatId, topicId, messageId, now });
      sent.run({ taskId, messageId, wanted, hash, now });
      current.run({ taskId, messageId });
      fulfil.run(taskId);
    }),
    /** A card's message found in the chat that the ledger did not know. */
    recordStray: (taskId: number, chatId: number, messageId: number, now: string) =>
      record.run({ taskId, messageId, chatId, topicId: null, now }),
    listSuperseded: () => superseded.all(),
    listOpenMessages: (taskId: number) => openOf.all(taskId).map((row) => row.message_id),
    closeMessage: (taskId: number, messageId: number, now: string) => closed.run({ taskId, messageId, now }),
  };
}
