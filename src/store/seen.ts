import type { Database } from './database.ts';

/** The table `seen`: what was told from outside and acted on once, by whichever way it came first. */
export function createSeen(db: Database) {
  const insert = db.prepare(
    'INSERT INTO seen (source, id, at) VALUES (@source, @id, @now) ON CONFLICT DO NOTHING',
  );
  const has = db.prepare<[string, string], 1>('SELECT 1 FROM seen WHERE source = ? AND id = ?').pluck();
  const hasAny = db.prepare<[string], 0 | 1>('SELECT EXISTS (SELECT 1 FROM seen WHERE source = ?)').pluck();
  const list = db.prepare<[string], string>('SELECT id FROM seen WHERE source = ?').pluck();
  const forget = db.prepare('DELETE FROM seen WHERE source = ? AND id = ?');
  const forgetAll = db.prepare('DELETE FROM seen WHERE source = ?');
  const keepOnly = db.prepare(
    `DELETE FROM seen WHERE source = @source AND id > @prefix AND id < @prefix || char(1114111)
       AND substr(id, length(@prefix) + 1) NOT IN (SELECT value FROM json_each(@kept))`,
  );
  const prune = db.prepare('DELETE FROM seen WHERE at < ?');
  return {
    /** True for the first one to say so. */
    note: (source: string, id: string, now: string): boolean => insert.run({ source, id, now }).changes === 1,
    has: (source: string, id: string): boolean => has.get(source, id) === 1,
    hasAny: (source: string): boolean => hasAny.get(source) === 1,
    list: (source: string) => list.all(source),
    /** It happened anew, or was undone: the next one to say so is the first. */
    forget: (source: string, id: string) => forget.run(source, id),
    /** Of what begins with `prefix`, forgets all but what goes on with one of these. */
    keepOnly: (source: string, prefix: string, kept: readonly string[]) =>
      keepOnly.run({ source, prefix, kept: JSON.stringify(kept) }),
    forgetAll: (source: string) => forgetAll.run(source),
    pruneBefore: (time: string): number => prune.run(time).changes,
  };
}
