import type { AttentionCode, StopKind } from '../domain/facts.ts';
import type { Position } from '../domain/stage.ts';
import type { Database } from './database.ts';
import { workers } from './jobs.ts';

export type TaskRow = {
  id: number;
  plane_id: string | null;
  plane_issue_id: string | null;
  work_item_id: string | null;
  repo: string;
  branch: string | null;
  stage: string | null;
  step: string | null;
  step_at: string | null;
  title: string | null;
  description: string | null;
  project: string | null;
  version: number;
  /** 1 high, 0 normal, -1 low. */
  priority: number;
  started_at: string | null;
  created_at: string | null;
  updated_at: string | null;
  attention: AttentionCode | null;
  attention_text: string | null;
  attention_at: string | null;
  stop_requested: StopKind | null;
  stop_by: string | null;
  stop_note: string | null;
  commit_sha: string | null;
  base_sha: string | null;
  merge_candidate: string | null;
  merge_sha: string | null;
  /** What a person chose for this task in place of the settings. */
  model: string | null;
  effort: string | null;
  budget_usd: number | null;
  rework: number;
  change_id: string | null;
  change_url: string | null;
  /** Where people read its work item, as last told. */
  tracker_url: string | null;
  brd_review_started_at: string | null;
  brd_review_ended_at: string | null;
};

export type NewTask = {
  project: string;
  repo: string;
  workItemId: string;
  branch: string;
  title: string;
  description: string;
  /** The tracker's id of the work item; stored in both columns an earlier installation looks at. */
  trackerItem: string | null;
};

const unfinished = `stage IS NOT NULL AND stage NOT IN ('done', 'cancelled')`;

/** The table `tasks`. Writes other than `create` belong inside a commit, which raises `version` once. */
export function createTasks(db: Database) {
  const insert = db.prepare(
    `INSERT INTO tasks (plane_id, plane_issue_id, work_item_id, repo, branch, stage, step, step_at, title, description, project, created_at, updated_at)
     VALUES (@trackerItem, @trackerItem, @workItemId, @repo, @branch, 'created', 'rest', @now, @title, @description, @project, @now, @now)`,
  );
  const byId = db.prepare<[number], TaskRow>('SELECT * FROM tasks WHERE id = ?');
  const byItem = db.prepare<[string, string], TaskRow>(
    'SELECT * FROM tasks WHERE plane_issue_id = ? OR plane_id = ? ORDER BY id DESC LIMIT 1',
  );
  const byWorkItem = db.prepare<[string], TaskRow>(
    'SELECT * FROM tasks WHERE work_item_id = ? COLLATE NOCASE ORDER BY id DESC',
  );
  const workItemIds = db
    .prepare<[string], string>('SELECT work_item_id FROM tasks WHERE repo = ? AND work_item_id IS NOT NULL')
    .pluck();
  const open = db.prepare<[], TaskRow>(`SELECT * FROM tasks WHERE ${unfinished} ORDER BY id`);
  const recentlyEnded = db.prepare<[number], TaskRow>(
    `SELECT * FROM tasks WHERE stage IN ('done', 'cancelled') ORDER BY updated_at DESC, id DESC LIMIT ?`,
  );
  const waiting = db.prepare<[string, string], TaskRow>(
    'SELECT * FROM tasks WHERE stage = ? AND step = ? AND attention IS NULL ORDER BY priority DESC, id',
  );
  const unansweredReviews = db.prepare<[], TaskRow>(
    `SELECT * FROM tasks t WHERE stage = 'analysis' AND step IS NULL AND attention IS NULL
       AND brd_review_started_at IS NOT NULL AND brd_review_ended_at IS NULL
       AND NOT EXISTS (SELECT 1 FROM approvals WHERE task_id = t.id)
       AND NOT EXISTS (SELECT 1 FROM jobs WHERE task_id = t.id AND status IN ('queued', 'running'))
     ORDER BY id`,
  );
  const stagingTakenOver = db.prepare<[], TaskRow>(
    `SELECT * FROM tasks t WHERE stage IN ('staging', 'deploy') AND step IS NULL AND attention IS NULL
       AND EXISTS (SELECT 1 FROM jobs WHERE task_id = t.id AND status = 'queued')
     ORDER BY stage, id`,
  );
  const raise = db.prepare('UPDATE tasks SET version = version + 1 WHERE id = ? AND version = ?');
  const move = db.prepare(
    `UPDATE tasks SET updated_at = CASE WHEN stage IS @stage THEN updated_at ELSE @now END,
       step_at = @now, stage = @stage, step = @step WHERE id = @id`,
  );
  return {
    create: (task: NewTask, now: string): number => Number(insert.run({ ...task, now }).lastInsertRowid),
    find: (id: number) => byId.get(id),
    findByTrackerItem: (item: string) => byItem.get(item, item),
    listByWorkItem: (workItemId: string) => byWorkItem.all(workItemId),
    listWorkItemIds: (repo: string) => workItemIds.all(repo),
    listOpen: () => open.all(),
    listEnded: (limit: number) => recentlyEnded.all(limit),
    /** Reviews of a BRD that the earlier installation began and nobody has answered. */
    listReviewsTakenOver: () => unansweredReviews.all(),
    /** Tasks that the earlier installation was testing or deploying and that are to go on, the furthest first. */
    listStagingTakenOver: () => stagingTakenOver.all(),
    /** The highest priority first, then the oldest. */
    listWaiting: ({ stage, step }: Position) => waiting.all(stage, step),
    /** The compare-and-set of every commit: false when somebody else changed the task meanwhile. */
    raiseVersion: (id: number, from: number): boolean => raise.run(id, from).changes === 1,
    move: (id: number, to: Position, now: string) => move.run({ id, ...to, now }),
    ...createOpenTaskLookups(db),
    ...createTaskColumns(db),
  };
}

