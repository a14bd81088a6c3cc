import type { Migration } from '../database.ts';

/** What the design adds to the seven tables: nullable columns, or columns with a constant default. */
const columns = `
ALTER TABLE events ADD COLUMN body_hash TEXT;
ALTER TABLE events ADD COLUMN state TEXT;
ALTER TABLE events ADD COLUMN deliveries INTEGER NOT NULL DEFAULT 1;
ALTER TABLE events ADD COLUMN note TEXT;
ALTER TABLE events ADD COLUMN processed_at TEXT;

ALTER TABLE tasks ADD COLUMN version INTEGER NOT NULL DEFAULT 0;
ALTER TABLE tasks ADD COLUMN project TEXT;
ALTER TABLE tasks ADD COLUMN step TEXT;
ALTER TABLE tasks ADD COLUMN step_at TEXT;
ALTER TABLE tasks ADD COLUMN started_at TEXT;
ALTER TABLE tasks ADD COLUMN description TEXT;
ALTER TABLE tasks ADD COLUMN attention TEXT;
ALTER TABLE tasks ADD COLUMN attention_text TEXT;
ALTER TABLE tasks ADD COLUMN attention_at TEXT;
ALTER TABLE tasks ADD COLUMN stop_requested TEXT;
ALTER TABLE tasks ADD COLUMN stop_by TEXT;
ALTER TABLE tasks ADD COLUMN commit_sha TEXT;
ALTER TABLE tasks ADD COLUMN base_sha TEXT;
ALTER TABLE tasks ADD COLUMN merge_candidate TEXT;
ALTER TABLE tasks ADD COLUMN merge_sha TEXT;
ALTER TABLE tasks ADD COLUMN rework INTEGER NOT NULL DEFAULT 0;
ALTER TABLE tasks ADD COLUMN change_url TEXT;

ALTER TABLE agent_runs ADD COLUMN job_id INTEGER;
ALTER TABLE agent_runs ADD COLUMN effect_id INTEGER;
ALTER TABLE agent_runs ADD COLUMN stage TEXT;
ALTER TABLE agent_runs ADD COLUMN name TEXT;
ALTER TABLE agent_runs ADD COLUMN folder TEXT;
ALTER TABLE agent_runs ADD COLUMN clone TEXT;
ALTER TABLE agent_runs ADD COLUMN start_commit TEXT;
ALTER TABLE agent_runs ADD COLUMN pid INTEGER;
ALTER TABLE agent_runs ADD COLUMN start_ticks TEXT;
ALTER TABLE agent_runs ADD COLUMN boot_id TEXT;
ALTER TABLE agent_runs ADD COLUMN outcome TEXT;
ALTER TABLE agent_runs ADD COLUMN summary TEXT;

ALTER TABLE jobs ADD COLUMN outcome TEXT;
ALTER TABLE jobs ADD COLUMN notes TEXT;

ALTER TABLE tracker_messages ADD COLUMN chat_id INTEGER;
ALTER TABLE tracker_messages ADD COLUMN topic_id INTEGER;
ALTER TABLE tracker_messages ADD COLUMN sent_at TEXT;
`;

const tables = `
CREATE TABLE task_origins (
  tracker TEXT NOT NULL, item TEXT NOT NULL, generation INTEGER NOT NULL DEFAULT 1, task_id INTEGER NOT NULL,
  PRIMARY KEY (tracker, item, generation)
);
CREATE TABLE restarts (
  task_id INTEGER PRIMARY KEY, title TEXT NOT NULL, description TEXT NOT NULL, who TEXT NOT NULL, asked_at TEXT NOT NULL
);
CREATE TABLE task_log (
  id INTEGER PRIMARY KEY AUTOINCREMENT, task_id INTEGER NOT NULL, at TEXT NOT NULL,
  from_stage TEXT, from_step TEXT, to_stage TEXT, to_step TEXT, why TEXT NOT NULL, who TEXT NOT NULL, via TEXT NOT NULL
);
CREATE TABLE approvals (
  id INTEGER PRIMARY KEY AUTOINCREMENT, task_id INTEGER NOT NULL, revision TEXT NOT NULL, nonce TEXT NOT NULL UNIQUE,
  document TEXT NOT NULL, requested_at TEXT NOT NULL, decided_at TEXT,
  decision TEXT CHECK (decision IN ('approved', 'rejected')), who TEXT, via TEXT, comment TEXT
);
CREATE TABLE outbox (
  id INTEGER PRIMARY KEY AUTOINCREMENT, task_id INTEGER NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('publish', 'ci', 'update', 'merge', 'cleanUp')),
  payload TEXT NOT NULL,
  state TEXT NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'done', 'refused', 'dropped')),
  attempts INTEGER NOT NULL DEFAULT 0, available_at TEXT, created_at TEXT NOT NULL, done_at TEXT, error TEXT
);
CREATE TABLE merge_locks (repo TEXT PRIMARY KEY, task_id INTEGER NOT NULL UNIQUE, taken_at TEXT NOT NULL);
CREATE TABLE deployments (
  id INTEGER PRIMARY KEY AUTOINCREMENT, task_id INTEGER NOT NULL, repo TEXT NOT NULL, commit_sha TEXT,
  started_at TEXT NOT NULL, watch_until TEXT NOT NULL, next_check_at TEXT NOT NULL,
  checks INTEGER NOT NULL DEFAULT 0, failures INTEGER NOT NULL DEFAULT 0, last_error TEXT,
  verdict TEXT CHECK (verdict IN ('healthy', 'degraded')), decided_at TEXT
);
CREATE TABLE pauses (scope TEXT PRIMARY KEY, since TEXT NOT NULL, who TEXT NOT NULL, why TEXT NOT NULL);
CREATE TABLE chats (chat_id INTEGER PRIMARY KEY, paused_until TEXT, parked TEXT, parked_at TEXT);
CREATE TABLE cards (
  task_id INTEGER PRIMARY KEY, chat_id INTEGER NOT NULL, topic_id INTEGER, message_id INTEGER,
  wanted INTEGER NOT NULL DEFAULT 1, drawn INTEGER NOT NULL DEFAULT 0,
  bump INTEGER NOT NULL DEFAULT 0 CHECK (bump IN (0, 1)), hash TEXT, sent_at TEXT
);
CREATE TABLE card_intents (
  task_id INTEGER PRIMARY KEY, chat_id INTEGER NOT NULL, topic_id INTEGER, created_at TEXT NOT NULL
);
CREATE TABLE notices (
  id INTEGER PRIMARY KEY AUTOINCREMENT, key TEXT NOT NULL UNIQUE, chat_id INTEGER NOT NULL, topic_id INTEGER,
  task_id INTEGER, message TEXT NOT NULL, loud INTEGER NOT NULL DEFAULT 0 CHECK (loud IN (0, 1)),
  state TEXT NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'sending', 'sent', 'unknown', 'refused')),
  message_id INTEGER, created_at TEXT NOT NULL, sent_at TEXT, error TEXT
);
CREATE TABLE reply_prompts (
  chat_id INTEGER NOT NULL, message_id INTEGER NOT NULL, nonce TEXT NOT NULL, created_at TEXT NOT NULL,
  PRIMARY KEY (chat_id, message_id)
);
`;

