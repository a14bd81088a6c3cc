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
  /** What the run that wrote it says of it. */
  summary: string | null;
  /** Where a browser shows the document; null before it is published, and where nobody serves it. */
  url: string | null;
  /** Its file in the repository; null for requests of older versions, whose messages do not change. */
  path: string | null;
};

export type Vote = { who: string; via: string; at: string };

type NewRequest = Pick<ApprovalRow, 'revision' | 'nonce' | 'document' | 'summary' | 'path'> & {
  taskId: number;
};

/** The table `approvals`: every request for a decision about one revision of a BRD, and who decided. */
export function createApprovals(db: Database) {
  const insert = db.prepare(
    `INSERT INTO approvals (task_id, revision, nonce, document, requested_at, summary, path)
     VALUES (@taskId, @revision, @nonce, @document, @now, @summary, @path)`,
  );
  const latest = db.prepare<[number], ApprovalRow>(
    'SELECT * FROM approvals WHERE task_id = ? ORDER BY id DESC LIMIT 1',
  );
  const ofTask = db.prepare<[number], ApprovalRow>(
    'SELECT * FROM approvals WHERE task_id = ? ORDER BY id DESC',
  );
  const before = db.prepare<[number, number], ApprovalRow>(
    'SELECT * FROM approvals WHERE task_id = ? AND id < ? ORDER BY id DESC LIMIT 1',
  );
  const at = db.prepare<[number, string], ApprovalRow>(
    'SELECT * FROM approvals WHERE task_id = ? AND requested_at <= ? ORDER BY id DESC LIMIT 1',
  );
  const setUrl = db.prepare('UPDATE approvals SET url = @url WHERE id = @id');
  const vote = db.prepare(
    `INSERT INTO approval_votes (approval_id, who, via, at) VALUES (@approvalId, @who, @via, @now)
     ON CONFLICT DO NOTHING`,
  );
  const votes = db.prepare<[number], Vote>(
    'SELECT who, via, at FROM approval_votes WHERE approval_id = ? ORDER BY at, rowid',
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
    request: (request: NewRequest, now: string) => Number(insert.run({ ...request, now }).lastInsertRowid),
    findLatest: (taskId: number) => latest.get(taskId),
    /** The latest first. */
    listOfTask: (taskId: number) => ofTask.all(taskId),
    /** The request that this one took the place of. */
    findBefore: ({ task_id: taskId, id }: Pick<ApprovalRow, 'task_id' | 'id'>) => before.get(taskId, id),
    /** What was being asked at that time. */
    findAt: (taskId: number, time: string) => at.get(taskId, time),
    setUrl: (id: number, url: string | null) => setUrl.run({ id, url }),
    /** Counts once, however often the same person says it. */
    recordVote: (given: { approvalId: number; who: string; via: string }, now: string) =>
      vote.run({ ...given, now }),
    /** In the order in which they came. */
    listVotes: (approvalId: number) => votes.all(approvalId),
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
