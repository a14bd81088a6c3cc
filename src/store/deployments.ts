import type { Database } from './database.ts';

export type DeploymentRow = {
  id: number;
  task_id: number;
  repo: string;
  commit_sha: string | null;
  started_at: string;
  watch_until: string;
  next_check_at: string;
  checks: number;
  failures: number;
  last_error: string | null;
  verdict: 'healthy' | 'degraded' | null;
};

/** The table `deployments`: the health watches, under way while `verdict` is null. `failures` counts those in a row. */
export function createDeployments(db: Database) {
  const insert = db.prepare(
    `INSERT INTO deployments (task_id, repo, commit_sha, started_at, watch_until, next_check_at)
     VALUES (@taskId, @repo, @commit, @now, @until, @now)`,
  );
  const due = db.prepare<[string], DeploymentRow>(
    'SELECT * FROM deployments WHERE verdict IS NULL AND next_check_at <= ? ORDER BY next_check_at',
  );
  const ofTask = db.prepare<[number], DeploymentRow>(
    'SELECT * FROM deployments WHERE task_id = ? ORDER BY id DESC LIMIT 1',
  );
  const check = db.prepare(
    `UPDATE deployments SET checks = checks + 1, next_check_at = @next, last_error = @error,
       failures = CASE WHEN @error IS NULL THEN 0 ELSE failures + 1 END WHERE id = @id AND verdict IS NULL`,
  );
  const conclude = db.prepare(
    'UPDATE deployments SET verdict = @verdict, decided_at = @now WHERE task_id = @taskId AND verdict IS NULL',
  );
  return {
    watch: (watch: { taskId: number; repo: string; commit: string | null; until: string }, now: string) =>
      insert.run({ ...watch, now }),
    listDue: (now: string) => due.all(now),
    findOfTask: (taskId: number) => ofTask.get(taskId),
    recordCheck: (id: number, error: string | null, next: string) => check.run({ id, error, next }),
    conclude: (taskId: number, verdict: 'healthy' | 'degraded', now: string) =>
      conclude.run({ taskId, verdict, now }),
  };
}
