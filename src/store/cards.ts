import type { Place } from '../domain/chat.ts';
import type { Database } from './database.ts';
import type { PaySettings } from './holds.ts';

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
  /** The topic that the bot makes itself. */
  subject: string | null;
  /** Where in its place it was sent. */
  position: number | null;
  headline: string | null;
  menu: string | null;
  menu_drawn: string | null;
  fetched: 0 | 1;
  /** When it last rang. */
  reminded_at: string | null;
};

export type StaleCard = CardRow & { ended: 0 | 1 };

type LedgerRow = {
  task_id: number;
  message_id: number;
  chat_id: number | null;
  sent_at: string | null;
};

type Shown = { headline?: string; menu?: string | null };

type Sent = Shown & {
  wanted: number;
  hash: string;
  taskId: number;
  chatId: number;
  topicId: number | null;
  messageId: number;
  position?: number;
  rang?: boolean;
  /** What the row asked for when it was read: what is asked for since then still stands. */
  answers?: { bump: 0 | 1; fetched: 0 | 1 };
};

/**
 * What is wanted of the cards, and the ledger of every message id a card ever had. A card is stale while `wanted`
 * differs from `drawn`; the publisher stores the `wanted` it had read, so a change during a write is never lost.
 */
export function createCards(db: Database) {
  const ensure = db.prepare(
    'INSERT INTO cards (task_id, chat_id, topic_id, subject) VALUES (@taskId, @chatId, @topicId, @subject) ON CONFLICT DO NOTHING',
  );
  const touch = db.prepare('UPDATE cards SET wanted = wanted + 1 WHERE task_id = ?');
  const bump = db.prepare('UPDATE cards SET bump = 1, wanted = wanted + 1 WHERE task_id = ?');
  const fetch = db.prepare('UPDATE cards SET fetched = 1, wanted = wanted + 1 WHERE task_id = ?');
  const setMenu = db.prepare(
    'UPDATE cards SET menu = @menu, wanted = wanted + 1 WHERE task_id = @taskId AND menu IS NOT @menu',
  );
  const stale = db.prepare<[], StaleCard>(
    `SELECT c.*, COALESCE(t.stage, 'done') IN ('done', 'cancelled') AS ended
     FROM cards c LEFT JOIN tasks t ON t.id = c.task_id WHERE c.wanted <> c.drawn ORDER BY c.sent_at, c.task_id`,
  );
  const find = db.prepare<[number], CardRow>('SELECT * FROM cards WHERE task_id = ?');
  const findByMessage = db.prepare<[number, number], CardRow>(
    'SELECT * FROM cards WHERE chat_id = ? AND message_id = ?',
  );
  const drawn = db.prepare(
    `UPDATE cards SET drawn = @wanted, hash = @hash, sent_at = @now, headline = COALESCE(@headline, headline),
       menu_drawn = @menu WHERE task_id = @taskId`,
  );
  const gone = db.prepare('UPDATE cards SET message_id = NULL, hash = NULL WHERE task_id = ?');
  return {
    ensure: (taskId: number, place: Place) => ensure.run({ taskId, ...place }),
    touch: (taskId: number) => touch.run(taskId),
    bump: (taskId: number) => bump.run(taskId),
    /** Somebody wants to see it: it comes down silently, before what nobody asked for. */
    fetch: (taskId: number) => fetch.run(taskId),
    /** Other buttons than its own, such as `cancel:<key>` that asks once more; null: its own again. */
    setMenu: (taskId: number, menu: string | null) => setMenu.run({ taskId, menu }),
    /** Cards whose picture is out of date, what was written longest ago first. */
    listStale: () => stale.all(),
    find: (taskId: number) => find.get(taskId),
    /** The card that this message is now. */
    findByMessage: (chatId: number, messageId: number) => findByMessage.get(chatId, messageId),
    markDrawn: (taskId: number, wanted: number, hash: string, now: string, shown: Shown = {}) =>
      drawn.run({ taskId, wanted, hash, now, headline: shown.headline ?? null, menu: shown.menu ?? null }),
    forgetMessage: (taskId: number) => gone.run(taskId),
    ...createTouches(db),
    ...createLedger(db),
  };
}

/** More than can come to wait for a slot between two looks at the queue. */
const NEXT = 20;

const unfinished = `stage IS NOT NULL AND stage NOT IN ('done', 'cancelled')`;

