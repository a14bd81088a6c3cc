import type { Said } from '../domain/phrase.ts';
import { writeSaid } from '../locale/said-text.ts';
import type { Database } from './database.ts';

export const deploymentStates = [
  'deploying',
  'watching',
  'healthy',
  'degraded',
  'unwatched',
  'abandoned',
] as const;
export type DeploymentState = (typeof deploymentStates)[number];

export type DeploymentRow = {
  id: number;
  task_id: number;
  repo: string;
  /** What landed, and what the default branch stood at before. */
  commit_sha: string | null;
  base_sha: string | null;
  state: DeploymentState;
  started_at: string;
  deployed_at: string | null;
  watch_until: string | null;
  next_check_at: string | null;
  checks: number;
  /** In a row, as are the successes. */
  failures: number;
  successes: number;
  last_error: string | null;
  /** Why it is degraded or abandoned, as written by `writeSaid`. */
  reason: string | null;
  decided_by: string | null;
  decided_at: string | null;
};

/** With the name of its task. */
export type NamedDeployment = DeploymentRow & { task: string };

export type HealthCheck = {
  at: string;
  via: 'url' | 'command' | 'webhook';
  error: string | null;
  durationMs: number | null;
};
type End = { state: 'healthy' | 'degraded' | 'unwatched' | 'abandoned'; reason: Said | null; by: string };

const named = `SELECT d.*, COALESCE(t.work_item_id, 'task ' || d.task_id) AS task FROM deployments d LEFT JOIN tasks t ON t.id = d.task_id`;

/** The tables `deployments` and `health_checks`: what landed, whether it was watched, and what came of it. One is open at a time per task. */
export function createDeployments(db: Database) {
  const insert = db.prepare(
    `INSERT INTO deployments (task_id, repo, commit_sha, base_sha, state, started_at)
     VALUES (@taskId, @repo, @commit, @base, 'deploying', @now)`,
  );
  const watch = db.prepare(
    `UPDATE deployments SET state = 'watching', deployed_at = @now, watch_until = @until, next_check_at = @now
     WHERE id = (SELECT MAX(id) FROM deployments WHERE task_id = @taskId) AND state = 'deploying'`,
  );
  const end = db.prepare(
    `UPDATE deployments SET state = @state, reason = @reason, decided_by = @by, decided_at = @now,
       deployed_at = COALESCE(deployed_at, @now)
     WHERE task_id = @taskId AND state IN ('deploying', 'watching')`,
  );
  return {
    /** From its landing on. */
    begin: (landed: { taskId: number; repo: string; commit: string; base: string | null }, now: string) =>
      insert.run({ ...landed, now }),
    watch: (taskId: number, until: string, now: string): boolean =>
      watch.run({ taskId, until, now }).changes === 1,
    /** False where none of the task was open. */
    end: (taskId: number, { state, reason, by }: End, now: string): boolean =>
      end.run({ taskId, state, reason: reason === null ? null : writeSaid(reason), by, now }).changes > 0,
    ...createDeploymentReads(db),
    ...createHealthChecks(db),
  };
}

function createDeploymentReads(db: Database) {
  const due = db.prepare<[string], DeploymentRow>(
    `SELECT * FROM deployments WHERE state = 'watching' AND next_check_at <= ? ORDER BY next_check_at`,
  );
  const byId = db.prepare<[number], DeploymentRow>('SELECT * FROM deployments WHERE id = ?');
  const ofTask = db.prepare<[number], DeploymentRow>(
    'SELECT * FROM deployments WHERE task_id = ? ORDER BY id DESC LIMIT 1',
  );
  const ofRepo = db.prepare<[string], DeploymentRow>(
    'SELECT * FROM deployments WHERE repo = ? ORDER BY id DESC LIMIT 1',
  );
  const open = db.prepare<[], NamedDeployment>(
    `${named} WHERE d.state IN ('deploying', 'watching') ORDER BY d.id`,
  );
  const recent = db.prepare<[number], NamedDeployment>(
    `${named} WHERE d.state NOT IN ('deploying', 'watching') ORDER BY d.id DESC LIMIT ?`,
  );
  const lastHealthy = db
    .prepare<[string, number], string | null>(
      `SELECT commit_sha FROM deployments d WHERE repo = ? AND id < ? AND state IN ('healthy', 'unwatched')
         AND NOT EXISTS (SELECT 1 FROM rollbacks r WHERE r.deployment_id = d.id AND r.state = 'done') ORDER BY id DESC LIMIT 1`,
    )
    .pluck();
  return {
    listDue: (now: string) => due.all(now),
    find: (id: number) => byId.get(id),
    /** The latest. */
    findOfTask: (taskId: number) => ofTask.get(taskId),
    /** What landed last, whatever has become of it. */
    findLatest: (repo: string) => ofRepo.get(repo),
    listOpen: () => open.all(),
    /** Ended ones, the latest first. */
    listRecent: (limit: number) => recent.all(limit),
    /** What was live before this one, as far as we deployed it, and did not roll it back. */
    findLastGood: ({ repo, id }: DeploymentRow) => lastHealthy.get(repo, id) ?? null,
  };
}

function createHealthChecks(db: Database) {
  const check = db.prepare(
    `UPDATE deployments SET checks = checks + 1, next_check_at = @next, last_error = @error,
       failures = CASE WHEN @error IS NULL THEN 0 ELSE failures + 1 END,
       successes = CASE WHEN @error IS NULL THEN successes + 1 ELSE 0 END WHERE id = @id AND state = 'watching'`,
  );
  const insert = db.prepare(
    `INSERT INTO health_checks (deployment_id, at, via, ok, error, duration_ms) VALUES (@id, @at, @via, @ok, @error, @durationMs)`,
  );
  const list = db.prepare<[number, number], HealthCheck>(
    `SELECT at, via, error, duration_ms AS durationMs FROM health_checks WHERE deployment_id = ? ORDER BY id DESC LIMIT ?`,
  );
  const prune = db.prepare('DELETE FROM health_checks WHERE at < ?');
  return {
    /** Counts a look and keeps it; `next` is when the next one is due. False when the watch had ended meanwhile. */
    recordCheck: (id: number, look: HealthCheck, next: string): boolean => {
      insert.run({ id, ...look, ok: look.error === null ? 1 : 0 });
      return check.run({ id, error: look.error, next }).changes === 1;
    },
    /** The latest first. */
    listChecks: (id: number, limit: number) => list.all(id, limit),
    pruneChecksBefore: (time: string) => prune.run(time),
  };
}
