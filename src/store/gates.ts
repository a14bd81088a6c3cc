import type { Freeze } from '../domain/standing.ts';
import type { Database } from './database.ts';

/** One merge lock per repository, held from staging until its holder leaves deploy. */
export function createLocks(db: Database) {
  const take = db.prepare('INSERT INTO merge_locks (repo, task_id, taken_at) VALUES (@repo, @taskId, @now)');
  const release = db.prepare('DELETE FROM merge_locks WHERE task_id = ?');
  const holder = db.prepare<[string], number>('SELECT task_id FROM merge_locks WHERE repo = ?').pluck();
  return {
    take: (repo: string, taskId: number, now: string) => take.run({ repo, taskId, now }),
    release: (taskId: number) => release.run(taskId),
    findHolder: (repo: string) => holder.get(repo),
  };
}

/** The journal `repo_freeze`: a repository is frozen exactly while one of its rows has no clearing time. */
export function createFreezes(db: Database) {
  const insert = db.prepare(
    'INSERT INTO repo_freeze (repo, frozen_at, reason, work_item_id) VALUES (@repo, @now, @reason, @workItemId)',
  );
  const active = db.prepare<[string], Freeze>(
    `SELECT id, COALESCE(reason, '') AS reason, frozen_at AS since, work_item_id AS workItemId
     FROM repo_freeze WHERE repo = ? AND cleared_at IS NULL ORDER BY id`,
  );
  const all = db.prepare<[], Freeze & { repo: string }>(
    `SELECT id, repo, COALESCE(reason, '') AS reason, frozen_at AS since, work_item_id AS workItemId
     FROM repo_freeze WHERE cleared_at IS NULL ORDER BY id`,
  );
  const clear = db.prepare(
    'UPDATE repo_freeze SET cleared_at = @now WHERE repo = @repo AND cleared_at IS NULL',
  );
  return {
    freeze: (repo: string, reason: string, workItemId: string | null, now: string) =>
      insert.run({ repo, reason, workItemId, now }),
    listActive: (repo: string) => active.all(repo),
    listAllActive: () => all.all(),
    clear: (repo: string, now: string): number => clear.run({ repo, now }).changes,
  };
}

/** Scope `*` is everything, any other a project's name. */
export function createPauses(db: Database) {
  const insert = db.prepare(
    'INSERT INTO pauses (scope, since, who, why) VALUES (@scope, @now, @who, @why) ON CONFLICT (scope) DO NOTHING',
  );
  const remove = db.prepare('DELETE FROM pauses WHERE scope = ?');
  const list = db.prepare<[], { scope: string; since: string; who: string; why: string }>(
    'SELECT * FROM pauses ORDER BY scope',
  );
  return {
    pause: (scope: string, who: string, why: string, now: string) => insert.run({ scope, who, why, now }),
    resume: (scope: string): boolean => remove.run(scope).changes === 1,
    list: () => list.all(),
  };
}
