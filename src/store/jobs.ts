import type { OutcomeKind } from '../domain/outcome.ts';
import { isFinished, roleAt, roles, stages } from '../domain/stage.ts';
import type { Database } from './database.ts';
import { createHolds, type PaySettings } from './holds.ts';

export type JobRow = {
  id: number;
  agent: string;
  repo: string;
  task_id: number | null;
  task_content: string | null;
  status: 'queued' | 'running' | 'done' | 'failed';
  /** Of its task. */
  priority: number;
  attempts: number;
  max_attempts: number;
  transient_attempts: number;
  run_id: number | null;
  error: string | null;
  notes: string | null;
  outcome: OutcomeKind | null;
  available_at: string | null;
  created_at: string | null;
  started_at: string | null;
  finished_at: string | null;
  pid: number | null;
};

export type ClaimGates = {
  slots: number;
  /** Repository keys of the configured projects: jobs of others are shown and left alone. */
  repos: readonly string[];
  dependencies: boolean;
  serial: 'all' | readonly string[] | 'off';
  pay: PaySettings;
};

const knownRoles = JSON.stringify(roles);
/** Which agent may be claimed in which stage, as rows. */
export const workers = stages
  .filter((stage) => !isFinished(stage))
  .map((stage) => `('${stage}', '${roleAt(stage)}')`)
  .join(', ');

/** The oldest queued job of the highest priority that no gate holds, marked running with its attempt counted: one statement, one winner. Left to itself SQLite sorts the whole queue for it. */
const claimSql = `
UPDATE jobs SET status = 'running', attempts = attempts + 1, run_id = NULL, pid = NULL, started_at = @now, finished_at = NULL
WHERE (SELECT COUNT(*) FROM jobs WHERE status = 'running') < @slots AND id = (
  SELECT j.id FROM jobs j INDEXED BY jobs_next LEFT JOIN tasks t ON t.id = j.task_id
  WHERE j.status = 'queued' AND (j.available_at IS NULL OR j.available_at <= @now)
    AND j.agent IN (SELECT value FROM json_each('${knownRoles}'))
    AND j.repo IN (SELECT value FROM json_each(@repos))
    AND NOT EXISTS (SELECT 1 FROM pauses p WHERE p.scope = '*' OR p.scope = t.project)
    AND NOT EXISTS (SELECT 1 FROM json_each(@held) h WHERE h.value ->> 'role' = j.agent
      AND CASE WHEN lower(t.project) IN (SELECT value FROM json_each(@projects)) THEN h.value ->> 'project' = lower(t.project)
        ELSE h.value ->> 'first' AND h.value ->> 'repo' = j.repo END)
    AND (j.task_id IS NULL OR (
      (t.stage, j.agent) IN (VALUES ${workers}) AND COALESCE(t.step, 'work') = 'work'
      AND t.attention IS NULL AND t.stop_requested IS NULL
      AND NOT EXISTS (SELECT 1 FROM jobs r WHERE r.task_id = j.task_id AND r.status = 'running')
      AND NOT EXISTS (SELECT 1 FROM agent_runs r WHERE r.task_id = j.task_id AND r.name IS NOT NULL AND r.finished_at IS NULL)
      AND (NOT @dependencies OR (
        NOT EXISTS (SELECT 1 FROM awaited_items a WHERE a.task_id = j.task_id)
        AND NOT EXISTS (
          SELECT 1 FROM job_deps d JOIN tasks b ON b.id = d.depends_on_task_id
          WHERE d.task_id = j.task_id AND b.stage IS NOT NULL AND b.stage <> 'done')))
      AND (j.agent <> 'analyst' OR t.started_at IS NOT NULL OR (
        NOT EXISTS (SELECT 1 FROM repo_freeze f WHERE f.repo = j.repo AND f.cleared_at IS NULL)
        AND (NOT @serial OR (@serialRepos IS NOT NULL AND j.repo NOT IN (SELECT value FROM json_each(@serialRepos)))
          OR NOT EXISTS (
            SELECT 1 FROM tasks o WHERE o.repo = j.repo AND o.id <> t.id AND o.started_at IS NOT NULL
              AND o.stage IS NOT NULL AND o.stage NOT IN ('done', 'cancelled'))))))
    )
  ORDER BY j.priority DESC, j.id LIMIT 1)
RETURNING *`;

