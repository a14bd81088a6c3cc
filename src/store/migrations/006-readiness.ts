import type { Database, Migration } from '../database.ts';

const tables = `
CREATE TABLE claim_rules (
  id INTEGER PRIMARY KEY CHECK (id = 1), dependencies INTEGER NOT NULL CHECK (dependencies IN (0, 1)),
  serial_all INTEGER NOT NULL CHECK (serial_all IN (0, 1)), serial_repos TEXT NOT NULL
);
INSERT INTO claim_rules (id, dependencies, serial_all, serial_repos) VALUES (1, 1, 1, '[]');
CREATE TABLE lanes (
  id INTEGER PRIMARY KEY, project TEXT NOT NULL, repo TEXT NOT NULL, role TEXT NOT NULL,
  opening INTEGER NOT NULL CHECK (opening IN (0, 1)), open INTEGER NOT NULL DEFAULT 0 CHECK (open IN (0, 1)),
  head_id INTEGER, head_priority INTEGER,
  UNIQUE (repo, project, role, opening)
);
ALTER TABLE jobs ADD COLUMN lane INTEGER;
`;

const indexes = `
CREATE INDEX lanes_next ON lanes (head_priority DESC, head_id) WHERE open = 1 AND head_id IS NOT NULL;
CREATE INDEX jobs_lane ON jobs (lane, priority DESC, id) WHERE lane IS NOT NULL;
CREATE INDEX jobs_due ON jobs (available_at) WHERE status = 'queued' AND available_at IS NOT NULL;
`;

/** The plain truth, asked of the rows themselves: what is stored beside them is only ever copied from here. */
const truth = `
CREATE VIEW job_places AS
SELECT j.id AS job_id, COALESCE(t.project, '') AS project, j.repo AS repo, j.agent AS role,
  j.task_id IS NOT NULL AND j.agent = 'analyst' AND t.started_at IS NULL AS opening
FROM jobs j LEFT JOIN tasks t ON t.id = j.task_id WHERE j.status = 'queued' AND j.repo IS NOT NULL;
CREATE VIEW ready_jobs AS
SELECT j.id AS job_id, COALESCE(t.project, '') AS project, j.repo AS repo, j.agent AS role,
  j.task_id IS NOT NULL AND j.agent = 'analyst' AND t.started_at IS NULL AS opening
FROM jobs j LEFT JOIN tasks t ON t.id = j.task_id
WHERE j.status = 'queued' AND j.available_at IS NULL AND j.repo IS NOT NULL AND CASE WHEN j.task_id IS NULL
  THEN j.agent IN ('analyst', 'architect', 'developer', 'reviewer', 'tester', 'staging-deployer', 'deployer')
  ELSE j.agent = CASE t.stage WHEN 'created' THEN 'analyst' WHEN 'analysis' THEN 'analyst' WHEN 'architecture' THEN 'architect'
      WHEN 'development' THEN 'developer' WHEN 'review' THEN 'reviewer' WHEN 'testing' THEN 'tester'
      WHEN 'staging' THEN 'staging-deployer' WHEN 'deploy' THEN 'deployer' END
    AND COALESCE(t.step, 'work') = 'work' AND t.attention IS NULL AND t.stop_requested IS NULL
    AND NOT EXISTS (SELECT 1 FROM jobs r WHERE r.task_id = j.task_id AND r.status = 'running')
    AND NOT EXISTS (SELECT 1 FROM agent_runs r WHERE r.task_id = j.task_id AND r.name IS NOT NULL AND r.finished_at IS NULL)
    AND ((SELECT dependencies FROM claim_rules) = 0 OR (
      NOT EXISTS (SELECT 1 FROM awaited_items a WHERE a.task_id = j.task_id)
      AND NOT EXISTS (
        SELECT 1 FROM job_deps d JOIN tasks b ON b.id = d.depends_on_task_id
        WHERE d.task_id = j.task_id AND b.stage IS NOT NULL AND b.stage <> 'done')))
  END;
CREATE VIEW open_lanes AS
SELECT l.id AS id FROM lanes l
WHERE l.opening = 0 OR (
  NOT EXISTS (SELECT 1 FROM repo_freeze f WHERE f.repo = l.repo AND f.cleared_at IS NULL)
  AND NOT EXISTS (
    SELECT 1 FROM tasks o INDEXED BY tasks_lane WHERE o.repo = l.repo AND o.started_at IS NOT NULL
      AND o.stage IS NOT NULL AND o.stage NOT IN ('done', 'cancelled')
      AND (SELECT c.serial_all OR o.repo IN (SELECT value FROM json_each(c.serial_repos)) FROM claim_rules c)));
`;

