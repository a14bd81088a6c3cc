import type { Database } from './database.ts';

/** The table `task_origins`: one row opens a task once, however often its work item is delivered. */
export function createOrigins(db: Database) {
  const insert = db.prepare(
    `INSERT INTO task_origins (tracker, item, task_id) VALUES (@tracker, @item, @taskId) ON CONFLICT DO NOTHING`,
  );
  const find = db
    .prepare<[string, string], number>(
      'SELECT task_id FROM task_origins WHERE tracker = ? AND item = ? ORDER BY generation DESC LIMIT 1',
    )
    .pluck();
  return {
    claim: (tracker: string, item: string, taskId: number): boolean =>
      insert.run({ tracker, item, taskId }).changes === 1,
    find: (tracker: string, item: string) => find.get(tracker, item),
  };
}
