import type { Migration } from '../database.ts';

/** What the chat needs: cards that move, messages that change, people, topics, files. */
const columns = `
ALTER TABLE task_log ADD COLUMN phrase TEXT;
ALTER TABLE tasks ADD COLUMN priority INTEGER NOT NULL DEFAULT 0;
ALTER TABLE tasks ADD COLUMN tracker_url TEXT;
ALTER TABLE jobs ADD COLUMN priority INTEGER NOT NULL DEFAULT 0;

ALTER TABLE approvals ADD COLUMN summary TEXT;
ALTER TABLE approvals ADD COLUMN url TEXT;
ALTER TABLE approvals ADD COLUMN path TEXT;

ALTER TABLE chats ADD COLUMN title TEXT;
ALTER TABLE chats ADD COLUMN language TEXT;
ALTER TABLE chats ADD COLUMN timezone TEXT;
ALTER TABLE chats ADD COLUMN digest_at TEXT;
ALTER TABLE chats ADD COLUMN quiet_hours TEXT;
ALTER TABLE chats ADD COLUMN digest_on TEXT;
ALTER TABLE chats ADD COLUMN position INTEGER NOT NULL DEFAULT 0;
ALTER TABLE chats ADD COLUMN moved_to INTEGER;

ALTER TABLE cards ADD COLUMN subject TEXT;
ALTER TABLE cards ADD COLUMN position INTEGER;
ALTER TABLE cards ADD COLUMN headline TEXT;
ALTER TABLE cards ADD COLUMN menu TEXT;
ALTER TABLE cards ADD COLUMN menu_drawn TEXT;
ALTER TABLE cards ADD COLUMN fetched INTEGER NOT NULL DEFAULT 0 CHECK (fetched IN (0, 1));
ALTER TABLE cards ADD COLUMN reminded_at TEXT;

ALTER TABLE notices ADD COLUMN subject TEXT;
ALTER TABLE notices ADD COLUMN importance TEXT NOT NULL DEFAULT 'answer';
ALTER TABLE notices ADD COLUMN version INTEGER NOT NULL DEFAULT 1;
ALTER TABLE notices ADD COLUMN shown INTEGER NOT NULL DEFAULT 1;
ALTER TABLE notices ADD COLUMN remove INTEGER NOT NULL DEFAULT 0;

ALTER TABLE repo_freeze ADD COLUMN frozen_by TEXT;
ALTER TABLE repo_freeze ADD COLUMN cleared_by TEXT;
ALTER TABLE repo_freeze ADD COLUMN cleared_why TEXT;
`;

const tables = `
CREATE TABLE waived_blockers (
  task_id INTEGER NOT NULL, item TEXT NOT NULL, who TEXT NOT NULL, at TEXT NOT NULL, PRIMARY KEY (task_id, item)
);
CREATE TABLE approval_votes (
  approval_id INTEGER NOT NULL, who TEXT NOT NULL, via TEXT NOT NULL, at TEXT NOT NULL,
  PRIMARY KEY (approval_id, who)
);
CREATE TABLE members (
  telegram_id INTEGER PRIMARY KEY, name TEXT NOT NULL,
  role TEXT NOT NULL CHECK (role IN ('viewer', 'approver', 'operator', 'owner')),
  added_by TEXT NOT NULL, added_at TEXT NOT NULL
);
CREATE TABLE pairings (code_hash TEXT PRIMARY KEY, created_at TEXT NOT NULL, used_by INTEGER, used_at TEXT);
CREATE TABLE strangers (telegram_id INTEGER PRIMARY KEY, told_at TEXT NOT NULL);
CREATE TABLE audit (
  id INTEGER PRIMARY KEY AUTOINCREMENT, at TEXT NOT NULL, user_id INTEGER, who TEXT NOT NULL, role TEXT,
  chat_id INTEGER, via TEXT NOT NULL CHECK (via IN ('command', 'button', 'reply', 'pairing')),
  action TEXT NOT NULL, target TEXT, outcome TEXT NOT NULL CHECK (outcome IN ('done', 'refused', 'unchanged', 'failed')),
  detail TEXT
);
CREATE TABLE topics (
  chat_id INTEGER NOT NULL, subject TEXT NOT NULL, topic_id INTEGER, wanted_name TEXT NOT NULL, name TEXT,
  wanted_open INTEGER NOT NULL DEFAULT 1 CHECK (wanted_open IN (0, 1)), open INTEGER CHECK (open IN (0, 1)), trouble TEXT,
  position INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (chat_id, subject)
);
CREATE TABLE dialogues (
  chat_id INTEGER NOT NULL, user_id INTEGER NOT NULL, state TEXT NOT NULL, updated_at TEXT NOT NULL,
  PRIMARY KEY (chat_id, user_id)
);
CREATE TABLE attachments (
  id INTEGER PRIMARY KEY AUTOINCREMENT, task_id INTEGER NOT NULL, chat_id INTEGER NOT NULL, topic_id INTEGER,
  message_id INTEGER NOT NULL, album TEXT, file_id TEXT NOT NULL, name TEXT NOT NULL, type TEXT, size_bytes INTEGER,
  note TEXT, state TEXT NOT NULL DEFAULT 'wanted' CHECK (state IN ('wanted', 'stored', 'refused')),
  attempts INTEGER NOT NULL DEFAULT 0, due_at TEXT, error TEXT, added_by TEXT NOT NULL, added_at TEXT NOT NULL,
  UNIQUE (task_id, chat_id, message_id)
);
`;

const indexes = `
CREATE INDEX notices_stale ON notices (chat_id, id) WHERE state = 'sent' AND (shown <> version OR remove = 1);
CREATE INDEX notices_message ON notices (chat_id, message_id) WHERE message_id IS NOT NULL;
CREATE INDEX audit_at ON audit (at);
CREATE INDEX attachments_album ON attachments (chat_id, album) WHERE album IS NOT NULL;
CREATE INDEX attachments_wanted ON attachments (id) WHERE state = 'wanted';
CREATE INDEX jobs_next ON jobs (priority DESC, id) WHERE status = 'queued';
CREATE INDEX topics_unsettled ON topics (chat_id, subject) WHERE wanted_name <> '' AND trouble IS NULL AND wanted_open + COALESCE(topic_id, 0) <> 0
  AND (topic_id IS NULL OR open IS NOT wanted_open OR name IS NOT wanted_name);
CREATE INDEX topics_id ON topics (chat_id, topic_id) WHERE topic_id IS NOT NULL;
`;

/** A job's place in the queue is that of its task, kept beside the job: the claim then walks an index and stops at the first that fits. */
const triggers = `
CREATE TRIGGER jobs_priority AFTER INSERT ON jobs WHEN NEW.task_id IS NOT NULL BEGIN
  UPDATE jobs SET priority = t.priority FROM tasks t
  WHERE jobs.id = NEW.id AND t.id = NEW.task_id AND t.priority <> NEW.priority;
END;
CREATE TRIGGER tasks_priority AFTER UPDATE OF priority ON tasks WHEN NEW.priority <> OLD.priority BEGIN
  UPDATE jobs SET priority = NEW.priority WHERE task_id = NEW.id;
END;
`;

export const chatMigration: Migration = {
  number: 5,
  name: 'chat',
  up(db) {
    db.exec(columns);
    db.exec(tables);
    db.exec(indexes);
    db.exec(triggers);
  },
};