/** Unfinished tasks by what the world outside tells of them, oldest first. */
function createOpenTaskLookups(db: Database) {
  const where = (condition: string) =>
    db.prepare<string[], TaskRow>(`SELECT * FROM tasks WHERE ${condition} AND ${unfinished} ORDER BY id`);
  const ofProject = db.prepare<[string, string], TaskRow>(
    `SELECT * FROM tasks WHERE id IN (
       SELECT id FROM tasks WHERE repo = ? AND ${unfinished}
       UNION SELECT id FROM tasks WHERE project = ? COLLATE NOCASE AND ${unfinished}) ORDER BY id`,
  );
  const ofChange = where('repo = ? AND change_id = ?');
  const onBranch = where('repo = ? AND branch = ?');
  const onNone = where('repo = ? AND branch IS NULL');
  const atCommit = where('repo = ? AND commit_sha = ?');
  const atStage = where('repo = ? AND stage = ?');
  const any = db
    .prepare<[string], number>(`SELECT EXISTS (SELECT 1 FROM tasks WHERE repo = ? AND ${unfinished})`)
    .pluck();
  const idle = db.prepare<[], TaskRow>(idleSql);
  return {
    hasOpen: (repo: string): boolean => any.get(repo) === 1,
    /** Those of the repository, and those that name the project, in any case. */
    listOpenOf: ({ repo, project }: { repo: string; project: string }) => ofProject.all(repo, project),
    listOpenOfChange: (repo: string, changeId: string) => ofChange.all(repo, changeId),
    /** And those without a branch, which an earlier installation may have left. */
    listOpenOnBranch: (repo: string, branch: string) => [...onBranch.all(repo, branch), ...onNone.all(repo)],
    listOpenAtCommit: (repo: string, commit: string) => atCommit.all(repo, commit),
    listOpenAtStage: (repo: string, stage: string) => atStage.all(repo, stage),
    /** With no job, run or effect under way and nobody to wait for: among them are all that should have one. */
    listIdle: () => idle.all(),
  };
}

/**
 * A sieve: the decision looks again at what it lets through. At work, a task whose own job has ended and that never asked
 * for an approval was left so by the earlier installation, and there may be thousands.
 */
