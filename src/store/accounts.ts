import type { Said } from '../domain/phrase.ts';
import { readSaid, writeSaid } from '../locale/said-text.ts';
import type { Database } from './database.ts';

export type AccountHoldRow = {
  account: string;
  kind: 'limit' | 'fault';
  why: Said;
  mend: Said;
  since: string;
  /** Null: until a person has mended it. */
  until: string | null;
};

type Stored = AccountHoldRow & { why: string; mend: string };

/** The table `account_holds`: accounts whose jobs wait, for a limit to reset or for somebody to mend them. */
export function createAccounts(db: Database) {
  // Of two runs that meet a limit the later reset counts; a fault is not over because a limit is met beside it.
  const hold = db.prepare(
    `INSERT INTO account_holds (account, kind, why, mend, since, until) VALUES (@account, @kind, @why, @mend, @now, @until)
     ON CONFLICT (account) DO UPDATE SET kind = @kind, why = @why, mend = @mend, until = @until,
       since = CASE WHEN kind = @kind THEN since ELSE @now END
     WHERE account_holds.kind = 'limit' AND (@until IS NULL OR account_holds.until < @until)`,
  );
  const active = db.prepare<[string], Stored>(
    'SELECT * FROM account_holds WHERE until IS NULL OR until > ? ORDER BY account',
  );
  const free = db.prepare('DELETE FROM account_holds WHERE account = ?');
  const freeFaults = db.prepare(`DELETE FROM account_holds WHERE kind = 'fault'`);
  const expire = db.prepare('DELETE FROM account_holds WHERE until <= ?');
  const nextDue = db
    .prepare<[string], string | null>('SELECT MIN(until) FROM account_holds WHERE until > ?')
    .pluck();
  return {
    hold: ({ why, mend, ...row }: Omit<AccountHoldRow, 'since'>, now: string) =>
      hold.run({ ...row, why: writeSaid(why), mend: writeSaid(mend), now }),
    listActive: (now: string): AccountHoldRow[] =>
      active.all(now).map((row) => ({ ...row, why: readSaid(row.why), mend: readSaid(row.mend) })),
    /** Somebody says that the fault is mended, or that the limit may be over: the next run finds out. */
    free: (account: string): boolean => free.run(account).changes > 0,
    /** At a start: what an operator mends, he mends with a restart. */
    freeFaults: (): number => freeFaults.run().changes,
    expire: (now: string): number => expire.run(now).changes,
    nextDue: (now: string) => nextDue.get(now) ?? null,
  };
}
