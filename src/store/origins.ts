import type { Database } from './database.ts';

/**
 * The table `task_origins`: one row opens a task once, however often its work item is delivered. A person who starts an
 * ended one again makes the next generation.
 */
export function createOrigins(db: Database) {
  const insert = db.prepare(
    `INSERT INTO task_origins (tracker, item, generation, task_id)
     SELECT @tracker, @item, 1 + COALESCE(MAX(generation), 0), @taskId FROM task_origins
     WHERE tracker = @tracker AND item = @item`,
  );
  const find = db
    .prepare<[string, string], number>(
      'SELECT task_id FROM task_origins WHERE tracker = ? AND item = ? ORDER BY generation DESC LIMIT 1',
    )
    .pluck();
  return {
    claim: (tracker: string, item: string, taskId: number) => insert.run({ tracker, item, taskId }),
    /** The task of the latest generation. */
    find: (tracker: string, item: string) => find.get(tracker, item),
  };
}
