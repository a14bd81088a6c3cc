import type { Database } from './database.ts';

export const auditVias = ['command', 'button', 'reply', 'pairing'] as const;
export const auditOutcomes = ['done', 'refused', 'unchanged', 'failed'] as const;
export type AuditVia = (typeof auditVias)[number];
export type AuditOutcome = (typeof auditOutcomes)[number];

export type AuditEntry = {
  /** Without one and without a chat it was asked for over HTTP. */
  userId: number | null;
  /** The configured name, else what the person calls himself, with his id. */
  who: string;
  /** Null for a stranger. */
  role: string | null;
  chatId: number | null;
  via: AuditVia;
  action: string;
  target: string | null;
  outcome: AuditOutcome;
  detail: string | null;
};

export type AuditRow = {
  id: number;
  at: string;
  user_id: number | null;
  who: string;
  role: string | null;
  chat_id: number | null;
  via: AuditVia;
  action: string;
  target: string | null;
  outcome: AuditOutcome;
  detail: string | null;
};

/** Who did what in the chat or over HTTP, and who was refused what. */
export function createAudit(db: Database) {
  const add = db.prepare(
    `INSERT INTO audit (at, user_id, who, role, chat_id, via, action, target, outcome, detail)
     VALUES (@now, @userId, @who, @role, @chatId, @via, @action, @target, @outcome, @detail)`,
  );
  const latest = db.prepare<[number], AuditRow>('SELECT * FROM audit ORDER BY id DESC LIMIT ?');
  const prune = db.prepare('DELETE FROM audit WHERE at < ?');
  return {
    add: (entry: AuditEntry, now: string) => add.run({ ...entry, now }),
    /** The latest first. */
    listLatest: (most: number) => latest.all(most),
    pruneBefore: (time: string): number => prune.run(time).changes,
  };
}