/** The table `jobs`: what is to be worked, and how it went. */
export function createJobs(db: Database) {
  const insert = db.prepare(
    `INSERT INTO jobs (agent, repo, task_id, task_content, status, notes, created_at)
     VALUES (@role, @repo, @taskId, @title, 'queued', @notes, @now)`,
  );
  const claim = db.prepare<[Record<string, unknown>], JobRow>(claimSql);
  const holds = createHolds(db);
  const byId = db.prepare<[number], JobRow>('SELECT * FROM jobs WHERE id = ?');
  const running = db.prepare<[], JobRow>(`SELECT * FROM jobs WHERE status = 'running' ORDER BY id`);
  const queued = db.prepare<[], JobRow>(
    `SELECT * FROM jobs WHERE status = 'queued' ORDER BY priority DESC, id`,
  );
  const recent = db.prepare<[number], JobRow>(
    `SELECT * FROM jobs WHERE status IN ('done', 'failed') ORDER BY COALESCE(finished_at, created_at) DESC, id DESC LIMIT ?`,
  );
  const counts = db.prepare<[], { status: JobRow['status']; n: number }>(
    'SELECT status, COUNT(*) AS n FROM jobs GROUP BY status',
  );
  const ofTask = db.prepare<[number], JobRow>(
    `SELECT j.* FROM jobs j LEFT JOIN tasks t ON t.id = j.task_id WHERE j.task_id = ?
     ORDER BY j.status = 'running' DESC, j.status = 'queued' DESC,
       j.status = 'queued' AND (t.stage, j.agent) IN (VALUES ${workers}) DESC, j.id DESC LIMIT 1`,
  );
  const lastNotes = db
    .prepare<[number, string], string | null>(
      'SELECT notes FROM jobs WHERE task_id = ? AND agent = ? ORDER BY id DESC LIMIT 1',
    )
    .pluck();
  const nextDue = db
    .prepare<[string], string | null>(
      `SELECT MIN(available_at) FROM jobs WHERE status = 'queued' AND available_at > ?`,
    )
    .pluck();
  return {
    enqueue: (
      job: { role: string; repo: string; taskId: number; title: string; notes: string },
      now: string,
    ) => Number(insert.run({ ...job, now }).lastInsertRowid),
    claim: (gates: ClaimGates, now: string): JobRow | undefined =>
      claim.get({
        now,
        slots: gates.slots,
        repos: JSON.stringify(gates.repos),
        held: JSON.stringify(holds.listAt(gates.pay, now)),
        projects: JSON.stringify([...new Set(gates.pay.roles.map(({ project }) => project))]),
        dependencies: gates.dependencies ? 1 : 0,
        serial: gates.serial === 'off' ? 0 : 1,
        serialRepos: Array.isArray(gates.serial) ? JSON.stringify(gates.serial) : null,
      }),
    find: (id: number) => byId.get(id),
    /** The running job of a task, else a queued one (if there is one, of the stage it is in), else its latest. */
    findOfTask: (taskId: number) => ofTask.get(taskId),
    listRunning: () => running.all(),
    listQueued: () => queued.all(),
    listRecent: (limit: number) => recent.all(limit),
    countByStatus: () => {
      const all = { queued: 0, running: 0, done: 0, failed: 0 };
      for (const { status, n } of counts.all()) all[status] = n;
      return all;
    },
    /** What the latest job of a role was told; empty when there is none. */
    findLastNotes: (taskId: number, role: string): string => lastNotes.get(taskId, role) ?? '',
    nextDue: (now: string) => nextDue.get(now) ?? null,
    ...createJobSettling(db),
  };
}

/** Every way out of `running` is a compare-and-set on the run: zero rows mean that somebody else settled the job. */
function createJobSettling(db: Database) {
  const finish = db.prepare(
    `UPDATE jobs SET status = @status, outcome = @outcome, error = COALESCE(@error, error), finished_at = @now,
       attempts = attempts - @back WHERE id = @id AND status = 'running' AND run_id IS @runId`,
  );
  const putOff = db.prepare(
    `UPDATE jobs SET status = 'queued', outcome = @outcome, error = COALESCE(@error, error), available_at = @at,
       attempts = attempts - @back, transient_attempts = transient_attempts + @transient,
       started_at = NULL, finished_at = NULL, pid = NULL, run_id = NULL
     WHERE id = @id AND status = 'running' AND run_id IS @runId`,
  );
  const attach = db.prepare(
    `UPDATE jobs SET run_id = @runId, pid = @pid WHERE id = @id AND status = 'running' AND (run_id IS NULL OR run_id = @runId)`,
  );
  const hurry = db.prepare(`UPDATE jobs SET available_at = NULL WHERE task_id = ? AND status = 'queued'`);
  const drop = db.prepare(
    `UPDATE jobs SET status = 'failed', outcome = 'cancelled', error = @why, finished_at = @now
     WHERE task_id = @taskId AND status = 'queued'`,
  );
  type Settled = {
    id: number;
    runId: number | null;
    outcome: OutcomeKind;
    error: string | null;
    attemptBack: boolean;
  };
  const back = (settled: Settled) => (settled.attemptBack ? 1 : 0);
  return {
    attachRun: (id: number, runId: number, pid: number | null): boolean =>
      attach.run({ id, runId, pid }).changes === 1,
    finish: (settled: Settled & { succeeded: boolean }, now: string): boolean => {
      const { id, runId, outcome, error, succeeded } = settled;
      const status = succeeded ? 'done' : 'failed';
      return finish.run({ id, runId, outcome, error, status, back: back(settled), now }).changes === 1;
    },
    putOff: (settled: Settled & { transient: boolean; at: string }): boolean => {
      const { id, runId, outcome, error, transient, at } = settled;
      const values = { id, runId, outcome, error, at, back: back(settled), transient: transient ? 1 : 0 };
      return putOff.run(values).changes === 1;
    },
    hurry: (taskId: number) => hurry.run(taskId),
    dropQueued: (taskId: number, why: string, now: string) => drop.run({ taskId, why, now }),
  };
}
