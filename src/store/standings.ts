import type { Blocker, Standing } from '../domain/standing.ts';
import type { Database } from './database.ts';
import type { JobRow } from './jobs.ts';
import type { TaskRow } from './tasks.ts';

/** The settings that gates look at beside the file. */
export type GateSettings = {
  slots: number;
  repos: readonly string[];
  dependencies: boolean;
  serial: 'all' | readonly string[] | 'off';
};

/** Reads everything that can hold a task back, gate by gate, for `explain`. */
export function createStandings(db: Database) {
  const read = createReads(db);
  return {
    ofTask: (task: TaskRow, job: JobRow | undefined, settings: GateSettings, now: string): Standing => {
      // The claim asks for the job's repository; rows taken over may name another one than their task.
      const repo = job?.status === 'queued' ? job.repo : task.repo;
      return {
        workItemId: task.work_item_id ?? `task ${task.id}`,
        repo,
        stage: task.stage,
        step: task.step ?? 'work',
        attention:
          task.attention === null
            ? null
            : {
                code: task.attention,
                text: task.attention_text ?? task.attention,
                since: task.attention_at ?? now,
              },
        stopRequested: task.stop_requested,
        run:
          read.run.get(task.id) ?? (job?.status === 'queued' ? read.runningJob.get(task.id) : null) ?? null,
        job: toJob(job, task),
        blockers: read.blockers.all(task.id),
        lane: read.lane.all({ repo, taskId: task.id }),
        freezes: read.freezes.all(repo),
        pauses: read.pauses.all(task.project),
        repoKnown: settings.repos.includes(repo),
        slots: { used: read.running.get() ?? 0, all: settings.slots },
        approval: read.approval.get(task.id) ?? null,
        commit: task.commit_sha,
        lockHolder: read.lockHolder.get(repo) ?? null,
        trouble: read.trouble.get(task.id) ?? null,
        watch: read.watch.get(task.id) ?? null,
        since: task.step_at ?? task.updated_at ?? task.created_at ?? now,
        now,
        gates: { dependencies: settings.dependencies, serial: isSerial(settings, repo) },
      };
    },
  };
}

function isSerial({ serial }: GateSettings, repo: string): boolean {
  return serial === 'all' || (serial !== 'off' && serial.includes(repo));
}

function toJob(job: JobRow | undefined, task: TaskRow): Standing['job'] {
  if (job === undefined) return null;
  return {
    role: job.agent,
    status: job.status,
    since: job.created_at ?? task.created_at ?? '',
    availableAt: job.available_at,
    error: job.error,
    opening: job.agent === 'analyst' && task.started_at === null,
  };
}

function createReads(db: Database) {
  return {
    run: db.prepare<[number], { role: string; since: string }>(
      `SELECT agent AS role, started_at AS since FROM agent_runs
       WHERE task_id = ? AND name IS NOT NULL AND finished_at IS NULL`,
    ),
    runningJob: db.prepare<[number], { role: string; since: string }>(
      `SELECT agent AS role, COALESCE(started_at, created_at, '') AS since FROM jobs
       WHERE task_id = ? AND status = 'running' ORDER BY id LIMIT 1`,
    ),
    blockers: db.prepare<[number], Blocker>(
      `SELECT COALESCE(b.work_item_id, 'task ' || b.id) AS workItemId, b.stage FROM job_deps d
       JOIN tasks b ON b.id = d.depends_on_task_id
       WHERE d.task_id = ? AND b.stage IS NOT NULL AND b.stage <> 'done' ORDER BY b.id`,
    ),
    lane: db.prepare<[{ repo: string; taskId: number }], Blocker>(
      `SELECT COALESCE(work_item_id, 'task ' || id) AS workItemId, stage FROM tasks
       WHERE repo = @repo AND id <> @taskId AND started_at IS NOT NULL
         AND stage IS NOT NULL AND stage NOT IN ('done', 'cancelled') ORDER BY id`,
    ),
    freezes: db.prepare<[string], Standing['freezes'][number]>(
      `SELECT id, COALESCE(reason, '') AS reason, frozen_at AS since, work_item_id AS workItemId
       FROM repo_freeze WHERE repo = ? AND cleared_at IS NULL ORDER BY id`,
    ),
    pauses: db.prepare<[string | null], { scope: string; since: string }>(
      `SELECT scope, since FROM pauses WHERE scope = '*' OR scope = ? ORDER BY scope`,
    ),
    running: db.prepare<[], number>(`SELECT COUNT(*) FROM jobs WHERE status = 'running'`).pluck(),
    approval: db.prepare<[number], { revision: string; since: string; nonce: string }>(
      `SELECT revision, requested_at AS since, nonce FROM approvals
       WHERE task_id = ? AND decision IS NULL ORDER BY id DESC LIMIT 1`,
    ),
    lockHolder: db
      .prepare<[string], string>(
        `SELECT COALESCE(t.work_item_id, 'task ' || l.task_id) FROM merge_locks l
         LEFT JOIN tasks t ON t.id = l.task_id WHERE l.repo = ?`,
      )
      .pluck(),
    trouble: db.prepare<[number], { why: string; retryAt: string }>(
      `SELECT error AS why, available_at AS retryAt FROM outbox
       WHERE task_id = ? AND state = 'pending' AND error IS NOT NULL AND available_at IS NOT NULL ORDER BY id LIMIT 1`,
    ),
    watch: db.prepare<[number], { until: string; checks: number; failures: number }>(
      `SELECT watch_until AS until, checks, failures FROM deployments WHERE task_id = ? AND verdict IS NULL
       ORDER BY id DESC LIMIT 1`,
    ),
  };
}
