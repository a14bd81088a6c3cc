import { type EffectKind, type EffectTargetName, effectTargets } from '../domain/decision.ts';
import type { Database } from './database.ts';

export type EffectRow = {
  id: number;
  task_id: number;
  kind: EffectKind;
  target: EffectTargetName;
  payload: string;
  state: 'pending' | 'done' | 'refused' | 'dropped';
  attempts: number;
  available_at: string | null;
  created_at: string;
  error: string | null;
};

/** The table `outbox`: effects of one task at one target run in order, so only the oldest pending one of each is offered. */
export function createOutbox(db: Database) {
  const insert = db.prepare(
    'INSERT INTO outbox (task_id, kind, target, payload, created_at) VALUES (@taskId, @kind, @target, @payload, @now)',
  );
  const due = db.prepare<[string], EffectRow>(
    `SELECT o.* FROM outbox o WHERE o.state = 'pending' AND (o.available_at IS NULL OR o.available_at <= ?)
       AND NOT EXISTS (SELECT 1 FROM outbox p WHERE p.task_id = o.task_id AND p.target = o.target AND p.state = 'pending' AND p.id < o.id)
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
  const again = db.prepare(
    `UPDATE outbox SET payload = @payload, available_at = @at, attempts = 0, error = NULL WHERE id = @id AND state = 'pending'`,
  );
  const sooner = db.prepare(
    `UPDATE outbox SET payload = @payload, available_at = CASE WHEN attempts = 0 THEN NULL ELSE available_at END
     WHERE id = @id AND state = 'pending'`,
  );
  const drop = db.prepare(
    `UPDATE outbox SET state = 'dropped', done_at = @now WHERE task_id = @taskId AND target = 'git' AND state = 'pending'`,
  );
  const supersede = db.prepare(
    `UPDATE outbox SET state = 'dropped', done_at = @now WHERE task_id = @taskId AND kind = @kind AND state = 'pending'`,
  );
  const hurry = db.prepare(`UPDATE outbox SET available_at = NULL WHERE task_id = ? AND state = 'pending'`);
  const byId = db.prepare<[number], EffectRow>('SELECT * FROM outbox WHERE id = ?');
  return {
    add: (taskId: number, kind: EffectKind, payload: Record<string, string>, now: string) =>
      insert.run({ taskId, kind, target: effectTargets[kind], payload: JSON.stringify(payload), now }),
    listDue: (now: string) => due.all(now),
    nextDue: (now: string) => nextDue.get(now) ?? null,
    find: (id: number) => byId.get(id),
    /** False when it was settled or dropped meanwhile. */
    settle: (id: number, state: 'done' | 'refused', error: string | null, now: string): boolean =>
      settle.run({ id, state, error, now }).changes === 1,
    hurry: (taskId: number) => hurry.run(taskId),
    tryLater: (id: number, at: string, error: string) => later.run({ id, at, error }),
    /** For what is asked again and again until there is an answer: no failed try, so none is counted. */
    lookAgain: (id: number, at: string | null, payload: Record<string, string>) =>
      again.run({ id, at, payload: JSON.stringify(payload) }),
    /** Looked at now; one whose last look failed when its time has come, since each failure counts towards giving up. */
    lookSooner: (id: number, payload: Record<string, string>) =>
      sooner.run({ id, payload: JSON.stringify(payload) }),
    /** An older wish of the kind that was not done yet is not done any more. */
    supersede: (taskId: number, kind: EffectKind, now: string) => supersede.run({ taskId, kind, now }),
    /** What the task waits for; what is to be told is told all the same. */
    dropOfTask: (taskId: number, now: string) => drop.run({ taskId, now }),
    ...createLookups(db),
  };
}

function createLookups(db: Database) {
  const oldest = db.prepare<[number, string], EffectRow>(
    `SELECT * FROM outbox WHERE task_id = ? AND kind = ? AND state = 'pending' ORDER BY id LIMIT 1`,
  );
  const latest = db.prepare<[number, string], EffectRow>(
    'SELECT * FROM outbox WHERE task_id = ? AND kind = ? ORDER BY id DESC LIMIT 1',
  );
  const pending = db
    .prepare<[number], number>(
      `SELECT EXISTS (SELECT 1 FROM outbox WHERE task_id = ? AND target = 'git' AND state = 'pending')`,
    )
    .pluck();
  const putOff = db
    .prepare<[number, string], number>(
      `SELECT EXISTS (SELECT 1 FROM outbox WHERE task_id = ? AND target = 'git' AND state = 'pending' AND available_at > ?)`,
    )
    .pluck();
  return {
    /** The one that is due first. */
    findPending: (taskId: number, kind: EffectKind) => oldest.get(taskId, kind),
    /** In whatever state. */
    findLatest: (taskId: number, kind: EffectKind) => latest.get(taskId, kind),
    isPending: (taskId: number): boolean => pending.get(taskId) === 1,
    isPutOff: (taskId: number, now: string): boolean => putOff.get(taskId, now) === 1,
  };
}
