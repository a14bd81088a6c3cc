import type { Database } from './database.ts';

export type DoneRow = { task_id: number; at: string };

/** Tasks that came to their end, by the log. */
export function createEndedTasks(db: Database) {
  const doneSince = db.prepare<[string], DoneRow>(
    `SELECT task_id, MAX(at) AS at FROM task_log
     WHERE to_stage = 'done' AND COALESCE(from_stage, '') <> 'done' AND at >= ? GROUP BY task_id ORDER BY MAX(id)`,
  );
  return { listDoneSince: (time: string) => doneSince.all(time) };
}
