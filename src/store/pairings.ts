import type { Database } from './database.ts';

/** One-time links by which the first owner is known; of each only a hash is kept. */
export function createPairings(db: Database) {
  const forget = db.prepare('DELETE FROM pairings WHERE used_by IS NULL');
  const insert = db.prepare('INSERT INTO pairings (code_hash, created_at) VALUES (?, ?)');
  const use = db.prepare(
    'UPDATE pairings SET used_by = @by, used_at = @now WHERE code_hash = @hash AND used_by IS NULL',
  );
  const usedBy = db
    .prepare<[string], number | null>('SELECT used_by FROM pairings WHERE code_hash = ?')
    .pluck();
  return {
    /** The only one that is open from here on. */
    replace: db.transaction((hash: string, now: string) => {
      forget.run();
      insert.run(hash, now);
    }),
    voidOpen: () => forget.run(),
    /** True for the first one to use it. */
    use: (hash: string, by: number, now: string): boolean => use.run({ hash, by, now }).changes === 1,
    /** Undefined for a code that was never given out or is void. */
    findUser: (hash: string): number | null | undefined => usedBy.get(hash),
  };
}