/** Written into like tables: `INSERT INTO recheck_jobs (job_id) …` makes what is stored of a job true again. */
const procedures = `
CREATE VIEW recheck_jobs AS SELECT id AS job_id FROM jobs WHERE 0;
CREATE VIEW recheck_tasks AS SELECT id AS task_id FROM tasks WHERE 0;
CREATE VIEW recheck_lanes AS SELECT repo FROM lanes WHERE 0;
CREATE TRIGGER recheck_job INSTEAD OF INSERT ON recheck_jobs BEGIN
  INSERT INTO lanes (project, repo, role, opening)
    SELECT p.project, p.repo, p.role, p.opening FROM job_places p WHERE p.job_id = NEW.job_id AND NOT EXISTS (
      SELECT 1 FROM lanes l WHERE l.repo = p.repo AND l.project = p.project AND l.role = p.role AND l.opening = p.opening);
  UPDATE jobs SET lane = (
    SELECT l.id FROM ready_jobs r
    JOIN lanes l ON l.repo = r.repo AND l.project = r.project AND l.role = r.role AND l.opening = r.opening
    WHERE r.job_id = NEW.job_id)
  WHERE id = NEW.job_id AND (status = 'queued' OR lane IS NOT NULL);
END;
CREATE TRIGGER recheck_task INSTEAD OF INSERT ON recheck_tasks BEGIN
  INSERT INTO recheck_jobs (job_id) SELECT id FROM jobs WHERE task_id = NEW.task_id AND status = 'queued';
END;
CREATE TRIGGER recheck_lane INSTEAD OF INSERT ON recheck_lanes BEGIN
  UPDATE lanes SET open = id IN (SELECT o.id FROM open_lanes o WHERE o.id = lanes.id)
  WHERE repo = NEW.repo AND opening = 1;
END;
`;

const blocking = (task: string) => `(${task}.stage IS NOT NULL AND ${task}.stage <> 'done')`;
const active = (task: string) =>
  `(${task}.started_at IS NOT NULL AND ${task}.stage IS NOT NULL AND ${task}.stage NOT IN ('done', 'cancelled'))`;
const live = (run: string) => `(${run}.name IS NOT NULL AND ${run}.finished_at IS NULL)`;
const changed = (...columns: string[]) =>
  columns.map((column) => `OLD.${column} IS NOT NEW.${column}`).join(' OR ');
const dependants = (task: string) =>
  `INSERT INTO recheck_tasks (task_id) SELECT task_id FROM job_deps WHERE depends_on_task_id = ${task}.id;`;
const rest = (task: string) => `INSERT INTO recheck_tasks (task_id) VALUES (${task});`;
const lanesOf = (repo: string) => `INSERT INTO recheck_lanes (repo) VALUES (${repo});`;

const onLanes = `
CREATE TRIGGER lanes_begin AFTER INSERT ON lanes BEGIN
  UPDATE lanes SET open = id IN (SELECT o.id FROM open_lanes o WHERE o.id = lanes.id) WHERE id = NEW.id;
END;
CREATE TRIGGER jobs_head AFTER UPDATE OF lane, priority ON jobs
WHEN ${changed('lane')} OR (NEW.lane IS NOT NULL AND ${changed('priority')}) BEGIN
  UPDATE lanes SET (head_id, head_priority) =
    (SELECT j.id, j.priority FROM jobs j WHERE j.lane = lanes.id ORDER BY j.priority DESC, j.id LIMIT 1)
  WHERE id IN (OLD.lane, NEW.lane);
END;
CREATE TRIGGER claim_rules_new AFTER UPDATE ON claim_rules BEGIN
  INSERT INTO recheck_jobs (job_id) SELECT id FROM jobs WHERE status = 'queued' AND ${changed('dependencies')};
  INSERT INTO recheck_lanes (repo) SELECT DISTINCT repo FROM lanes WHERE opening = 1;
END;
`;

const onJobs = `
CREATE TRIGGER jobs_new AFTER INSERT ON jobs BEGIN
  INSERT INTO recheck_jobs (job_id) VALUES (NEW.id);
  INSERT INTO recheck_tasks (task_id) SELECT NEW.task_id WHERE NEW.status = 'running';
END;
CREATE TRIGGER jobs_changed AFTER UPDATE OF status, available_at, agent, task_id, repo ON jobs
WHEN ${changed('status', 'available_at', 'agent', 'task_id', 'repo')} BEGIN
  INSERT INTO recheck_jobs (job_id) SELECT NEW.id WHERE NEW.status = 'queued' OR NEW.lane IS NOT NULL;
  INSERT INTO recheck_tasks (task_id) SELECT NEW.task_id
    WHERE (OLD.status = 'running') <> (NEW.status = 'running') OR ${changed('task_id')};
  INSERT INTO recheck_tasks (task_id) SELECT OLD.task_id WHERE ${changed('task_id')};
END;
CREATE TRIGGER jobs_gone AFTER DELETE ON jobs BEGIN
  INSERT INTO recheck_tasks (task_id) SELECT OLD.task_id WHERE OLD.status = 'running';
  UPDATE lanes SET (head_id, head_priority) =
    (SELECT j.id, j.priority FROM jobs j WHERE j.lane = lanes.id ORDER BY j.priority DESC, j.id LIMIT 1)
  WHERE id = OLD.lane;
END;
`;

