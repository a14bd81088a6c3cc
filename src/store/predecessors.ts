import { failureCodes } from '../domain/attention.ts';
import { isFinished } from '../domain/stage.ts';
import type { Predecessor, Stuck } from '../domain/standing.ts';
import { readAsked } from '../locale/asked-text.ts';
import { saidOf } from '../locale/said-text.ts';
import type { Database } from './database.ts';
import type { LogRow } from './task-log.ts';

type Row = {
  taskId: number;
  workItemId: string;
  stage: string;
  asked: string | null;
  since: string;
  stuck: Stuck['kind'] | null;
};

const failing = failureCodes.map((code) => `'${code}'`).join(', ');
const stuckKind = `CASE WHEN b.stage = 'cancelled' THEN 'cancelled' WHEN b.attention IN (${failing}) THEN 'failed' END`;
const isOpen = (task: string) => `${task}.stage IS NOT NULL AND ${task}.stage NOT IN ('done', 'cancelled')`;

/** What tasks depend on and that is not done, and which of it will not come to its end without a person. */
export function createPredecessors(db: Database) {
  const onTasks = db.prepare<[number], Row>(
    `SELECT b.id AS taskId, COALESCE(b.work_item_id, 'task ' || b.id) AS workItemId, b.stage,
       COALESCE(b.attention_text, b.attention) AS asked, ${stuckKind} AS stuck,
       MAX(COALESCE(d.created_at, ''), COALESCE(CASE WHEN b.stage <> 'cancelled' THEN b.attention_at END, b.step_at, b.updated_at, '')) AS since
     FROM job_deps d JOIN tasks b ON b.id = d.depends_on_task_id
     WHERE d.task_id = ? AND b.stage IS NOT NULL AND b.stage <> 'done' ORDER BY b.id`,
  );
  const awaited = db
    .prepare<[number], string>('SELECT name FROM awaited_items WHERE task_id = ? ORDER BY created_at, name')
    .pluck();
  const stuckOnes = `FROM tasks t JOIN job_deps d ON d.task_id = t.id JOIN tasks b ON b.id = d.depends_on_task_id
     WHERE ${isOpen('t')} AND ${stuckKind} IS NOT NULL AND b.stage <> 'done'`;
  const held = db.prepare<[], number>(`SELECT DISTINCT t.id ${stuckOnes} ORDER BY t.id`).pluck();
  const isHeld = db.prepare<[number], 0 | 1>(`SELECT EXISTS (SELECT 1 ${stuckOnes} AND t.id = ?)`).pluck();
  const behind = db
    .prepare<[number], number>(
      `SELECT d.task_id FROM job_deps d JOIN tasks t ON t.id = d.task_id
       WHERE d.depends_on_task_id = ? AND ${isOpen('t')} ORDER BY d.task_id`,
    )
    .pluck();
  const read = createReads(db);
  return {
    /** Tasks first, then work items without one. */
    listOf: (taskId: number): Predecessor[] => [
      ...onTasks.all(taskId).map((row) => toPredecessor(read, row)),
      ...awaited
        .all(taskId)
        .map((workItemId): Predecessor => ({ workItemId, stage: null, taskId: null, stuck: null })),
    ],
    /** Unfinished tasks that depend on one that was cancelled or has failed, whatever else holds them. */
    listStuck: () => held.all(),
    isStuck: (taskId: number): boolean => isHeld.get(taskId) === 1,
    /** Unfinished tasks that depend on this one. */
    listBehind: (taskId: number) => behind.all(taskId),
  };
}

type Reads = ReturnType<typeof createReads>;

function createReads(db: Database) {
  return {
    end: db.prepare<[number], Pick<LogRow, 'why' | 'phrase'>>(
      `SELECT why, phrase FROM task_log WHERE task_id = ? AND to_stage = 'cancelled' ORDER BY id DESC LIMIT 1`,
    ),
    next: db.prepare<[string], { taskId: number; workItemId: string; stage: string | null }>(
      `SELECT t.id AS taskId, COALESCE(t.work_item_id, 'task ' || t.id) AS workItemId, t.stage
       FROM task_origins o JOIN tasks t ON t.id = o.task_id
       WHERE o.tracker = 'restart' AND o.item = ? ORDER BY o.generation DESC LIMIT 1`,
    ),
  };
}

function toPredecessor(read: Reads, { asked, since, stuck, ...row }: Row): Predecessor {
  if (stuck === null) return { ...row, stuck };
  if (stuck === 'failed') {
    return { ...row, stuck: { kind: stuck, why: readAsked(asked ?? '').sentence, since } };
  }
  const end = read.end.get(row.taskId);
  const why = end === undefined ? null : saidOf(end);
  return { ...row, stuck: { kind: stuck, why, since, next: findNext(read, row.taskId) } };
}

/** The last of those that followed one another. */
function findNext(read: Reads, taskId: number): { taskId: number; workItemId: string } | null {
  const next = read.next.get(String(taskId));
  if (next === undefined) return null;
  if (next.stage === 'cancelled') return findNext(read, next.taskId);
  return isFinished(next.stage) ? null : { taskId: next.taskId, workItemId: next.workItemId };
}
