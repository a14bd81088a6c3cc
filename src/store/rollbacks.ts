import type { Database } from './database.ts';

export const rollbackStates = ['asked', 'running', 'done', 'failed', 'withdrawn'] as const;

export type RollbackRow = {
  id: number;
  task_id: number;
  repo: string;
  deployment_id: number | null;
  /** What is rolled back, and what is to be live again, as far as we know. */
  commit_sha: string | null;
  to_sha: string | null;
  asked_by: string;
  asked_at: string;
  run_id: number | null;
  state: (typeof rollbackStates)[number];
  ended_at: string | null;
  exit_code: number | null;
  /** The end of what it printed; null until it has ended. */
  output: string | null;
};

type NewRollback = Pick<
  RollbackRow,
  'task_id' | 'repo' | 'deployment_id' | 'commit_sha' | 'to_sha' | 'asked_by'
>;
type RollbackEnd = { state: 'done' | 'failed'; exitCode: number | null; output: string };

/** The table `rollbacks`; a repository has one open at a time. */
export function createRollbacks(db: Database) {
  const insert = db.prepare(
    `INSERT INTO rollbacks (task_id, repo, deployment_id, commit_sha, to_sha, asked_by, asked_at)
     VALUES (@task_id, @repo, @deployment_id, @commit_sha, @to_sha, @asked_by, @now)`,
  );
  const run = db.prepare(
    `UPDATE rollbacks SET state = 'running', run_id = @runId WHERE id = @id AND state IN ('asked', 'running')`,
  );
  const putBack = db.prepare(
    `UPDATE rollbacks SET state = 'asked', run_id = NULL WHERE id = ? AND state = 'running'`,
  );
  const withdraw = db.prepare(
    `UPDATE rollbacks SET state = 'withdrawn', ended_at = @now WHERE id = @id AND state = 'asked'`,
  );
  const end = db.prepare(
    `UPDATE rollbacks SET state = @state, exit_code = @exitCode, output = @output, ended_at = @now
     WHERE id = @id AND state IN ('asked', 'running')`,
  );
  const open = db.prepare<[string], RollbackRow>(
    `SELECT * FROM rollbacks WHERE repo = ? AND state IN ('asked', 'running')`,
  );
  const ofTask = db.prepare<[number], RollbackRow>(
    'SELECT * FROM rollbacks WHERE task_id = ? ORDER BY id DESC LIMIT 1',
  );
  const meant = db.prepare<[number], RollbackRow>(
    `SELECT * FROM rollbacks WHERE task_id = ? AND state <> 'withdrawn' ORDER BY id DESC LIMIT 1`,
  );
  const byId = db.prepare<[number], RollbackRow>('SELECT * FROM rollbacks WHERE id = ?');
  const recent = db.prepare<[number], RollbackRow & { task: string }>(
    `SELECT r.*, COALESCE(t.work_item_id, 'task ' || r.task_id) AS task FROM rollbacks r
     LEFT JOIN tasks t ON t.id = r.task_id ORDER BY r.id DESC LIMIT ?`,
  );
  return {
    /** Throws where one of the repository is open. */
    ask: (rollback: NewRollback, now: string): number =>
      Number(insert.run({ ...rollback, now }).lastInsertRowid),
    /** False where it has ended, or was taken back. */
    begin: (id: number, runId: number): boolean => run.run({ id, runId }).changes === 1,
    /** Its command could not be started: nothing has begun yet. */
    putBack: (id: number) => putBack.run(id),
    /** False where it has begun, or has ended. */
    withdraw: (id: number, now: string): boolean => withdraw.run({ id, now }).changes === 1,
    end: (id: number, ended: RollbackEnd, now: string): boolean =>
      end.run({ id, ...ended, now }).changes === 1,
    find: (id: number) => byId.get(id),
    findOpen: (repo: string) => open.get(repo),
    /** The latest. */
    findOfTask: (taskId: number) => ofTask.get(taskId),
    /** The latest that nobody took back. */
    findMeant: (taskId: number) => meant.get(taskId),
    /** The latest first. */
    listRecent: (limit: number) => recent.all(limit),
  };
}
