import type { Database } from './database.ts';

/** The table `meta`: what was noted once about this file, such as the highest ids at the takeover. */
export function createMeta(db: Database) {
  const get = db.prepare<[string], string>('SELECT value FROM meta WHERE key = ?').pluck();
  return {
    find: (key: string) => get.get(key),
    /** The highest id that came from an earlier installation, 0 where there was none. */
    takeoverMark: (table: 'events' | 'tasks' | 'jobs' | 'runs') => Number(get.get(`takeover.${table}`) ?? 0),
  };
}
