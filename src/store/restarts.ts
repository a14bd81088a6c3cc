import type { Database } from './database.ts';

export type RestartRow = {
  task_id: number;
  title: string;
  description: string;
  who: string;
  asked_at: string;
};

/** The table `restarts`: ended tasks whose work item was moved to a start state again, until a person starts them. */
export function createRestarts(db: Database) {
  const insert = db.prepare(
    `INSERT INTO restarts (task_id, title, description, who, asked_at)
     VALUES (@taskId, @title, @description, @who, @now) ON CONFLICT DO NOTHING`,
  );
  const find = db.prepare<[number], RestartRow>('SELECT * FROM restarts WHERE task_id = ?');
  const remove = db.prepare('DELETE FROM restarts WHERE task_id = ?');
  return {
    /** False when it was asked for already. */
    ask: (
      restart: { taskId: number; title: string; description: string; who: string },
      now: string,
    ): boolean => insert.run({ ...restart, now }).changes === 1,
    find: (taskId: number) => find.get(taskId),
    remove: (taskId: number) => remove.run(taskId),
  };
}
