import type { Pause, PauseMode } from '../domain/pause.ts';
import type { Said } from '../domain/phrase.ts';
import type { Freeze } from '../domain/standing.ts';
import { readSaid, writeSaid } from '../locale/said-text.ts';
import type { Database } from './database.ts';

/** One merge lock per repository, held from staging until its holder leaves deploy. */
export function createLocks(db: Database) {
  const take = db.prepare('INSERT INTO merge_locks (repo, task_id, taken_at) VALUES (@repo, @taskId, @now)');
  const release = db.prepare('DELETE FROM merge_locks WHERE task_id = ?');
  const holder = db.prepare<[string], number>('SELECT task_id FROM merge_locks WHERE repo = ?').pluck();
  const all = db.prepare<[], { repo: string; task: string; since: string }>(
    `SELECT l.repo, COALESCE(t.work_item_id, 'task ' || l.task_id) AS task, l.taken_at AS since FROM merge_locks l
     LEFT JOIN tasks t ON t.id = l.task_id ORDER BY l.repo`,
  );
  return {
    take: (repo: string, taskId: number, now: string) => take.run({ repo, taskId, now }),
    release: (taskId: number) => release.run(taskId),
    findHolder: (repo: string) => holder.get(repo),
    list: () => all.all(),
  };
}

/** `by` is null where a degraded release froze it, or an earlier version. */
export type FreezeRow = Freeze & { repo: string; by: string | null };

type ClearedColumns = { clearedAt: string; clearedBy: string | null; clearedWhy: string | null };
type MaybeCleared = Omit<ClearedColumns, 'clearedAt'> & { clearedAt: string | null };
export type ClearedFreeze = FreezeRow & ClearedColumns;

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
  const recent = db.prepare<[{ repo: string | null; limit: number }], Stored & ClearedColumns>(
    `SELECT ${asFreeze}, cleared_at AS clearedAt, cleared_by AS clearedBy, cleared_why AS clearedWhy
     FROM repo_freeze WHERE cleared_at IS NOT NULL AND repo = COALESCE(@repo, repo)
     ORDER BY cleared_at DESC, id DESC LIMIT @limit`,
  );
  const ofRelease = db.prepare<[string, string | null], Stored & MaybeCleared>(
    `SELECT ${asFreeze}, cleared_at AS clearedAt, cleared_by AS clearedBy, cleared_why AS clearedWhy
     FROM repo_freeze WHERE repo = ? AND work_item_id = ? ORDER BY id DESC LIMIT 1`,
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
    /** Lifted ones, of one repository or of all, the latest first. */
    listCleared: (limit: number, repo: string | null = null): ClearedFreeze[] =>
      recent.all({ repo, limit }).map((row) => ({ ...row, ...toFreeze(row) })),
    /** The latest that a release of this work item left, lifted or not. */
    findOfRelease: (repo: string, workItemId: string | null) => {
      const row = ofRelease.get(repo, workItemId);
      return row === undefined ? undefined : { ...row, ...toFreeze(row) };
    },
    clear: (id: number, cleared: { by: string; why: string | null }, now: string): boolean =>
      clear.run({ id, now, ...cleared }).changes === 1,
  };
}

function toFreeze(row: Stored): FreezeRow {
  return { ...row, reason: readSaid(row.reason) };
}

export type PauseRow = Pause & { why: string };

/** Scope `*` is everything, any other a project's name. */
export function createPauses(db: Database) {
  const insert = db.prepare(
    'INSERT INTO pauses (scope, since, who, why, mode) VALUES (@scope, @now, @who, @why, @mode) ON CONFLICT (scope) DO NOTHING',
  );
  const harden = db.prepare('UPDATE pauses SET mode = @mode WHERE scope = @scope');
  const remove = db.prepare('DELETE FROM pauses WHERE scope = ?');
  const list = db.prepare<[], PauseRow>('SELECT * FROM pauses ORDER BY scope');
  return {
    pause: (scope: string, who: string, why: string, now: string, mode: PauseMode = 'finish') =>
      insert.run({ scope, who, why, now, mode }),
    /** Who paused it first, when and why stand. */
    setMode: (scope: string, mode: PauseMode) => harden.run({ scope, mode }),
    resume: (scope: string): boolean => remove.run(scope).changes === 1,
    list: () => list.all(),
  };
}
