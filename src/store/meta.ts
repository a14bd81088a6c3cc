import type { Database } from './database.ts';

/** The table `meta`: what was noted about this file, such as the highest ids at the takeover. */
export function createMeta(db: Database) {
  const get = db.prepare<[string], string>('SELECT value FROM meta WHERE key = ?').pluck();
  const announced = db.prepare(
    `INSERT INTO meta (key, value) VALUES ('takeover.announced', ?) ON CONFLICT DO NOTHING`,
  );
  const note = db.prepare(
    'INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value',
  );
  return {
    find: (key: string) => get.get(key),
    note: (key: string, value: string) => note.run(key, value),
    /** True from the takeover of an earlier installation's file until its owner was told of it. */
    isTakeoverToAnnounce: (): boolean =>
      get.get('takeover.at') !== undefined && get.get('takeover.announced') === undefined,
    noteTakeoverAnnounced: (now: string) => announced.run(now),
    /** The highest id that came from an earlier installation, 0 where there was none. */
    takeoverMark: (table: 'events' | 'tasks' | 'jobs' | 'runs') => Number(get.get(`takeover.${table}`) ?? 0),
  };
}
