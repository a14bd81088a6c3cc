import type { Said } from '../domain/phrase.ts';
import type { Freeze } from '../domain/standing.ts';
import { readSaid, writeSaid } from '../locale/said-text.ts';
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

/** `by` is null where a degraded release froze it, or an earlier version. */
export type FreezeRow = Freeze & { repo: string; by: string | null };

type Stored = FreezeRow & { reason: string };

const asFreeze = `id, repo, COALESCE(reason, '') AS reason, frozen_at AS since, work_item_id AS workItemId, frozen_by AS "by"`;

/**
 * The journal `repo_freeze`: a repository is frozen exactly while one of its rows has no clearing time. Rows are never
 * removed: who cleared one, when and why is noted in it.
 */
export function createFreezes(db: Database) {
  const insert = db.prepare(
    `INSERT INTO repo_freeze (repo, frozen_at, reason, work_item_id, frozen_by)
     VALUES (@repo, @now, @reason, @workItemId, @by)`,
  );
  const active = db.prepare<[string], Stored>(
    `SELECT ${asFreeze} FROM repo_freeze WHERE repo = ? AND cleared_at IS NULL ORDER BY id`,
  );
  const all = db.prepare<[], Stored>(
    `SELECT ${asFreeze} FROM repo_freeze WHERE cleared_at IS NULL ORDER BY id`,
  );
  const clear = db.prepare(
    `UPDATE repo_freeze SET cleared_at = @now, cleared_by = @by, cleared_why = @why
     WHERE id = @id AND cleared_at IS NULL`,
  );
  return {
    /** Gives the number of the freeze. */
    freeze: (
      repo: string,
      reason: Said,
      workItemId: string | null,
      now: string,
      by: string | null = null,
    ): number => Number(insert.run({ repo, reason: writeSaid(reason), workItemId, now, by }).lastInsertRowid),
    listActive: (repo: string): FreezeRow[] => active.all(repo).map(toFreeze),
    listAllActive: (): FreezeRow[] => all.all().map(toFreeze),
    clear: (id: number, cleared: { by: string; why: string | null }, now: string): boolean =>
      clear.run({ id, now, ...cleared }).changes === 1,
  };
}

function toFreeze(row: Stored): FreezeRow {
  return { ...row, reason: readSaid(row.reason) };
}

export type PauseRow = { scope: string; since: string; who: string; why: string };

/** Scope `*` is everything, any other a project's name. */
export function createPauses(db: Database) {
  const insert = db.prepare(
    'INSERT INTO pauses (scope, since, who, why) VALUES (@scope, @now, @who, @why) ON CONFLICT (scope) DO NOTHING',
  );
  const remove = db.prepare('DELETE FROM pauses WHERE scope = ?');
  const list = db.prepare<[], PauseRow>('SELECT * FROM pauses ORDER BY scope');
  return {
    pause: (scope: string, who: string, why: string, now: string) => insert.run({ scope, who, why, now }),
    resume: (scope: string): boolean => remove.run(scope).changes === 1,
    list: () => list.all(),
  };
}
