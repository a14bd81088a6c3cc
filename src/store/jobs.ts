import type { OutcomeKind } from '../domain/outcome.ts';
import { isFinished, roleAt, stages } from '../domain/stage.ts';
import { createClaim } from './claim.ts';
import type { Database } from './database.ts';
import type { JobRow } from './job-row.ts';

export type { JobRow } from './job-row.ts';

/** Which agent may be claimed in which stage, as rows. */
export const workers = stages
  .filter((stage) => !isFinished(stage))
  .map((stage) => `('${stage}', '${roleAt(stage)}')`)
  .join(', ');

/** The table `jobs`: what is to be worked, and how it went. */
export function createJobs(db: Database) {
  const insert = db.prepare(
    `INSERT INTO jobs (agent, repo, task_id, task_content, status, notes, created_at)
     VALUES (@role, @repo, @taskId, @title, 'queued', @notes, @now)`,
  );
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
      `SELECT MIN(available_at) FROM jobs INDEXED BY jobs_due WHERE status = 'queued' AND available_at > ?`,
    )
    .pluck();
  return {
    enqueue: (
      job: { role: string; repo: string; taskId: number; title: string; notes: string },
      now: string,
    ) => Number(insert.run({ ...job, now }).lastInsertRowid),
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
    ...createClaim(db),
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
