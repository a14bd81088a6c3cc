import type { Said } from '../domain/phrase.ts';
import type { Actor } from '../domain/signal.ts';
import { inEnglish } from '../locale/translator.ts';
import type { Database } from './database.ts';

export type LogRow = {
  id: number;
  task_id: number;
  at: string;
  from_stage: string | null;
  from_step: string | null;
  to_stage: string | null;
  to_step: string | null;
  /** In English; `saidOf` of locale gives what every language can word. */
  why: string;
  who: string;
  via: string;
  recovered: 0 | 1;
  /** JSON; null where `why` is text as it is. */
  phrase: string | null;
};

export type LogEntry = {
  taskId: number;
  from: { stage: string | null; step: string | null } | null;
  to: { stage: string; step: string } | null;
  why: Said;
  by: Actor;
  /** Found by looking, because nothing had told of it. */
  recovered?: boolean;
};

/** The table `task_log`: every commit of a task, moves and others, append-only. */
export function createTaskLog(db: Database) {
  const insert = db.prepare(
    `INSERT INTO task_log (task_id, at, from_stage, from_step, to_stage, to_step, why, who, via, recovered, phrase)
     VALUES (@taskId, @now, @fromStage, @fromStep, @toStage, @toStep, @why, @who, @via, @recovered, @phrase)`,
  );
  const ofTask = db.prepare<[number], LogRow>('SELECT * FROM task_log WHERE task_id = ? ORDER BY id');
  const latest = db.prepare<[number], LogRow>(
    'SELECT * FROM task_log WHERE task_id = ? ORDER BY id DESC LIMIT 1',
  );
  const rollbackEnd = db.prepare<[number], LogRow>(
    `SELECT * FROM task_log WHERE task_id = ? AND phrase ->> '$.id' IN ('why-rolled-back', 'why-rollback-failed')
     ORDER BY id DESC LIMIT 1`,
  );
  const withdrawn = db.prepare<[number], LogRow>(
    `SELECT * FROM task_log WHERE task_id = ? AND phrase ->> '$.id' = 'why-rollback-withdrawn' ORDER BY id DESC LIMIT 1`,
  );
  const landings = db
    .prepare<[{ taskId: number }], number>(
      `SELECT COUNT(*) FROM task_log WHERE task_id = @taskId AND from_stage = 'deploy' AND to_stage = 'staging'
         AND id > (SELECT COALESCE(MAX(id), 0) FROM task_log
           WHERE task_id = @taskId AND to_stage IS NOT NULL AND via NOT IN ('signalbox', 'health'))`,
    )
    .pluck();
  return {
    append: ({ taskId, from, to, why, by, recovered = false }: LogEntry, now: string) =>
      insert.run({
        taskId,
        now,
        fromStage: from?.stage ?? null,
        fromStep: from?.step ?? null,
        toStage: to?.stage ?? null,
        toStep: to?.step ?? null,
        why: inEnglish(why),
        phrase: typeof why === 'string' ? null : JSON.stringify(why),
        recovered: recovered ? 1 : 0,
        ...by,
      }),
    /** How often it went back from deploy to staging since a person last did anything. */
    countLandings: (taskId: number): number => landings.get({ taskId }) ?? 0,
    /** How the latest rollback of its release ended. */
    findRollbackEnd: (taskId: number) => rollbackEnd.get(taskId),
    /** How the latest one that was taken back was. */
    findWithdrawal: (taskId: number) => withdrawn.get(taskId),
    findLatest: (taskId: number) => latest.get(taskId),
    listOfTask: (taskId: number) => ofTask.all(taskId),
  };
}
