import type { Database } from './database.ts';

export type ApprovalRow = {
  id: number;
  task_id: number;
  revision: string;
  nonce: string;
  document: string;
  requested_at: string;
  decided_at: string | null;
  decision: 'approved' | 'rejected' | null;
  who: string | null;
  via: string | null;
  comment: string | null;
};

/** The table `approvals`: every request for a decision about one revision of a BRD, and who decided. */
export function createApprovals(db: Database) {
  const insert = db.prepare(
    `INSERT INTO approvals (task_id, revision, nonce, document, requested_at)
     VALUES (@taskId, @revision, @nonce, @document, @now)`,
  );
  const latest = db.prepare<[number], ApprovalRow>(
    'SELECT * FROM approvals WHERE task_id = ? ORDER BY id DESC LIMIT 1',
  );
  const byNonce = db.prepare<[string], ApprovalRow>('SELECT * FROM approvals WHERE nonce = ?');
  const byId = db.prepare<[number], ApprovalRow>('SELECT * FROM approvals WHERE id = ?');
  const approvedRevision = db
    .prepare<[number], string>(
      `SELECT revision FROM approvals WHERE task_id = ? AND decision = 'approved' ORDER BY id DESC LIMIT 1`,
    )
    .pluck();
  const decide = db.prepare(
    `UPDATE approvals SET decision = @decision, decided_at = @now, who = @who, via = @via, comment = @comment
     WHERE id = (SELECT id FROM approvals WHERE task_id = @taskId ORDER BY id DESC LIMIT 1) AND decision IS NULL`,
  );
  return {
    request: (request: { taskId: number; revision: string; nonce: string; document: string }, now: string) =>
      Number(insert.run({ ...request, now }).lastInsertRowid),
    findLatest: (taskId: number) => latest.get(taskId),
    findByNonce: (nonce: string) => byNonce.get(nonce),
    find: (id: number) => byId.get(id),
    findApprovedRevision: (taskId: number) => approvedRevision.get(taskId) ?? null,
    /** Answers the latest request; false when it was answered before. */
    decide: (
      answer: {
        taskId: number;
        decision: 'approved' | 'rejected';
        who: string;
        via: string;
        comment: string;
      },
      now: string,
    ): boolean => decide.run({ ...answer, now }).changes === 1,
  };
}
