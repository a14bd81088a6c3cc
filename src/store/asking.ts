import type { Database } from './database.ts';

export type AskingRow = {
  task_id: number;
  chat_id: number;
  /** When the question came up. */
  since: string;
  /** When its card last rang; null: never, or for an earlier question. */
  rung_at: string | null;
};

const unfinished = `t.stage IS NOT NULL AND t.stage NOT IN ('done', 'cancelled')`;

/**
 * The cards that ask a person something now: for an approval, for an answer, or to unfreeze what their release froze.
 * Those that are about to ring anyway are left out.
 */
export function createAsking(db: Database) {
  const list = db.prepare<[], AskingRow>(
    `WITH asked AS (
       SELECT t.id, t.attention_at AS since FROM tasks t WHERE t.attention IS NOT NULL AND ${unfinished}
       UNION ALL
       SELECT t.id, MAX(a.requested_at) FROM tasks t JOIN approvals a ON a.task_id = t.id AND a.decision IS NULL
       WHERE t.attention IS NULL AND t.step = 'approval' AND ${unfinished} GROUP BY t.id
       UNION ALL
       SELECT MAX(t.id), MIN(f.frozen_at) FROM repo_freeze f JOIN tasks t ON t.work_item_id = f.work_item_id AND t.repo = f.repo
       WHERE f.cleared_at IS NULL GROUP BY t.repo
     )
     SELECT c.task_id, c.chat_id, s.since, CASE WHEN c.reminded_at >= s.since THEN c.reminded_at END AS rung_at
     FROM asked s JOIN cards c ON c.task_id = s.id
     WHERE s.since IS NOT NULL AND c.bump = 0 AND c.message_id IS NOT NULL ORDER BY s.since, c.task_id`,
  );
  return { list: () => list.all() };
}
