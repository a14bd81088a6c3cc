import type { Usage } from '../domain/report.ts';
import type { Database } from './database.ts';

export type RunRow = {
  id: number;
  task_id: number | null;
  job_id: number | null;
  effect_id: number | null;
  agent: string;
  stage: string | null;
  name: string | null;
  folder: string | null;
  clone: string | null;
  start_commit: string | null;
  pid: number | null;
  started_at: string | null;
  finished_at: string | null;
  exit_code: number | null;
  output_path: string | null;
  outcome: string | null;
  summary: string | null;
  model: string | null;
  effort: string | null;
  input_tokens: number | null;
  output_tokens: number | null;
  cache_read_tokens: number | null;
  cache_creation_tokens: number | null;
  cost_usd: number | null;
};

export type NewRun = {
  taskId: number | null;
  jobId: number | null;
  effectId: number | null;
  agent: string;
  stage: string | null;
  name: string;
  folder: string;
  clone: string;
  startCommit: string | null;
  model: string | null;
  effort: string | null;
};

export type EndedRun = {
  exitCode: number | null;
  outcome: string;
  summary: string | null;
  usage: Usage;
};

/** The table `agent_runs`. A row exists before its process does; a partial unique index allows one live run per task. */
export function createRuns(db: Database) {
  const insert = db.prepare(
    `INSERT INTO agent_runs (task_id, job_id, effect_id, agent, stage, name, folder, clone, start_commit, output_path, model, effort, started_at)
     VALUES (@taskId, @jobId, @effectId, @agent, @stage, @name, @folder, @clone, @startCommit, @folder || '/stdout', @model, @effort, @now)`,
  );
  const setProcess = db.prepare(
    'UPDATE agent_runs SET pid = @pid, start_ticks = @startTicks, boot_id = @bootId WHERE id = @id',
  );
  const end = db.prepare(
    `UPDATE agent_runs SET finished_at = @now, exit_code = @exitCode, outcome = @outcome, summary = @summary,
       input_tokens = @inputTokens, output_tokens = @outputTokens, cache_read_tokens = @cacheReadTokens,
       cache_creation_tokens = @cacheCreationTokens, cost_usd = @costUsd, model = COALESCE(@model, model)
     WHERE id = @id AND finished_at IS NULL`,
  );
  const byId = db.prepare<[number], RunRow>('SELECT * FROM agent_runs WHERE id = ?');
  const live = db.prepare<[], RunRow>(
    'SELECT * FROM agent_runs WHERE name IS NOT NULL AND finished_at IS NULL ORDER BY id',
  );
  const liveOfTask = db.prepare<[number], RunRow>(
    'SELECT * FROM agent_runs WHERE task_id = ? AND name IS NOT NULL AND finished_at IS NULL',
  );
  const ofTask = db.prepare<[number], RunRow>('SELECT * FROM agent_runs WHERE task_id = ? ORDER BY id');
  const rounds = db
    .prepare<[number, string], number>(
      `SELECT COUNT(*) FROM agent_runs WHERE task_id = ? AND agent = ? AND outcome = 'completed'`,
    )
    .pluck();
  return {
    begin: (run: NewRun, now: string): number => Number(insert.run({ ...run, now }).lastInsertRowid),
    setProcess: (id: number, identity: { pid: number; startTicks: string; bootId: string }) =>
      setProcess.run({ id, ...identity }),
    /** False when the run was ended before: its result is dropped by whoever comes second. */
    end: (id: number, { usage, ...ended }: EndedRun, now: string): boolean =>
      end.run({ id, now, ...ended, ...usage }).changes === 1,
    find: (id: number) => byId.get(id),
    listLive: () => live.all(),
    findLiveOfTask: (taskId: number) => liveOfTask.get(taskId),
    listOfTask: (taskId: number) => ofTask.all(taskId),
    /** Completed runs of a role: one that was stopped or failed is tried again as the same round. */
    countRounds: (taskId: number, agent: string): number => rounds.get(taskId, agent) ?? 0,
  };
}
