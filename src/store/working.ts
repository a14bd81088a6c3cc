import type { Database } from './database.ts';
import { ownerOf, type PaySettings } from './holds.ts';

/** How many jobs are running, and of which projects. */
export function createWorking(db: Database) {
  const count = db.prepare<[], number>(`SELECT COUNT(*) FROM jobs WHERE status = 'running'`).pluck();
  const tasks = db.prepare<[], { project: string | null; repo: string }>(
    `SELECT t.project, j.repo FROM jobs j LEFT JOIN tasks t ON t.id = j.task_id WHERE j.status = 'running'`,
  );
  const countByProject = (pay: PaySettings): Map<string, number> => {
    const counts = new Map<string, number>();
    for (const task of tasks.all()) {
      const owner = ownerOf(pay, task);
      if (owner !== null) counts.set(owner, (counts.get(owner) ?? 0) + 1);
    }
    return counts;
  };
  return {
    count: (): number => count.get() ?? 0,
    /** By the project's name in lower case; what belongs to none of ours is left out. */
    countByProject,
    /** Those of the project that a task counts for; null: none of ours. */
    countBeside(
      pay: PaySettings,
      task: { project: string | null; repo: string },
    ): { project: string; count: number } | null {
      const project = ownerOf(pay, task);
      return project === null ? null : { project, count: countByProject(pay).get(project) ?? 0 };
    },
  };
}
