import type { Database } from './database.ts';

export type DependencyRow = {
  task_id: number;
  depends_on_task_id: number;
  task: string | null;
  depends_on: string | null;
};

/** The table `job_deps`: a task waits for each task it depends on. */
export function createDependencies(db: Database) {
  const list = db.prepare<[], DependencyRow>(
    `SELECT d.task_id, d.depends_on_task_id, t.work_item_id AS task, b.work_item_id AS depends_on
     FROM job_deps d LEFT JOIN tasks t ON t.id = d.task_id LEFT JOIN tasks b ON b.id = d.depends_on_task_id
     ORDER BY d.task_id, d.depends_on_task_id`,
  );
  return { list: () => list.all() };
}
