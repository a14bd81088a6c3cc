import type { Database } from './database.ts';

export type EventRow = {
  id: number;
  timestamp: string;
  source: string;
  event_type: string;
  payload: string;
  processed: number;
  delivery_id: string | null;
  state: 'pending' | 'done' | 'failed' | null;
  note: string | null;
  deliveries: number;
  subject: string | null;
  attempts: number;
};

export type DueEvent = Pick<EventRow, 'id' | 'subject'>;

export type NewEvent = {
  source: string;
  eventType: string;
  payload: string;
  deliveryId: string | null;
  /** Null for a sender whose equal bodies are different events. */
  bodyHash: string | null;
};

/** Ids are a sender's own, but unique in the table; what an earlier installation called its senders is not known. */
const isRepeated = `(delivery_id IS NOT NULL AND delivery_id IN (@deliveryId, @source || ' ' || @deliveryId)
    AND (source = @source OR state IS NULL))
  OR (body_hash IS NOT NULL AND source = @source AND body_hash = @bodyHash)`;

/** The table `events`. Rows without a `state` came before Signalbox: history, never dispatched. */
export function createInbox(db: Database) {
  const insert = db.prepare(
    `INSERT INTO events (timestamp, source, event_type, payload, processed, delivery_id, body_hash, state)
     VALUES (@now, @source, @eventType, @payload, 0,
       CASE WHEN EXISTS (SELECT 1 FROM events WHERE delivery_id = @deliveryId) THEN @source || ' ' || @deliveryId
         ELSE @deliveryId END,
       @bodyHash, 'pending')`,
  );
  const again = db.prepare(`UPDATE events SET deliveries = deliveries + 1 WHERE ${isRepeated}`);
  const revive = db.prepare(
    `UPDATE events SET state = 'pending', attempts = 0, available_at = NULL
     WHERE state = 'failed' AND payload <> '' AND (${isRepeated})`,
  );
  const due = db.prepare<[{ now: string; limit: number; after: number }], DueEvent>(
    `SELECT id, subject FROM events
     WHERE state = 'pending' AND id > @after AND (available_at IS NULL OR available_at <= @now) ORDER BY id LIMIT @limit`,
  );
  const before = db
    .prepare<[string, number], 1>(
      `SELECT 1 FROM events WHERE state = 'pending' AND subject = ? AND id < ? LIMIT 1`,
    )
    .pluck();
  const subject = db.prepare('UPDATE events SET subject = @subject WHERE id = @id');
  const later = db.prepare(
    `UPDATE events SET attempts = attempts + 1, available_at = @at, note = @why WHERE id = @id AND state = 'pending'`,
  );
  const nextDue = db
    .prepare<[string], string | null>(
      `SELECT MIN(available_at) FROM events WHERE state = 'pending' AND available_at > ?`,
    )
    .pluck();
  const settle = db.prepare(
    `UPDATE events SET state = @state, processed = @processed, note = @note, processed_at = @now WHERE id = @id AND state = 'pending'`,
  );
  const byId = db.prepare<[number], EventRow>('SELECT * FROM events WHERE id = ?');
  return {
    /** Stores an event once: the same delivery, or the same body of the same sender, only raises a counter. */
    record: (event: NewEvent, now: string): { id: number } | 'duplicate' => {
      // First, because the unique index does not cover old rows of a file that repeats delivery ids.
      if (again.run(event).changes > 0) return 'duplicate';
      return { id: Number(insert.run({ ...event, now }).lastInsertRowid) };
    },
    /** Makes pending what failed and is delivered again; false where there is no such event. */
    revive: (event: NewEvent): boolean => revive.run(event).changes > 0,
    /** Oldest first; those behind the id `after`. Reads no payload, which may be large. */
    listDue: (now: string, limit: number, after = 0) => due.all({ now, limit, after }),
    /** What an event is about; events about one thing are taken in order. */
    setSubject: (id: number, value: string) => subject.run({ id, subject: value }),
    isPreceded: (id: number, by: string): boolean => before.get(by, id) === 1,
    tryLater: (id: number, at: string, why: string) => later.run({ id, at, why }),
    nextDue: (now: string) => nextDue.get(now) ?? null,
    find: (id: number) => byId.get(id),
    markDone: (id: number, note: string, now: string) =>
      settle.run({ id, state: 'done', processed: 1, note, now }),
    markFailed: (id: number, error: string, now: string) =>
      settle.run({ id, state: 'failed', processed: 0, note: error, now }),
  };
}
