import type { Database } from './database.ts';

/** An event as people look it up. `history` came with an earlier installation's file and is never dispatched. */
export type StoredEvent = {
  id: number;
  /** When it arrived; null where an old row does not tell. */
  at: string | null;
  source: string;
  type: string;
  state: 'pending' | 'done' | 'failed' | 'history';
  deliveries: number;
  note: string | null;
  /** Its payload was emptied after EVENTS_KEEP_DAYS, so it cannot be dispatched again. */
  pruned: boolean;
};

type Row = Omit<StoredEvent, 'pruned'> & { pruned: 0 | 1 };

const columns = `id, timestamp AS at, source, event_type AS type, COALESCE(state, 'history') AS state, deliveries, note,
  state IS NOT NULL AND payload = '' AS pruned`;

/** The table `events` after the fact: what came in, what became of it, and whether it is to be dispatched again. */
export function createEventLog(db: Database) {
  const some = db.prepare<[{ limit: number }], Row>(
    `SELECT ${columns} FROM events ORDER BY state IS 'failed' DESC, id DESC LIMIT @limit`,
  );
  const one = db.prepare<[number], Row>(`SELECT ${columns} FROM events WHERE id = ?`);
  const all = db.prepare<[], number>('SELECT COUNT(*) FROM events').pluck();
  const again = db.prepare(
    `UPDATE events SET state = 'pending', processed = 0, processed_at = NULL, attempts = 0, available_at = NULL,
       note = @note
     WHERE id = @id AND state IN ('done', 'failed') AND payload <> ''`,
  );
  // The time first: what stands behind the payload in a row costs reading all of it.
  const prune = db.prepare(
    `UPDATE events SET payload = '' WHERE timestamp < ? AND payload <> '' AND state IN ('done', 'failed')`,
  );
  return {
    /** Failed ones first, the newest first among each; a limit of null lists all. */
    list: ({ limit }: { limit: number | null }): StoredEvent[] =>
      // No limit is -1 in SQLite.
      some.all({ limit: limit ?? -1 }).map(toEvent),
    count: (): number => all.get() ?? 0,
    find: (id: number): StoredEvent | undefined => {
      const row = one.get(id);
      return row === undefined ? undefined : toEvent(row);
    },
    /** Makes a settled event pending as if it had just come; false where it is not settled or has no payload any more. */
    replay: (id: number, now: string): boolean =>
      again.run({ id, note: `replay asked for at ${now}` }).changes === 1,
    /** Empties what came before that time and was settled. The rows stay: they tell a repeated delivery. */
    prunePayloads: (before: string): number => prune.run(before).changes,
  };
}

function toEvent({ pruned, ...row }: Row): StoredEvent {
  return { ...row, pruned: pruned === 1 };
}
