import type { Edge } from '../domain/dependency-graph.ts';
import type { Database } from './database.ts';

export type DependencyRow = {
  task_id: number;
  depends_on_task_id: number;
  task: string | null;
  depends_on: string | null;
};

/** Who named an edge: the tracker, whose word may change, or people, in the chat or in a task's text; null: the earlier installation. */
export type EdgeSource = 'tracker' | 'chat';
export type TaskEdge = { to: number; name: string; stage: string | null; source: EdgeSource | null };

/** By its id in that tracker; or, under the tracker `id`, by the work item id that people type, in upper case. */
type AwaitedItem = { tracker: string; item: string; name: string };

const unfinished = (task: string) =>
  `${task}.stage IS NOT NULL AND ${task}.stage NOT IN ('done', 'cancelled')`;

/** The tables `job_deps` and `awaited_items`: a task waits for each task, and each work item without one, it depends on. */
export function createDependencies(db: Database) {
  const list = db.prepare<[], DependencyRow>(
    `SELECT d.task_id, d.depends_on_task_id, t.work_item_id AS task, b.work_item_id AS depends_on
     FROM job_deps d LEFT JOIN tasks t ON t.id = d.task_id LEFT JOIN tasks b ON b.id = d.depends_on_task_id
     WHERE t.id IS NULL OR (${unfinished('t')}) ORDER BY d.task_id, d.depends_on_task_id`,
  );
  const ofTask = db.prepare<[number], TaskEdge>(
    `SELECT d.depends_on_task_id AS "to", COALESCE(b.work_item_id, 'task ' || d.depends_on_task_id) AS name, b.stage, d.source
     FROM job_deps d LEFT JOIN tasks b ON b.id = d.depends_on_task_id WHERE d.task_id = ? ORDER BY "to"`,
  );
  const add = db.prepare(
    `INSERT INTO job_deps (task_id, depends_on_task_id, created_at, source) VALUES (@from, @to, @now, @source)
     ON CONFLICT DO NOTHING`,
  );
  const remove = db.prepare('DELETE FROM job_deps WHERE task_id = @from AND depends_on_task_id = @to');
  const adopt = db.prepare(
    `UPDATE job_deps SET source = 'chat' WHERE task_id = @from AND depends_on_task_id = @to`,
  );
  const blocked = db
    .prepare<{ taskId: number }, 0 | 1>(
      `SELECT EXISTS (SELECT 1 FROM awaited_items WHERE task_id = @taskId)
         OR EXISTS (SELECT 1 FROM job_deps d JOIN tasks b ON b.id = d.depends_on_task_id
           WHERE d.task_id = @taskId AND b.stage IS NOT NULL AND b.stage <> 'done')`,
    )
    .pluck();
  return {
    isBlocked: (taskId: number): boolean => blocked.get({ taskId }) === 1,
    /** Edges of tasks that are unfinished, or gone from the file. */
    list: () => list.all(),
    listOfTask: (taskId: number) => ofTask.all(taskId),
    /** An edge that is there keeps its source. */
    add: (edge: Edge, source: EdgeSource, now: string) => add.run({ ...edge, source, now }),
    /** A person names what the tracker named: it stays when the tracker takes it back. */
    adopt: (edge: Edge) => adopt.run(edge),
    remove: (edge: Edge): boolean => remove.run(edge).changes === 1,
    ...createAwaited(db),
    ...createWaived(db),
    ...createWaits(db),
  };
}

function createAwaited(db: Database) {
  const add = db.prepare(
    `INSERT INTO awaited_items (task_id, tracker, item, name, created_at) VALUES (@taskId, @tracker, @item, @name, @now)
     ON CONFLICT DO NOTHING`,
  );
  const forget = db.prepare('DELETE FROM awaited_items WHERE task_id = ? AND tracker = ? AND item = ?');
  const ofTask = db.prepare<[number], AwaitedItem>(
    'SELECT tracker, item, name FROM awaited_items WHERE task_id = ? ORDER BY created_at, name',
  );
  const ofItem = db
    .prepare<[string, string], number>(
      'SELECT task_id FROM awaited_items WHERE tracker = ? AND item = ? ORDER BY task_id',
    )
    .pluck();
  const all = db.prepare<[], { task_id: number; task: string | null; name: string }>(
    `SELECT a.task_id, t.work_item_id AS task, a.name FROM awaited_items a JOIN tasks t ON t.id = a.task_id
     WHERE ${unfinished('t')} ORDER BY a.task_id, a.created_at, a.name`,
  );
  return {
    await: (taskId: number, item: AwaitedItem, now: string) => add.run({ taskId, ...item, now }),
    forgetAwaited: (taskId: number, tracker: string, item: string): boolean =>
      forget.run(taskId, tracker, item).changes === 1,
    listAwaitedOf: (taskId: number) => ofTask.all(taskId),
    /** Ids of the tasks that wait for this work item to get one. */
    listAwaiting: (tracker: string, item: string) => ofItem.all(tracker, item),
    /** Of unfinished tasks. */
    listAwaited: () => all.all(),
  };
}

/** The table `waived_blockers`: what the tracker names and a person has said not to wait for. */
function createWaived(db: Database) {
  const waive = db.prepare(
    `INSERT INTO waived_blockers (task_id, item, who, at) VALUES (@taskId, @item, @who, @now) ON CONFLICT DO NOTHING`,
  );
  const ofTask = db
    .prepare<[number], string>('SELECT item FROM waived_blockers WHERE task_id = ? ORDER BY item')
    .pluck();
  const forget = db.prepare('DELETE FROM waived_blockers WHERE task_id = ? AND item = ?');
  return {
    waive: (taskId: number, item: string, who: string, now: string) => waive.run({ taskId, item, who, now }),
    /** Ids in the tracker. */
    listWaived: (taskId: number) => ofTask.all(taskId),
    forgetWaived: (taskId: number, item: string) => forget.run(taskId, item),
  };
}

/** Who waits for whom at this moment, in each way that only the other one's going on can end. */
function createWaits(db: Database) {
  const edges = db.prepare<[], Edge>(
    `SELECT d.task_id AS "from", d.depends_on_task_id AS "to" FROM job_deps d
     JOIN tasks t ON t.id = d.task_id JOIN tasks b ON b.id = d.depends_on_task_id WHERE ${unfinished('t')}`,
  );
  const lanes = db.prepare<[], Edge & { repo: string }>(
    `SELECT t.id AS "from", o.id AS "to", t.repo FROM tasks t JOIN tasks o ON o.repo = t.repo
     WHERE t.started_at IS NULL AND ${unfinished('t')} AND t.stage IN ('created', 'analysis')
       AND o.started_at IS NOT NULL AND ${unfinished('o')}`,
  );
  const locks = db.prepare<[], Edge>(
    `SELECT t.id AS "from", l.task_id AS "to" FROM merge_locks l JOIN tasks t ON t.repo = l.repo
     WHERE t.id <> l.task_id AND ${unfinished('t')}`,
  );
  return {
    listEdges: () => edges.all(),
    /** New tasks wait for each started one of their repository, where it takes one task at a time. */
    listLaneWaits: () => lanes.all(),
    /** No other task of the repository ends before the holder of its merge lock has gone on. */
    listLockWaits: () => locks.all(),
  };
}
