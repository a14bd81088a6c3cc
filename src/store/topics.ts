import type { Database } from './database.ts';

export type TopicRow = {
  chat_id: number;
  /** `project:<name>` or `task:<id>`; of a topic that others made, `topic:<id>`. */
  subject: string;
  topic_id: number | null;
  wanted_name: string;
  /** What we named it last: a name that people give it is left alone. */
  name: string | null;
  wanted_open: 0 | 1;
  open: 0 | 1 | null;
  trouble: string | null;
};

type MadeTopic = { chatId: number; subject: string; topicId: number; name: string };

/** As the partial index has it, word for word. */
const unsettledTopics = `wanted_name <> '' AND trouble IS NULL AND wanted_open + COALESCE(topic_id, 0) <> 0
  AND (topic_id IS NULL OR open IS NOT wanted_open OR name IS NOT wanted_name)`;

/** The topics that the bot makes, renames and closes, and what is wrong with those that it writes to. */
export function createTopics(db: Database) {
  const want = db.prepare(
    `INSERT INTO topics (chat_id, subject, wanted_name) VALUES (@chatId, @subject, @name)
     ON CONFLICT DO UPDATE SET wanted_name = @name, wanted_open = 1 WHERE wanted_name <> @name OR wanted_open = 0`,
  );
  const close = db.prepare('UPDATE topics SET wanted_open = 0 WHERE chat_id = ? AND subject = ?');
  const made = db.prepare(
    `UPDATE topics SET topic_id = @topicId, name = @name, open = 1, trouble = NULL, position = 0
     WHERE chat_id = @chatId AND subject = @subject`,
  );
  // Counted as a foreign one when its first message was heard before the answer that tells its id.
  const unforeign = db.prepare(
    `DELETE FROM topics WHERE chat_id = @chatId AND topic_id = @topicId AND wanted_name = ''`,
  );
  const setName = db.prepare('UPDATE topics SET name = ? WHERE chat_id = ? AND subject = ?');
  const setOpen = db.prepare('UPDATE topics SET open = ? WHERE chat_id = ? AND subject = ?');
  const gone = db.prepare(
    'UPDATE topics SET topic_id = NULL, name = NULL, open = NULL WHERE chat_id = ? AND subject = ?',
  );
  const unsettled = db.prepare<[], TopicRow>(
    `SELECT * FROM topics WHERE ${unsettledTopics} ORDER BY chat_id, subject`,
  );
  const awaited = db
    .prepare<[number, string], string>(
      'SELECT subject FROM topics WHERE chat_id = ? AND wanted_name = ? AND topic_id IS NULL LIMIT 1',
    )
    .pluck();
  const all = db.prepare<[], TopicRow>('SELECT * FROM topics ORDER BY chat_id, subject');
  const find = db.prepare<[number, string], TopicRow>(
    'SELECT * FROM topics WHERE chat_id = ? AND subject = ?',
  );
  const markMade = db.transaction((topic: MadeTopic) => {
    unforeign.run(topic);
    made.run(topic);
  });
  return {
    /** There is to be a topic of that name, open. */
    want: (chatId: number, subject: string, name: string) => want.run({ chatId, subject, name }),
    close: (chatId: number, subject: string) => close.run(chatId, subject),
    list: () => all.all(),
    /** Those of ours that are not yet as wanted, trouble aside. */
    listUnsettled: () => unsettled.all(),
    find: (chatId: number, subject: string) => find.get(chatId, subject),
    markMade,
    /** A topic of ours was heard of whose making was not answered, or not recorded. */
    adopt: (chatId: number, topicId: number, name: string): void => {
      const subject = awaited.get(chatId, name);
      if (subject !== undefined) markMade({ chatId, subject, topicId, name });
    },
    markNamed: (chatId: number, subject: string, name: string) => setName.run(name, chatId, subject),
    markOpen: (chatId: number, subject: string, open: boolean) => setOpen.run(open ? 1 : 0, chatId, subject),
    /** Somebody deleted it: it is made again. */
    forget: (chatId: number, subject: string) => gone.run(chatId, subject),
    ...createTroubles(db),
  };
}

function createTroubles(db: Database) {
  const trouble = db.prepare('UPDATE topics SET trouble = ? WHERE chat_id = ? AND subject = ?');
  const noteForeign = db.prepare(
    `INSERT INTO topics (chat_id, subject, topic_id, wanted_name, trouble)
     VALUES (@chatId, @subject, @topicId, '', @why) ON CONFLICT DO UPDATE SET trouble = @why`,
  );
  const retry = db.prepare(
    'UPDATE topics SET trouble = NULL WHERE trouble IS NOT NULL AND (@chatId IS NULL OR chat_id = @chatId)',
  );
  const foreign = (topicId: number) => `topic:${topicId}`;
  return {
    setTrouble: (chatId: number, subject: string, why: string) => trouble.run(why, chatId, subject),
    /** A topic that others made cannot be written to. */
    noteTrouble: (chatId: number, topicId: number, why: string) =>
      noteForeign.run({ chatId, topicId, subject: foreign(topicId), why }),
    /** The rights of the bot there may have changed, or everywhere: what failed is tried again. */
    retry: (chatId: number | null = null) => retry.run({ chatId }),
  };
}

/** How many messages were seen in each topic. */
export function createTopicPositions(db: Database) {
  const known = db.prepare(
    'UPDATE topics SET position = position + 1 WHERE chat_id = @chatId AND topic_id = @topicId',
  );
  const first = db.prepare(
    `INSERT INTO topics (chat_id, subject, topic_id, wanted_name, position) VALUES (@chatId, 'topic:' || @topicId, @topicId, '', 1)
     ON CONFLICT DO NOTHING`,
  );
  const position = db
    .prepare<[number, number], number>('SELECT position FROM topics WHERE chat_id = ? AND topic_id = ?')
    .pluck();
  return {
    note: (chatId: number, topicId: number): void => {
      if (known.run({ chatId, topicId }).changes === 0) first.run({ chatId, topicId });
    },
    find: (chatId: number, topicId: number) => position.get(chatId, topicId),
  };
}