/** Which cards a change makes stale, one index for each, so that it costs no more than the cards it finds. */
function createTouches(db: Database) {
  const touchThose = (tasks: string) =>
    db.prepare(`UPDATE cards SET wanted = wanted + 1 WHERE task_id IN (${tasks})`);
  const all = touchThose(
    `SELECT id FROM tasks WHERE ${unfinished} UNION SELECT task_id FROM rollbacks WHERE state IN ('asked', 'running')`,
  );
  const dependants = touchThose('SELECT task_id FROM job_deps WHERE depends_on_task_id = ?');
  const orphans = touchThose(
    `SELECT t.id FROM tasks t JOIN job_deps d ON d.task_id = t.id JOIN tasks b ON b.id = d.depends_on_task_id
     WHERE t.stage IS NOT NULL AND t.stage NOT IN ('done', 'cancelled') AND b.stage = 'cancelled'`,
  );
  const unstarted = touchThose(
    `SELECT id FROM tasks WHERE repo = ? AND started_at IS NULL AND ${unfinished}`,
  );
  const waiting = touchThose(
    `SELECT id FROM tasks WHERE repo = @repo AND step = @step AND started_at IS NOT NULL AND ${unfinished}`,
  );
  const queued = touchThose(`SELECT task_id FROM jobs WHERE status = 'queued'`);
  const next = touchThose(nextTasks('1'));
  const nextOf = touchThose(
    nextTasks(`CASE WHEN lower(project) IN (SELECT value FROM json_each(@projects)) THEN lower(project) = @project
      ELSE repo IN (SELECT value FROM json_each(@repos)) END`),
  );
  return {
    /** And of those that are being rolled back. */
    touchAllUnfinished: () => all.run(),
    touchDependants: (taskId: number) => dependants.run(taskId),
    /** Those of unfinished tasks that depend on one that was cancelled: another may have been begun in its place. */
    touchOrphans: () => orphans.run(),
    /** New tasks of a repository: its lane and its freezes hold their first job. */
    touchUnstarted: (repo: string) => unstarted.run(repo),
    touchWaiting: (repo: string, step: 'lock' | 'thaw') => waiting.run({ repo, step }),
    touchQueued: () => queued.run(),
    /** The jobs that only a slot can hold, the oldest of them: those that no lane holds. */
    touchNext: () => next.run(),
    touchNextOf: (project: string, { roles }: PaySettings) =>
      nextOf.run({
        project,
        projects: JSON.stringify([...new Set(roles.map((role) => role.project))]),
        repos: JSON.stringify(
          roles.flatMap(({ first, repo, ...role }) => (first && role.project === project ? repo : [])),
        ),
      }),
  };
}

/** The next of each of the lanes that come next: however long a lane, no more of it is looked at. */
function nextTasks(condition: string): string {
  return `SELECT j.task_id FROM (
       SELECT id FROM lanes WHERE open = 1 AND head_id IS NOT NULL AND ${condition}
       ORDER BY head_priority DESC, head_id LIMIT ${NEXT}) l
     JOIN jobs j ON j.id IN (SELECT q.id FROM jobs q WHERE q.lane = l.id ORDER BY q.priority DESC, q.id LIMIT ${NEXT})
     ORDER BY j.priority DESC, j.id LIMIT ${NEXT}`;
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
  // After a chat moved, an id that the ledger closed may come again.
  const reopen = db.prepare(
    `UPDATE tracker_messages SET created_at = @now, sent_at = @now, chat_id = @chatId, topic_id = @topicId, deleted_at = NULL
     WHERE task_id = @taskId AND message_id = @messageId`,
  );
  // A chat that moved meanwhile does not know the message.
  const sent = db.prepare(
    `UPDATE cards SET message_id = @messageId, drawn = @wanted, hash = @hash, sent_at = @now, headline = @headline,
       topic_id = CASE WHEN subject IS NULL THEN topic_id ELSE @topicId END, position = @position, menu_drawn = @menu, reminded_at = CASE WHEN @rang = 1 THEN @now ELSE reminded_at END,
       bump = CASE WHEN bump > @bump THEN bump ELSE 0 END,
       fetched = CASE WHEN fetched > @fetched THEN fetched ELSE 0 END WHERE task_id = @taskId AND chat_id = @chatId`,
  );
  const current = db.prepare('UPDATE tasks SET tracker_message_id = @messageId WHERE id = @taskId');
  const superseded = db.prepare<[], LedgerRow>(
    `SELECT m.task_id, m.message_id, COALESCE(m.chat_id, c.chat_id) AS chat_id, COALESCE(m.sent_at, m.created_at) AS sent_at
     FROM tracker_messages m JOIN cards c ON c.task_id = m.task_id
     WHERE m.deleted_at IS NULL AND c.message_id IS NOT NULL
       AND (m.message_id <> c.message_id OR COALESCE(m.chat_id, c.chat_id) <> c.chat_id)
     ORDER BY m.created_at, m.message_id`,
  );
  const closed = db.prepare(
    'UPDATE tracker_messages SET deleted_at = @now WHERE task_id = @taskId AND message_id = @messageId AND deleted_at IS NULL',
  );
  const openOf = db.prepare<[number], { message_id: number }>(
    'SELECT message_id FROM tracker_messages WHERE task_id = ? AND deleted_at IS NULL ORDER BY created_at, message_id',
  );
  return {
    /** Before a card is sent: whoever finds this row after a crash knows that a card may exist without a ledger row. */
    intend: (card: { taskId: number; chatId: number; topicId: number | null }, now: string) =>
      intend.run({ ...card, now }),
    listIntents: () => intents.all(),
    dropIntent: (taskId: number) => fulfil.run(taskId),
    recordSent: db.transaction((card: Sent, now: string) => {
      const { taskId, chatId, topicId, messageId, wanted, hash, headline = null, menu = null } = card;
      const { position = null, rang = false, answers = { bump: 1, fetched: 1 } } = card;
      const message = { taskId, chatId, topicId, messageId, now };
      if (record.run(message).changes === 0) reopen.run(message);
      const drawing = { wanted, hash, headline, menu, position, rang: rang ? 1 : 0 };
      const { changes } = sent.run({ taskId, chatId, messageId, topicId, now, ...drawing, ...answers });
      fulfil.run(taskId);
      if (changes === 1) current.run({ taskId, messageId });
    }),
    /** A card's message found in the chat that the ledger did not know. */
    recordStray: (taskId: number, chatId: number, messageId: number, now: string) =>
      record.run({ taskId, messageId, chatId, topicId: null, now }),
    listSuperseded: () => superseded.all(),
    listOpenMessages: (taskId: number) => openOf.all(taskId).map((row) => row.message_id),
    closeMessage: (taskId: number, messageId: number, now: string) => closed.run({ taskId, messageId, now }),
  };
}
