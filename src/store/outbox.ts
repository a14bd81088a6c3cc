import type { EffectKind } from '../domain/decision.ts';
import type { Database } from './database.ts';

export type EffectRow = {
  id: number;
  task_id: number;
  kind: EffectKind;
  payload: string;
  state: 'pending' | 'done' | 'refused' | 'dropped';
  attempts: number;
  available_at: string | null;
  created_at: string;
  error: string | null;
};

/** The table `outbox`: effects of one task run in order, so only the oldest pending one of each task is offered. */
export function createOutbox(db: Database) {
  const insert = db.prepare(
    'INSERT INTO outbox (task_id, kind, payload, created_at) VALUES (@taskId, @kind, @payload, @now)',
  );
  const due = db.prepare<[string], EffectRow>(
    `SELECT o.* FROM outbox o WHERE o.state = 'pending' AND (o.available_at IS NULL OR o.available_at <= ?)
       AND NOT EXISTS (SELECT 1 FROM outbox p WHERE p.task_id = o.task_id AND p.state = 'pending' AND p.id < o.id)
     ORDER BY o.id`,
  );
  const nextDue = db
    .prepare<[string], string | null>(
      `SELECT MIN(available_at) FROM outbox WHERE state = 'pending' AND available_at > ?`,
    )
    .pluck();
  const settle = db.prepare(
    `UPDATE outbox SET state = @state, error = @error, done_at = @now WHERE id = @id AND state = 'pending'`,
  );
  const later = db.prepare(
    `UPDATE outbox SET attempts = attempts + 1, available_at = @at, error = @error WHERE id = @id AND state = 'pending'`,
  );
  const drop = db.prepare(
    `UPDATE outbox SET state = 'dropped', done_at = @now WHERE task_id = @taskId AND state = 'pending'`,
  );
  const hurry = db.prepare(`UPDATE outbox SET available_at = NULL WHERE task_id = ? AND state = 'pending'`);
  const putOff = db
    .prepare<[number, string], number>(
      `SELECT EXISTS (SELECT 1 FROM outbox WHERE task_id = ? AND state = 'pending' AND available_at > ?)`,
    )
    .pluck();
  const byId = db.prepare<[number], EffectRow>('SELECT * FROM outbox WHERE id = ?');
  return {
    add: (taskId: number, kind: EffectKind, payload: Record<string, string>, now: string) =>
      insert.run({ taskId, kind, payload: JSON.stringify(payload), now }),
    listDue: (now: string) => due.all(now),
    nextDue: (now: string) => nextDue.get(now) ?? null,
    find: (id: number) => byId.get(id),
    /** False when it was settled or dropped meanwhile. */
    settle: (id: number, state: 'done' | 'refused', error: string | null, now: string): boolean =>
      settle.run({ id, state, error, now }).changes === 1,
    isPutOff: (taskId: number, now: string): boolean => putOff.get(taskId, now) === 1,
    hurry: (taskId: number) => hurry.run(taskId),
    tryLater: (id: number, at: string, error: string) => later.run({ id, at, error }),
    dropOfTask: (taskId: number, now: string) => drop.run({ taskId, now }),
  };
}
