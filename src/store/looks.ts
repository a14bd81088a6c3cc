import type { Database } from './database.ts';

export type LookRow = { project: string; what: string; since: string; failures: number; why: string };

/** The table `looks`: what could not be looked at, since when and why. A look that went through has no row. */
export function createLooks(db: Database) {
  const fail = db
    .prepare<[Omit<LookRow, 'failures'>], number>(
      `INSERT INTO looks (project, what, since, failures, why) VALUES (@project, @what, @since, 1, @why)
       ON CONFLICT (project, what) DO UPDATE SET failures = failures + 1, why = excluded.why RETURNING failures`,
    )
    .pluck();
  const succeed = db.prepare('DELETE FROM looks WHERE project = ? AND what = ?');
  const all = db.prepare<[], LookRow>('SELECT * FROM looks ORDER BY since, project, what');
  return {
    /** How often in a row it has failed now. */
    noteFailure: (project: string, what: string, why: string, now: string): number =>
      fail.get({ project, what, why, since: now }) ?? 1,
    /** True when it had failed before. */
    noteSuccess: (project: string, what: string): boolean => succeed.run(project, what).changes > 0,
    listFailing: () => all.all(),
  };
}
