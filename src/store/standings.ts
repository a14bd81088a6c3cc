import { isAbout, type Pause } from '../domain/pause.ts';
import { isFinished } from '../domain/stage.ts';
import { type Blocker, type Freeze, isSerial, type Standing } from '../domain/standing.ts';
import { readAsked } from '../locale/asked-text.ts';
import { readSaid, saidOf } from '../locale/said-text.ts';
import { createCircles } from './circles.ts';
import type { Database } from './database.ts';
import type { GateSettings } from './gate-settings.ts';
import { createHolds, holdOf, ownerOf } from './holds.ts';
import type { JobRow } from './job-row.ts';
import { once } from './once.ts';
import { createPredecessors } from './predecessors.ts';
import type { RollbackRow } from './rollbacks.ts';
import type { LogRow } from './task-log.ts';
import type { TaskRow } from './tasks.ts';
import { createWorking } from './working.ts';

export type { GateSettings } from './gate-settings.ts';

/** The standings of one moment: what tasks share, of their repository or their project, is read once. */
export type Moment = (task: TaskRow, job: JobRow | undefined) => Standing;

/** So many tasks of a lane are named; the others are counted. */
const NAMED = 3;

/** Reads everything that can hold a task back, gate by gate, for `explain`. */
export function createStandings(db: Database) {
  const read = {
    ...createReads(db),
    holds: createHolds(db),
    predecessors: createPredecessors(db),
    circles: createCircles(db),
    working: createWorking(db),
  };
  return {
    at: (settings: GateSettings, now: string): Moment => createMoment(read, settings, now),
    /** What can hold a job back that is of no task. */
    ofJobsAt: (settings: GateSettings, now: string): OfJobs => createOfJobs(read, settings, now),
  };
}

function createMoment(read: Reads, settings: GateSettings, now: string): Moment {
  const shared = createShared(read);
  const ofJobs = createOfJobs(read, settings, now);
  const findCircle = read.circles.at(settings);
  return (task, job) => {
    // The claim asks for the job's repository; rows taken over may name another one than their task.
    const repo = job?.status === 'queued' ? job.repo : task.repo;
    const step = task.step ?? 'work';
    const serial = isSerial(settings.serial, repo);
    const opening = job?.agent === 'analyst' && task.started_at === null;
    const blockers = read.predecessors.listOf(task.id);
    // It has not started, so it is none of its own lane.
    const lane = opening && serial ? shared.lane(repo) : noLane;
    const lockHolder = step === 'lock' ? shared.lockHolder(repo) : null;
    const others = blockers.length + lane.lane.length + (lockHolder === null ? 0 : 1);
    const waits = others > 0 && (step === 'lock' || (step === 'work' && job?.status === 'queued'));
    return {
      workItemId: task.work_item_id ?? `task ${task.id}`,
      repo,
      stage: task.stage,
      step,
      attention: toAttention(task, now),
      stopRequested: task.stop_requested,
      run: read.run.get(task.id) ?? (job?.status === 'queued' ? read.runningJob.get(task.id) : null) ?? null,
      job: toJob(job, task, opening),
      blockers,
      ...lane,
      circle: waits ? findCircle(task.id) : null,
      freezes: shared.freezes(repo),
      rollingBack: shared.rollingBack(repo),
      ...ofJobs({ project: task.project, repo, role: job?.status === 'queued' ? job.agent : null }),
      approval: step === 'approval' ? (read.approval.get(task.id) ?? null) : null,
      commit: task.commit_sha,
      lockHolder,
      trouble: step === 'work' ? null : (read.trouble.get(task.id) ?? null),
      ...readEnd(read, task),
      watch: step === 'health' ? (read.watch.get(task.id) ?? null) : null,
      since: task.step_at ?? task.updated_at ?? task.created_at ?? now,
      now,
      gates: { dependencies: settings.dependencies, serial },
    };
  };
}

type OfJobs = (job: {
  project: string | null;
  repo: string;
  /** Null where none is queued. */
  role: string | null;
}) => Pick<Standing, 'pauses' | 'hold' | 'repoKnown' | 'slots' | 'projectSlots'>;

