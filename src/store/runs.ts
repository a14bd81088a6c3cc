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
  start_ticks: string | null;
  boot_id: string | null;
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
  /** Whether the CLI told its cost, or we reckoned it from its tokens. */
  cost_basis: 'told' | 'estimated' | null;
  runner: string | null;
  account: string | null;
  /** Null: it cannot be resumed. */
  session_id: string | null;
  /** What the CLI told of the whole session at the end of this run. */
  session_cost_usd: number | null;
  /** The run in whose session it goes on. */
  resumes: number | null;
  step: string | null;
  turns: number | null;
  progress_at: string | null;
  /** What went wrong, in a form that is the same whenever the same goes wrong. */
  fault: string | null;
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
  runner: string;
  account: string | null;
  sessionId: string | null;
  resumes: number | null;
};

/** What is known of a run while it goes on. */
export type RunProgress = {
  sessionId: string | null;
  step: string | null;
  turns: number;
  usage: Usage;
};

/** What a run is charged with: the cost is what it added to its session's. */
export type Charge = { usage: Usage; basis: 'told' | 'estimated' | null; sessionCostUsd: number | null };

export type EndedRun = {
  exitCode: number | null;
  outcome: string;
  summary: string | null;
  charge: Charge;
  /** Null keeps what is known; a session that is gone is forgotten. */
  session: { id: string | null; isGone: boolean };
  turns: number | null;
  fault: string | null;
};

/** The table `agent_runs`. A row exists before its process does; a partial unique index allows one live run per task. */
export function createRuns(db: Database) {
  const insert = db.prepare(
    `INSERT INTO agent_runs (task_id, job_id, effect_id, agent, stage, name, folder, clone, start_commit, output_path, model, effort,
       runner, account, session_id, resumes, started_at)
     VALUES (@taskId, @jobId, @effectId, @agent, @stage, @name, @folder, @clone, @startCommit, @folder || '/stdout', @model, @effort,
       @runner, @account, @sessionId, @resumes, @now)`,
  );
  const setProcess = db.prepare(
    'UPDATE agent_runs SET pid = @pid, start_ticks = @startTicks, boot_id = @bootId WHERE id = @id',
  );
  const end = db.prepare(
    `UPDATE agent_runs SET finished_at = @now, exit_code = @exitCode, outcome = @outcome, summary = @summary,
       input_tokens = COALESCE(@inputTokens, input_tokens), output_tokens = COALESCE(@outputTokens, output_tokens),
       cache_read_tokens = COALESCE(@cacheReadTokens, cache_read_tokens),
       cache_creation_tokens = COALESCE(@cacheCreationTokens, cache_creation_tokens),
       cost_usd = COALESCE(@costUsd, cost_usd), cost_basis = COALESCE(@basis, cost_basis),
       session_cost_usd = @sessionCostUsd, model = COALESCE(@model, model), turns = COALESCE(@turns, turns),
       session_id = CASE WHEN @isGone THEN NULL ELSE COALESCE(@sessionId, session_id) END, step = NULL, fault = @fault
     WHERE id = @id AND finished_at IS NULL`,
  );
  const progress = db.prepare(
    `UPDATE agent_runs SET session_id = COALESCE(@sessionId, session_id), step = @step, turns = @turns, progress_at = @now,
       input_tokens = @inputTokens, output_tokens = @outputTokens, cache_read_tokens = @cacheReadTokens,
       cache_creation_tokens = @cacheCreationTokens, cost_usd = @costUsd, model = COALESCE(@model, model),
       cost_basis = CASE WHEN @costUsd IS NULL THEN NULL ELSE 'estimated' END
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
  const latestOfRole = db.prepare<[number, string], RunRow>(
    'SELECT * FROM agent_runs WHERE task_id = ? AND agent = ? AND effect_id IS NULL ORDER BY id DESC LIMIT 1',
  );
  const ofSession = db.prepare<[string], RunRow>('SELECT * FROM agent_runs WHERE session_id = ? ORDER BY id');
  const faults = db
    .prepare<[number, number, number], string | null>(
      `SELECT fault FROM agent_runs WHERE task_id = ? AND job_id = ? AND finished_at IS NOT NULL ORDER BY id DESC LIMIT ?`,
    )
    .pluck();
  return {
    begin: (run: NewRun, now: string): number => Number(insert.run({ ...run, now }).lastInsertRowid),
    setProcess: (id: number, identity: { pid: number; startTicks: string; bootId: string }) =>
      setProcess.run({ id, ...identity }),
    /** False when the run was ended before: its result is dropped by whoever comes second. */
    end: (id: number, { charge, session, ...ended }: EndedRun, now: string): boolean => {
      const { usage, basis, sessionCostUsd } = charge;
      const told = { sessionId: session.id, isGone: session.isGone ? 1 : 0, basis, sessionCostUsd };
      return end.run({ id, now, ...ended, ...usage, ...told }).changes === 1;
    },
    /** What a run has told so far; its cost is an estimate until it has ended. */
    noteProgress: (id: number, { usage, ...told }: RunProgress, now: string) =>
      progress.run({ id, now, ...told, ...usage }),
    find: (id: number) => byId.get(id),
    listLive: () => live.all(),
    findLiveOfTask: (taskId: number) => liveOfTask.get(taskId),
    listOfTask: (taskId: number) => ofTask.all(taskId),
    findLatestOfRole: (taskId: number, agent: string) => latestOfRole.get(taskId, agent),
    /** Runs of a session, oldest first. */
    listOfSession: (sessionId: string) => ofSession.all(sessionId),
    /** The faults of the latest runs of a task's job, the latest first; null for one that ended otherwise. */
    listFaults: (taskId: number, jobId: number, limit: number) => faults.all(taskId, jobId, limit),
    /** Completed runs of a role: one that was stopped or failed is tried again as the same round. */
    countRounds: (taskId: number, agent: string): number => rounds.get(taskId, agent) ?? 0,
  };
}
