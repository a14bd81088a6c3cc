import type { Migration } from '../database.ts';

/** Of a run: which CLI and account it used, the session it can be resumed in, what it does now and what it was charged with. */
const columns = `
ALTER TABLE tasks ADD COLUMN model TEXT;
ALTER TABLE tasks ADD COLUMN effort TEXT;
ALTER TABLE tasks ADD COLUMN budget_usd REAL;

ALTER TABLE agent_runs ADD COLUMN runner TEXT;
ALTER TABLE agent_runs ADD COLUMN account TEXT;
ALTER TABLE agent_runs ADD COLUMN session_id TEXT;
ALTER TABLE agent_runs ADD COLUMN session_cost_usd REAL;
ALTER TABLE agent_runs ADD COLUMN resumes INTEGER;
ALTER TABLE agent_runs ADD COLUMN step TEXT;
ALTER TABLE agent_runs ADD COLUMN turns INTEGER;
ALTER TABLE agent_runs ADD COLUMN progress_at TEXT;
ALTER TABLE agent_runs ADD COLUMN cost_basis TEXT;
ALTER TABLE agent_runs ADD COLUMN fault TEXT;
`;

const tables = `
CREATE TABLE account_holds (
  account TEXT PRIMARY KEY, kind TEXT NOT NULL CHECK (kind IN ('limit', 'fault')),
  why TEXT NOT NULL, mend TEXT NOT NULL, since TEXT NOT NULL, until TEXT
);
CREATE TABLE budget_raises (
  day TEXT NOT NULL, scope TEXT NOT NULL, usd REAL NOT NULL, who TEXT NOT NULL, at TEXT NOT NULL,
  PRIMARY KEY (day, scope)
);
`;

const indexes = `
CREATE INDEX runs_started ON agent_runs (started_at);
CREATE INDEX runs_session ON agent_runs (session_id) WHERE session_id IS NOT NULL;
CREATE INDEX runs_live ON agent_runs (id) WHERE name IS NOT NULL AND finished_at IS NULL;
CREATE INDEX runs_priced ON agent_runs (model) WHERE cost_basis = 'told' AND cost_usd > 0;
CREATE INDEX runs_unpriced ON agent_runs (model) WHERE cost_usd IS NULL AND output_tokens IS NOT NULL;
`;

export const agentsMigration: Migration = {
  number: 4,
  name: 'agents',
  up(db) {
    db.exec(columns);
    db.exec(tables);
    db.exec(indexes);
  },
};