const onTasks = `
CREATE TRIGGER tasks_new AFTER INSERT ON tasks BEGIN
  ${rest('NEW.id')} ${dependants('NEW')} ${lanesOf('NEW.repo')}
END;
CREATE TRIGGER tasks_changed AFTER UPDATE OF stage, step, attention, stop_requested, started_at, project ON tasks
WHEN ${changed('stage', 'step', 'attention', 'stop_requested', 'started_at', 'project')} BEGIN
  ${rest('NEW.id')}
END;
CREATE TRIGGER tasks_unblock AFTER UPDATE OF stage ON tasks WHEN ${blocking('OLD')} <> ${blocking('NEW')} BEGIN
  ${dependants('NEW')}
END;
CREATE TRIGGER tasks_active AFTER UPDATE OF stage, started_at, repo ON tasks
WHEN ${active('OLD')} <> ${active('NEW')} OR ${changed('repo')} BEGIN
  ${lanesOf('NEW.repo')} ${lanesOf('OLD.repo')}
END;
CREATE TRIGGER tasks_gone AFTER DELETE ON tasks BEGIN
  ${rest('OLD.id')} ${dependants('OLD')} ${lanesOf('OLD.repo')}
END;
`;

const onGates = `
CREATE TRIGGER runs_new AFTER INSERT ON agent_runs WHEN ${live('NEW')} BEGIN ${rest('NEW.task_id')} END;
CREATE TRIGGER runs_changed AFTER UPDATE OF task_id, name, finished_at ON agent_runs
WHEN ${live('OLD')} <> ${live('NEW')} OR ${changed('task_id')} BEGIN
  ${rest('NEW.task_id')} ${rest('OLD.task_id')}
END;
CREATE TRIGGER runs_gone AFTER DELETE ON agent_runs WHEN ${live('OLD')} BEGIN ${rest('OLD.task_id')} END;
CREATE TRIGGER job_deps_new AFTER INSERT ON job_deps BEGIN ${rest('NEW.task_id')} END;
CREATE TRIGGER job_deps_changed AFTER UPDATE OF task_id, depends_on_task_id ON job_deps BEGIN
  ${rest('NEW.task_id')} ${rest('OLD.task_id')}
END;
CREATE TRIGGER job_deps_gone AFTER DELETE ON job_deps BEGIN ${rest('OLD.task_id')} END;
CREATE TRIGGER awaited_items_new AFTER INSERT ON awaited_items BEGIN ${rest('NEW.task_id')} END;
CREATE TRIGGER awaited_items_changed AFTER UPDATE OF task_id ON awaited_items BEGIN
  ${rest('NEW.task_id')} ${rest('OLD.task_id')}
END;
CREATE TRIGGER awaited_items_gone AFTER DELETE ON awaited_items BEGIN ${rest('OLD.task_id')} END;
CREATE TRIGGER repo_freeze_new AFTER INSERT ON repo_freeze BEGIN ${lanesOf('NEW.repo')} END;
CREATE TRIGGER repo_freeze_changed AFTER UPDATE OF repo, cleared_at ON repo_freeze BEGIN
  ${lanesOf('NEW.repo')} ${lanesOf('OLD.repo')}
END;
CREATE TRIGGER repo_freeze_gone AFTER DELETE ON repo_freeze BEGIN ${lanesOf('OLD.repo')} END;
`;

/**
 * Which jobs could be claimed is stored, so that a claim need not ask it of every job that waits: jobs that nothing of
 * their own task holds stand in the lane of their project, repository and role, and each lane knows its first. Persistent
 * triggers ask the plain truth anew for what a change touches, whoever makes it.
 */
export const readinessMigration: Migration = {
  number: 6,
  name: 'readiness',
  up(db: Database) {
    for (const sql of [tables, indexes, truth, procedures, onLanes, onJobs, onTasks, onGates]) db.exec(sql);
    db.exec(`INSERT INTO recheck_jobs (job_id) SELECT id FROM jobs WHERE status = 'queued'`);
  },
};
