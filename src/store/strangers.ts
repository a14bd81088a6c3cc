import type { Database } from './database.ts';

/** When somebody we do not know was told so. */
export function createStrangers(db: Database) {
  const tell = db.prepare(
    `INSERT INTO strangers (telegram_id, told_at) VALUES (@id, @now)
     ON CONFLICT (telegram_id) DO UPDATE SET told_at = @now WHERE told_at <= @before`,
  );
  const prune = db.prepare('DELETE FROM strangers WHERE told_at < ?');
  return {
    /** True, and noted, unless he was told after `before`. */
    tell: (id: number, now: string, before: string): boolean => tell.run({ id, now, before }).changes === 1,
    pruneBefore: (time: string): number => prune.run(time).changes,
  };
}
