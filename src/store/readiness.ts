import type { SerialGate } from '../domain/standing.ts';
import type { Database } from './database.ts';

/** What decides beside the rows of a task whether its job can be claimed. */
export type ClaimRules = { dependencies: boolean; serial: SerialGate };

/** What was stored wrong, and locks left behind by tasks that have moved on. */
export type Repaired = {
  jobs: { id: number; agent: string; repo: string }[];
  lanes: { id: number; project: string; repo: string; role: string }[];
  locks: { repo: string; taskId: number }[];
};

const sameLane = 'l.repo = r.repo AND l.project = r.project AND l.role = r.role AND l.opening = r.opening';

/** Jobs whose lane is not the one that the plain query gives. */
const wrongJobs = `
WITH stored AS (SELECT id, lane FROM jobs WHERE lane IS NOT NULL),
  truth AS (SELECT r.job_id AS id, l.id AS lane FROM ready_jobs r LEFT JOIN lanes l ON ${sameLane})
SELECT id, agent, repo FROM jobs WHERE id IN (
  SELECT id FROM (SELECT * FROM stored EXCEPT SELECT * FROM truth)
  UNION SELECT id FROM (SELECT * FROM truth EXCEPT SELECT * FROM stored)) ORDER BY id`;

const isOpen = 'l.id IN (SELECT o.id FROM open_lanes o WHERE o.id = l.id)';
const first = `(SELECT j.id, j.priority FROM jobs j INDEXED BY jobs_lane WHERE j.lane = l.id
  ORDER BY j.priority DESC, j.id LIMIT 1)`;

const wrongLanes = `
SELECT id, project, repo, role FROM lanes l
WHERE open <> (${isOpen}) OR (head_id, head_priority) IS NOT ${first} ORDER BY id`;

// Whoever holds a lock is at staging or deploy: each move out of them gives it back in the same commit.
const leftLocks = `
DELETE FROM merge_locks WHERE NOT EXISTS (
  SELECT 1 FROM tasks t WHERE t.id = merge_locks.task_id AND t.stage IN ('staging', 'deploy'))
RETURNING repo, task_id AS taskId`;

type RulesRow = { dependencies: number; serialAll: number; serialRepos: string };

/** The lanes of jobs that could be claimed. Triggers keep them true; this sets the rules they go by, and looks after them. */
export function createReadiness(db: Database) {
  const rules = db.prepare<[], RulesRow>(
    'SELECT dependencies, serial_all AS serialAll, serial_repos AS serialRepos FROM claim_rules',
  );
  /** Rules that have changed are stored, and with that all lanes are made anew. */
  const follow = (wanted: ClaimRules): void => {
    const [row, stored] = [toRow(wanted), rules.get()];
    const isSame =
      row.dependencies === stored?.dependencies &&
      row.serialAll === stored.serialAll &&
      row.serialRepos === stored.serialRepos;
    if (!isSame) setRules(db, row);
  };
  // Prepared when it is first asked for: what writes past so many triggers is long to compile.
  let prepared: (() => Repaired) | undefined;
  const repair = db.transaction((wanted: ClaimRules): Repaired => {
    follow(wanted);
    prepared ??= prepareRepair(db);
    return prepared();
  });
  return {
    follow,
    /** Compares everything that is stored with the plain queries; O(queued jobs). Gives what was wrong and is right again. */
    repair: (wanted: ClaimRules): Repaired => repair.immediate(wanted),
  };
}

function setRules(db: Database, row: RulesRow): void {
  // Somebody may have removed it; what follows from a rule is made anew by its change.
  db.prepare(
    `INSERT OR IGNORE INTO claim_rules (id, dependencies, serial_all, serial_repos) VALUES (1, 1 - @dependencies, 0, '[]')`,
  ).run(row);
  db.prepare(
    `UPDATE claim_rules SET dependencies = @dependencies, serial_all = @serialAll, serial_repos = @serialRepos`,
  ).run(row);
}

function prepareRepair(db: Database): () => Repaired {
  const jobs = db.prepare<[], Repaired['jobs'][number]>(wrongJobs);
  const lanes = db.prepare<[], Repaired['lanes'][number]>(wrongLanes);
  const locks = db.prepare<[], Repaired['locks'][number]>(leftLocks);
  const mendJob = db.prepare('INSERT INTO recheck_jobs (job_id) VALUES (?)');
  const mendLane = db.prepare(
    `UPDATE lanes AS l SET open = ${isOpen}, (head_id, head_priority) = ${first} WHERE id = ?`,
  );
  return () => {
    const found = { jobs: jobs.all(), lanes: lanes.all(), locks: locks.all() };
    for (const { id } of found.jobs) mendJob.run(id);
    for (const { id } of lanes.all()) mendLane.run(id);
    return found;
  };
}

function toRow({ dependencies, serial }: ClaimRules): RulesRow {
  const repos = serial === 'all' || serial === 'off' ? [] : serial;
  return {
    dependencies: dependencies ? 1 : 0,
    serialAll: serial === 'all' ? 1 : 0,
    serialRepos: JSON.stringify(repos),
  };
}