const idleSql = `
SELECT * FROM tasks t WHERE ${unfinished} AND attention IS NULL
  AND (stop_requested IS NULL OR (stop_requested = 'cancel' AND step = 'merge'))
  AND (step IS NULL OR step NOT IN ('approval', 'lock', 'thaw', 'health'))
  AND id NOT IN (SELECT task_id FROM outbox WHERE state = 'pending' AND target = 'git')
  AND NOT EXISTS (SELECT 1 FROM jobs j WHERE j.task_id = t.id
    AND (j.status = 'running' OR (j.status = 'queued' AND (t.stage, j.agent) IN (VALUES ${workers}))))
  AND NOT EXISTS (SELECT 1 FROM agent_runs r WHERE r.task_id = t.id AND r.name IS NOT NULL AND r.finished_at IS NULL)
  AND NOT (COALESCE(step, 'work') = 'work' AND NOT EXISTS (SELECT 1 FROM approvals a WHERE a.task_id = t.id)
    AND EXISTS (SELECT 1 FROM jobs j WHERE (t.stage, j.agent) IN (VALUES ${workers})
      AND j.id = (SELECT id FROM jobs l WHERE l.task_id = t.id ORDER BY l.status = 'queued' DESC, l.id DESC LIMIT 1)))
ORDER BY id`;

/** One statement per fact of a task that a decision may set. */
function createTaskColumns(db: Database) {
  const set = (assignments: string) => db.prepare(`UPDATE tasks SET ${assignments} WHERE id = @id`);
  const commit = set('commit_sha = @value');
  const base = set('base_sha = @value, merge_candidate = NULL');
  const candidate = set('merge_candidate = @value');
  const merged = set('merge_sha = @value');
  const rework = set('rework = @value');
  const stop = set('stop_requested = @kind, stop_by = @by, stop_note = @note');
  const change = set('change_id = @changeId, change_url = @url');
  const model = set('model = @value');
  const effort = set('effort = @value');
  const budget = set('budget_usd = @value');
  const priority = set('priority = @value');
  const words = set('title = @title, description = @description');
  const agent = set('agent_running = @value');
  const started = set('started_at = COALESCE(started_at, @value)');
  const ask = set('attention = @code, attention_text = @text, attention_at = @now');
  const clear = set('attention = NULL, attention_text = NULL, attention_at = NULL');
  const reviewStart = set('brd_review_started_at = COALESCE(brd_review_started_at, @value)');
  const reviewEnd = set(
    `brd_review_ended_at = CASE WHEN brd_review_started_at IS NULL THEN brd_review_ended_at
       ELSE COALESCE(brd_review_ended_at, @value) END`,
  );
  return {
    setCommit: (id: number, value: string) => commit.run({ id, value }),
    setBase: (id: number, value: string) => base.run({ id, value }),
    setMergeCandidate: (id: number, value: string) => candidate.run({ id, value }),
    setMergeCommit: (id: number, value: string) => merged.run({ id, value }),
    setRework: (id: number, value: number) => rework.run({ id, value }),
    requestStop: (id: number, kind: StopKind, by: string, note: string) => stop.run({ id, kind, by, note }),
    clearStop: (id: number) => stop.run({ id, kind: null, by: null, note: null }),
    setChange: (id: number, value: { id: string; url: string | null }) =>
      change.run({ id, changeId: value.id, url: value.url }),
    /** Null: as the settings have it. */
    setModel: (id: number, value: string | null) => model.run({ id, value }),
    setEffort: (id: number, value: string | null) => effort.run({ id, value }),
    setBudget: (id: number, value: number) => budget.run({ id, value }),
    /** The queued jobs of the task move with it. */
    setPriority: (id: number, value: number) => priority.run({ id, value }),
    describe: (id: number, title: string, description: string) => words.run({ id, title, description }),
    setAgentRunning: (id: number, value: string | null) => agent.run({ id, value }),
    markStarted: (id: number, value: string) => started.run({ id, value }),
    ask: (id: number, code: AttentionCode, text: string, now: string) => ask.run({ id, code, text, now }),
    clearAttention: (id: number) => clear.run({ id }),
    startReview: (id: number, value: string) => reviewStart.run({ id, value }),
    endReview: (id: number, value: string) => reviewEnd.run({ id, value }),
  };
}
