import type { PersonRole } from '../domain/people.ts';
import type { Database } from './database.ts';

export type MemberRow = {
  telegram_id: number;
  name: string;
  role: PersonRole;
  added_by: string;
  added_at: string;
};

/** People who were added in the chat, beside those of the configuration. */
export function createMembers(db: Database) {
  const find = db.prepare<[number], MemberRow>('SELECT * FROM members WHERE telegram_id = ?');
  const list = db.prepare<[], MemberRow>('SELECT * FROM members ORDER BY added_at, telegram_id');
  // Who is known keeps his name: it is what the audit log knows him by.
  const put = db.prepare(
    `INSERT INTO members (telegram_id, name, role, added_by, added_at) VALUES (@id, @name, @role, @by, @now)
     ON CONFLICT (telegram_id) DO UPDATE SET role = @role`,
  );
  // Whose menu was set: he may have been removed since.
  const former = db
    .prepare<[], number>(
      `SELECT DISTINCT CAST(substr(key, instr(key, ':chat:') + 6) AS INTEGER) FROM meta WHERE key LIKE 'menu:%:chat:%'`,
    )
    .pluck();
  const remove = db.prepare('DELETE FROM members WHERE telegram_id = ?');
  return {
    find: (id: number) => find.get(id),
    list: () => list.all(),
    /** The one whose private chat stands in where a project has none. */
    findFirstOwner: () => list.all().find(({ role }) => role === 'owner'),
    /** Everybody who ever had a menu of his own. */
    listFormer: () => former.all(),
    /** Adds somebody, or gives him another role. */
    put: (member: { id: number; name: string; role: PersonRole; by: string }, now: string) =>
      put.run({ ...member, now }),
    remove: (id: number): boolean => remove.run(id).changes === 1,
  };
}