function createOfJobs(read: Reads, settings: GateSettings, now: string): OfJobs {
  const { pay } = settings;
  const slots = { used: read.working.count(), all: settings.slots };
  const projectSlotsOf = createProjectSlots(read, settings);
  const held = read.holds.listAt(pay, now);
  const pauses = read.pauses.all();
  return ({ project, repo, role }) => {
    const owner = pauses.length === 0 ? null : (ownerOf(pay, { project, repo }) ?? project);
    return {
      pauses: pauses.filter((pause) => isAbout(pause, owner) || isAbout(pause, project)),
      hold: role === null ? null : holdOf(held, pay, { project, repo, role }),
      repoKnown: settings.repos.includes(repo),
      slots,
      projectSlots: projectSlotsOf({ project, repo }),
    };
  };
}

function createProjectSlots(
  { working }: Reads,
  { perProject, pay }: GateSettings,
): (task: { project: string | null; repo: string }) => Standing['projectSlots'] {
  if (perProject === null) return () => null;
  const counts = working.countByProject(pay);
  return (task) => {
    const owner = ownerOf(pay, task);
    if (owner === null) return null;
    const isOwn = task.project?.toLowerCase() === owner;
    const project = isOwn ? (task.project ?? owner) : owner;
    return { project, used: counts.get(owner) ?? 0, all: perProject };
  };
}

type Lane = Pick<Standing, 'lane' | 'laneMore'>;

const noLane: Lane = { lane: [], laneMore: 0 };

function createShared(read: Reads) {
  return {
    lane: once((repo: string): Lane => {
      const lane = read.lane.all(repo, NAMED);
      return { lane, laneMore: (read.laneSize.get(repo) ?? 0) - lane.length };
    }),
    freezes: once((repo: string) =>
      read.freezes.all(repo).map((row): Freeze => ({ ...row, reason: readSaid(row.reason) })),
    ),
    rollingBack: once((repo: string) => read.rollingBack.get(repo) === 1),
    lockHolder: once((repo: string) => read.lockHolder.get(repo) ?? null),
  };
}

function toAttention(task: TaskRow, now: string): Standing['attention'] {
  const { attention: code, attention_text: text, attention_at: since } = task;
  return code === null ? null : { code, text: readAsked(text ?? code).sentence, since: since ?? now };
}

function readEnd(read: Reads, task: TaskRow): Pick<Standing, 'restart' | 'ending'> {
  if (!isFinished(task.stage))
    return { restart: null, ending: { why: null, verdict: null, froze: null, rollback: null } };
  const end = read.endWhy.get(task.id);
  return {
    restart: read.restart.get(task.id) ?? null,
    ending: {
      why: end === undefined ? null : saidOf(end),
      verdict: read.verdict.get(task.id) ?? null,
      froze: toFroze(read.froze.get(task.repo, task.work_item_id)),
      rollback: toRollback(read, task),
    },
  };
}

function toFroze(row: { reason: string; cleared: 0 | 1 } | undefined): Standing['ending']['froze'] {
  return row === undefined ? null : { reason: readSaid(row.reason), cleared: row.cleared === 1 };
}

function toRollback({ rollback, rollbackEnd }: Reads, { id }: TaskRow): Standing['ending']['rollback'] {
  const row = rollback.get(id);
  if (row === undefined) return null;
  const { state, who, askedAt, endedAt } = row;
  if (state === 'asked' || state === 'running')
    return { state: state === 'asked' ? state : 'under-way', who, since: askedAt, said: null };
  const end = rollbackEnd.get(id);
  return { state, who, since: endedAt ?? askedAt, said: end === undefined ? null : saidOf(end) };
}

function toJob(job: JobRow | undefined, task: TaskRow, opening: boolean): Standing['job'] {
  if (job === undefined) return null;
  return {
    role: job.agent,
    status: job.status,
    since: (job.status === 'running' ? job.started_at : null) ?? job.created_at ?? task.created_at ?? '',
    availableAt: job.available_at,
    error: job.error,
    opening,
  };
}