/** Old rows may repeat anything, so what is unique counts only rows that carry one of the new columns. */
const indexes = `
CREATE UNIQUE INDEX events_body ON events (source, body_hash) WHERE body_hash IS NOT NULL;
CREATE INDEX events_pending ON events (id) WHERE state = 'pending';
CREATE INDEX tasks_repo ON tasks (repo);
CREATE INDEX tasks_lane ON tasks (repo, id)
  WHERE started_at IS NOT NULL AND stage IS NOT NULL AND stage NOT IN ('done', 'cancelled');
CREATE INDEX tasks_unstarted ON tasks (repo, id)
  WHERE started_at IS NULL AND stage IS NOT NULL AND stage NOT IN ('done', 'cancelled');
CREATE INDEX tasks_work_item ON tasks (work_item_id);
CREATE INDEX tasks_plane ON tasks (plane_id) WHERE plane_id IS NOT NULL;
CREATE INDEX tasks_plane_issue ON tasks (plane_issue_id) WHERE plane_issue_id IS NOT NULL;
CREATE INDEX jobs_task ON jobs (task_id, id);
CREATE INDEX runs_task ON agent_runs (task_id);
CREATE UNIQUE INDEX runs_name ON agent_runs (name) WHERE name IS NOT NULL;
CREATE UNIQUE INDEX runs_live_of_task ON agent_runs (task_id) WHERE name IS NOT NULL AND finished_at IS NULL;
CREATE INDEX task_log_task ON task_log (task_id, id);
CREATE INDEX approvals_task ON approvals (task_id, id);
CREATE INDEX outbox_pending ON outbox (id) WHERE state = 'pending';
CREATE INDEX outbox_task ON outbox (task_id);
CREATE INDEX deployments_task ON deployments (task_id);
CREATE INDEX deployments_open ON deployments (next_check_at) WHERE verdict IS NULL;
CREATE INDEX cards_stale ON cards (chat_id) WHERE wanted <> drawn;
CREATE INDEX notices_pending ON notices (chat_id, id) WHERE state = 'pending';
`;

/** A task has started once one of its jobs was claimed; old files tell so by the traces a claim leaves. */
const takenOver = `
UPDATE tasks SET started_at = COALESCE(
  (SELECT MIN(r.started_at) FROM agent_runs r WHERE r.task_id = tasks.id),
  (SELECT MIN(COALESCE(j.started_at, j.created_at, tasks.created_at, datetime('now'))) FROM jobs j
    WHERE j.task_id = tasks.id AND (j.started_at IS NOT NULL OR j.attempts > 0 OR j.status <> 'queued'))
);
UPDATE jobs SET attempts = MAX(0, attempts - transient_attempts) WHERE status IN ('queued', 'running');
INSERT INTO pauses (scope, since, who, why)
  SELECT '*', datetime('now'), 'signalbox', 'taken over from an earlier installation'
  FROM meta WHERE key = 'takeover.at';
`;

export const signalboxMigration: Migration = {
  number: 2,
  name: 'signalbox',
  up(db) {
    db.exec(columns);
    db.exec(tables);
    db.exec(indexes);
    db.exec(takenOver);
  },
};
