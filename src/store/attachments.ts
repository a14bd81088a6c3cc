import type { Database } from './database.ts';

export type AttachmentRow = {
  id: number;
  task_id: number;
  chat_id: number;
  topic_id: number | null;
  message_id: number;
  album: string | null;
  file_id: string;
  name: string;
  type: string | null;
  size_bytes: number | null;
  /** The words that came with it. */
  note: string | null;
  state: 'wanted' | 'stored' | 'refused';
  attempts: number;
  due_at: string | null;
  error: string | null;
};

export type NewAttachment = {
  taskId: number;
  chatId: number;
  topicId: number | null;
  messageId: number;
  album: string | null;
  fileId: string;
  name: string;
  type: string | null;
  sizeBytes: number | null;
  note: string | null;
  addedBy: string;
};

/** The table `attachments`: files that people gave to a task. A wanted one is fetched until it is stored or refused. */
export function createAttachments(db: Database) {
  const insert = db.prepare(
    `INSERT INTO attachments (task_id, chat_id, topic_id, message_id, album, file_id, name, type, size_bytes, note, added_by, added_at)
     VALUES (@taskId, @chatId, @topicId, @messageId, @album, @fileId, @name, @type, @sizeBytes, @note, @addedBy, @now)
     ON CONFLICT DO NOTHING`,
  );
  const ofTask = db.prepare<[number], AttachmentRow>(
    'SELECT * FROM attachments WHERE task_id = ? ORDER BY id',
  );
  const due = db.prepare<[string], AttachmentRow>(
    `SELECT * FROM attachments WHERE state = 'wanted' AND (due_at IS NULL OR due_at <= ?) ORDER BY id`,
  );
  const nextDue = db
    .prepare<[string], string | null>(
      `SELECT MIN(due_at) FROM attachments WHERE state = 'wanted' AND due_at > ?`,
    )
    .pluck();
  const byAlbum = db
    .prepare<[number, string], number>(
      'SELECT task_id FROM attachments WHERE chat_id = ? AND album = ? ORDER BY id DESC LIMIT 1',
    )
    .pluck();
  const stored = db.prepare(
    `UPDATE attachments SET state = 'stored', size_bytes = @sizeBytes, error = NULL, due_at = NULL
     WHERE id = @id AND state = 'wanted'`,
  );
  const refused = db.prepare(
    `UPDATE attachments SET state = 'refused', error = @error, due_at = NULL WHERE id = @id AND state = 'wanted'`,
  );
  const putOff = db.prepare(
    `UPDATE attachments SET attempts = attempts + 1, error = @error, due_at = @at WHERE id = @id AND state = 'wanted'`,
  );
  const ended = db
    .prepare<[string], number>(
      `SELECT DISTINCT a.task_id FROM attachments a JOIN tasks t ON t.id = a.task_id
       WHERE t.stage IN ('done', 'cancelled') AND t.updated_at < ?`,
    )
    .pluck();
  const copy = db.prepare(
    `INSERT INTO attachments (task_id, chat_id, topic_id, message_id, album, file_id, name, type, size_bytes, note, added_by, added_at)
     SELECT @to, chat_id, topic_id, message_id, album, file_id, name, type, size_bytes, note, added_by, @now
     FROM attachments WHERE task_id = @from ORDER BY id`,
  );
  const remove = db.prepare('DELETE FROM attachments WHERE task_id = ?');
  return {
    /** False when the task has the file of that message already. */
    add: (file: NewAttachment, now: string): boolean => insert.run({ ...file, now }).changes === 1,
    /** The task that is begun anew has the same files, which are fetched for it again. */
    copy: (from: number, to: number, now: string) => copy.run({ from, to, now }),
    listOfTask: (taskId: number) => ofTask.all(taskId),
    /** Those to be fetched now, oldest first. */
    listDue: (now: string) => due.all(now),
    nextDue: (now: string) => nextDue.get(now) ?? null,
    /** The task that another file of the same album belongs to. */
    findTaskOfAlbum: (chatId: number, album: string) => byAlbum.get(chatId, album),
    markStored: (id: number, sizeBytes: number) => stored.run({ id, sizeBytes }),
    /** False when it was settled already. */
    refuse: (id: number, error: string): boolean => refused.run({ id, error }).changes === 1,
    putOff: (id: number, error: string, at: string) => putOff.run({ id, error, at }),
    /** Tasks that ended before that time and still have files. */
    listTasksEndedBefore: (time: string) => ended.all(time),
    removeOfTask: (taskId: number) => remove.run(taskId),
  };
}