/** Unfinished tasks of a repository that have started. */
const inLane = `WHERE repo = ? AND started_at IS NOT NULL AND stage IS NOT NULL AND stage NOT IN ('done', 'cancelled')`;

type Reads = ReturnType<typeof createReads> & {
  holds: ReturnType<typeof createHolds>;
  predecessors: ReturnType<typeof createPredecessors>;
  circles: ReturnType<typeof createCircles>;
  working: ReturnType<typeof createWorking>;
};

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
    lane: db.prepare<[string, number], Blocker>(
      `SELECT COALESCE(work_item_id, 'task ' || id) AS workItemId, stage FROM tasks ${inLane} ORDER BY id LIMIT ?`,
    ),
    laneSize: db.prepare<[string], number>(`SELECT COUNT(*) FROM tasks ${inLane}`).pluck(),
    freezes: db.prepare<[string], Freeze & { reason: string }>(
      `SELECT id, COALESCE(reason, '') AS reason, frozen_at AS since, work_item_id AS workItemId
       FROM repo_freeze WHERE repo = ? AND cleared_at IS NULL ORDER BY id`,
    ),
    pauses: db.prepare<[], Pause>('SELECT scope, since, who, mode FROM pauses ORDER BY scope'),
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
       WHERE task_id = ? AND target = 'git' AND state = 'pending' AND error IS NOT NULL AND available_at IS NOT NULL ORDER BY id LIMIT 1`,
    ),
    rollingBack: db
      .prepare<[string], 0 | 1>(
        `SELECT EXISTS (SELECT 1 FROM rollbacks WHERE repo = ? AND state IN ('asked', 'running'))`,
      )
      .pluck(),
    watch: db.prepare<[number], { until: string; checks: number; failures: number }>(
      `SELECT watch_until AS until, checks, failures FROM deployments WHERE task_id = ? AND state = 'watching'
       ORDER BY id DESC LIMIT 1`,
    ),
    ...createEndReads(db),
  };
}

/** How tasks ended, and what came of their releases. */
function createEndReads(db: Database) {
  return {
    restart: db.prepare<[number], { who: string; since: string }>(
      'SELECT who, asked_at AS since FROM restarts WHERE task_id = ?',
    ),
    endWhy: db.prepare<[number], Pick<LogRow, 'why' | 'phrase'>>(
      `SELECT why, phrase FROM task_log WHERE task_id = ? AND to_stage IN ('done', 'cancelled') ORDER BY id DESC LIMIT 1`,
    ),
    verdict: db
      .prepare<[number], 'healthy' | 'degraded' | null>(
        `SELECT CASE WHEN state IN ('healthy', 'degraded') THEN state END FROM deployments
         WHERE task_id = ? ORDER BY id DESC LIMIT 1`,
      )
      .pluck(),
    froze: db.prepare<[string, string | null], { reason: string; cleared: 0 | 1 }>(
      `SELECT COALESCE(reason, '') AS reason, cleared_at IS NOT NULL AS cleared FROM repo_freeze
       WHERE repo = ? AND work_item_id = ? ORDER BY id DESC LIMIT 1`,
    ),
    rollback: db.prepare<
      [number],
      {
        state: Exclude<RollbackRow['state'], 'withdrawn'>;
        who: string;
        askedAt: string;
        endedAt: string | null;
      }
    >(
      `SELECT state, asked_by AS who, asked_at AS askedAt, ended_at AS endedAt FROM rollbacks
       WHERE task_id = ? AND state <> 'withdrawn' ORDER BY id DESC LIMIT 1`,
    ),
    rollbackEnd: db.prepare<[number], Pick<LogRow, 'why' | 'phrase'>>(
      `SELECT why, phrase FROM task_log WHERE task_id = ?
         AND phrase ->> '$.id' IN ('why-rolled-back', 'why-rollback-failed') ORDER BY id DESC LIMIT 1`,
    ),
  };
}
