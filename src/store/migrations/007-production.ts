import type { Migration } from '../database.ts';

/**
 * SQLite changes no CHECK and no NOT NULL, so tables are made anew; their ids stay. They are not renamed, because that
 * fails on a file that holds a broken view of somebody else's.
 */
const deployments = `
CREATE TEMP TABLE deployments_before AS SELECT * FROM deployments;
DROP TABLE deployments;
CREATE TABLE deployments (
  id INTEGER PRIMARY KEY AUTOINCREMENT, task_id INTEGER NOT NULL, repo TEXT NOT NULL, commit_sha TEXT, base_sha TEXT,
  state TEXT NOT NULL CHECK (state IN ('deploying', 'watching', 'healthy', 'degraded', 'unwatched', 'abandoned')),
  started_at TEXT NOT NULL, deployed_at TEXT, watch_until TEXT, next_check_at TEXT,
  checks INTEGER NOT NULL DEFAULT 0, failures INTEGER NOT NULL DEFAULT 0, successes INTEGER NOT NULL DEFAULT 0,
  last_error TEXT, reason TEXT, decided_by TEXT, decided_at TEXT
);
INSERT INTO deployments (id, task_id, repo, commit_sha, state, started_at, deployed_at, watch_until, next_check_at,
  checks, failures, last_error, decided_at)
  SELECT id, task_id, repo, commit_sha, COALESCE(verdict, 'watching'), started_at, started_at, watch_until, next_check_at,
    checks, failures, last_error, decided_at FROM temp.deployments_before ORDER BY id;
DROP TABLE temp.deployments_before;
`;

const outbox = `
CREATE TEMP TABLE outbox_before AS SELECT * FROM outbox;
DROP TABLE outbox;
CREATE TABLE outbox (
  id INTEGER PRIMARY KEY AUTOINCREMENT, task_id INTEGER NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN
    ('publish', 'ci', 'update', 'merge', 'cleanUp', 'rollback', 'itemState', 'itemPost', 'changePost')),
  target TEXT NOT NULL CHECK (target IN ('git', 'board', 'tracker', 'forge')),
  payload TEXT NOT NULL,
  state TEXT NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'done', 'refused', 'dropped')),
  attempts INTEGER NOT NULL DEFAULT 0, available_at TEXT, created_at TEXT NOT NULL, done_at TEXT, error TEXT
);
INSERT INTO outbox (id, task_id, kind, target, payload, state, attempts, available_at, created_at, done_at, error)
  SELECT id, task_id, kind, target, payload, state, attempts, available_at, created_at, done_at, error
    FROM temp.outbox_before ORDER BY id;
DROP TABLE temp.outbox_before;
`;

const tables = `
CREATE TABLE health_checks (
  id INTEGER PRIMARY KEY AUTOINCREMENT, deployment_id INTEGER NOT NULL, at TEXT NOT NULL,
  via TEXT NOT NULL CHECK (via IN ('url', 'command', 'webhook')), ok INTEGER NOT NULL CHECK (ok IN (0, 1)),
  error TEXT, duration_ms INTEGER
);
CREATE TABLE rollbacks (
  id INTEGER PRIMARY KEY AUTOINCREMENT, task_id INTEGER NOT NULL, repo TEXT NOT NULL, deployment_id INTEGER,
  commit_sha TEXT, to_sha TEXT, asked_by TEXT NOT NULL, asked_at TEXT NOT NULL, run_id INTEGER,
  state TEXT NOT NULL DEFAULT 'asked' CHECK (state IN ('asked', 'running', 'done', 'failed', 'withdrawn')),
  ended_at TEXT, exit_code INTEGER, output TEXT
);
ALTER TABLE pauses ADD COLUMN mode TEXT NOT NULL DEFAULT 'finish' CHECK (mode IN ('finish', 'now', 'stop'));
`;

const indexes = `
CREATE INDEX deployments_task ON deployments (task_id, id);
CREATE INDEX deployments_repo ON deployments (repo, id);
CREATE INDEX deployments_open ON deployments (next_check_at) WHERE state = 'watching';
CREATE INDEX outbox_pending ON outbox (id) WHERE state = 'pending';
CREATE INDEX outbox_task ON outbox (task_id, target, id);
CREATE INDEX health_checks_deployment ON health_checks (deployment_id, id);
CREATE INDEX health_checks_at ON health_checks (at);
CREATE INDEX tasks_position ON tasks (stage, step);
CREATE INDEX rollbacks_task ON rollbacks (task_id, id);
CREATE UNIQUE INDEX rollbacks_open ON rollbacks (repo) WHERE state IN ('asked', 'running');
`;

/** What the way to production leaves on record: deploys with or without a watch, each look at their health, rollbacks. */
export const productionMigration: Migration = {
  number: 7,
  name: 'production',
  up(db) {
    db.exec(deployments);
    db.exec(outbox);
    db.exec(tables);
    db.exec(indexes);
  },
};
