import { explain } from '../domain/explain.ts';
import type { Explanation, ReasonCode } from '../domain/explanation.ts';
import type { PauseMode } from '../domain/pause.ts';
import { phrase, type Said } from '../domain/phrase.ts';
import { isRole, stageOfRole } from '../domain/stage.ts';
import type { Standing } from '../domain/standing.ts';

import type { JobRow } from '../store/jobs.ts';
import type { Moment } from '../store/standings.ts';
import type { TaskRow } from '../store/tasks.ts';
import { toStoredTime } from '../stored-time.ts';
import { readVotes, withMissing } from './describe-approval.ts';
import { type ChatTrouble, listChatTroubles } from './describe-chats.ts';
import { describeProduction, type ProductionView } from './describe-production.ts';
import type { ReadContext } from './describe-task.ts';
import { isForged, isTracked } from './find-project.ts';
import { isOver } from './money.ts';

export type QueueView = ProductionView & {
  counts: { queued: number; running: number; done: number; failed: number };
  running: { job: number; agent: string; task: string | null; repo: string; since: string | null }[];
  blocked: {
    job: number | null;
    task: string | null;
    repo: string;
    code: ReasonCode;
    reason: Said;
    since: string | null;
    lifts: Said;
  }[];
  /** Further queued jobs and open tasks, which nobody looked at: `blocked` holds the first of them. */
  unlisted: number;
  recent: {
    job: number;
    agent: string;
    task: string | null;
    status: JobRow['status'];
    /** How its run ended, or that it was cancelled: such a job has failed by its status. Null in old files. */
    outcome: JobRow['outcome'];
    error: string | null;
    at: string | null;
  }[];
  dependencies: { task: string; dependsOn: string }[];
  frozen: { repo: string; reason: Said; since: string; workItemId: string | null }[];
  paused: { scope: string; since: string; why: string; who: string; mode: PauseMode }[];
  /** Accounts that no job is begun with, and what frees them: the time of a reset, or what somebody has to mend. */
  accounts: { account: string; why: Said; since: string; until: string | null; mend: Said }[];
  /** Used-up budgets of today, by project in lower case or `*` for all; US dollars. They begin anew at `until`. */
  budgets: { scope: string; spentUsd: number; budgetUsd: number; until: string }[];
  /** What could not be looked at, since when: the tracker or the forge of a project. */
  unreachable: { project: string; what: string; since: string; why: string }[];
  chats: ChatTrouble[];
};

const RECENT = 10;
/** Of the queued jobs, and of the tasks without one: a look at each takes some 100 µs of everybody's time. */
const LOOKED_AT = 200;

/** Why nothing moves, for everything that does not: queued jobs first, then tasks that wait without one. */
export function describeQueue(context: ReadContext): QueueView {
  const { store } = context;
  const name = (taskId: number | null) => nameOf(context, taskId);
  return {
    counts: store.jobs.countByStatus(),
    running: store.jobs.listRunning().map((job) => ({
      job: job.id,
      agent: job.agent,
      task: name(job.task_id),
      repo: job.repo,
      since: job.started_at,
    })),
    ...listBlocked(context),
    recent: store.jobs.listRecent(RECENT).map((job) => ({
      job: job.id,
      agent: job.agent,
      task: name(job.task_id),
      status: job.status,
      outcome: job.outcome,
      error: job.error,
      at: job.finished_at,
    })),
    dependencies: listDependencies(context),
    frozen: store.freezes
      .listAllActive()
      .map(({ repo, reason, since, workItemId }) => ({ repo, reason, since, workItemId })),
    paused: store.pauses.list(),
    ...describeProduction(context),
    accounts: listHeldAccounts(context),
    budgets: store.holds.listBudgets(context.gates.pay, toStoredTime(context.clock.now())).filter(isOver),
    unreachable: store.looks
      .listFailing()
      .filter((look) => isStillLookedAt(context, look))
      .map(({ project, what, since, why }) => ({ project, what, since, why })),
    chats: listChatTroubles(context),
  };
}

/** What the settings no longer have anybody look at would stand there for ever. */
function isStillLookedAt({ projects }: ReadContext, look: { project: string; what: string }): boolean {
  const project = projects.findByName(look.project);
  if (project === undefined) return false;
  return look.what === 'pull requests' ? isForged(project) : isTracked(project);
}

function listHeldAccounts({ store, clock }: ReadContext): QueueView['accounts'] {
  return store.accounts
    .listActive(toStoredTime(clock.now()))
    .map(({ account, why, since, until, mend }) => ({ account, why, since, until, mend }));
}

/** On tasks first, then on work items that have none yet. */
function listDependencies({ store }: ReadContext): QueueView['dependencies'] {
  const onTasks = store.dependencies.list().map((row) => ({
    task: row.task ?? `task ${row.task_id}`,
    dependsOn: row.depends_on ?? `task ${row.depends_on_task_id}`,
  }));
  const onItems = store.dependencies
    .listAwaited()
    .map(({ task_id: id, task, name }) => ({ task: task ?? `task ${id}`, dependsOn: name }));
  return [...onTasks, ...onItems];
}

type Blocked = QueueView['blocked'][number];

/** What waits for another task, which is told of before. */
const waitsForTask: ReadonlySet<ReasonCode> = new Set(['dependency', 'serial', 'lock']);

const moving: ReadonlySet<ReasonCode> = new Set(['running', 'ready']);

function listBlocked(context: ReadContext): Pick<QueueView, 'blocked' | 'unlisted'> {
  const { store, gates, clock } = context;
  const standingOf = store.standings.at(gates, toStoredTime(clock.now()));
  const queued = store.jobs.listQueued();
  const withJob = new Set(queued.map((job) => job.task_id));
  const waiting = store.tasks.listOpen().filter((task) => !withJob.has(task.id));
  const jobs = queued.slice(0, LOOKED_AT);
  const tasks = waiting.slice(0, LOOKED_AT);
  const rows = [
    ...jobs.map((job) => blockedJob(context, standingOf, job)),
    ...tasks.map((task) => blockedTask(context, standingOf, task, store.jobs.findOfTask(task.id))),
  ];
  return {
    blocked: rows
      .filter((row) => !moving.has(row.code))
      .toSorted((a, b) => Number(waitsForTask.has(a.code)) - Number(waitsForTask.has(b.code))),
    unlisted: queued.length - jobs.length + waiting.length - tasks.length,
  };
}

function blockedJob(context: ReadContext, standingOf: Moment, job: JobRow): Blocked {
  if (job.task_id === null) return blockedLoose(context, job);
  const task = context.store.tasks.find(job.task_id);
  if (task !== undefined) return blockedTask(context, standingOf, task, job);
  return {
    job: job.id,
    task: `task ${job.task_id}`,
    repo: job.repo,
    // A task that is not there stands at no stage anybody knows.
    code: 'unknown-stage',
    reason: phrase('explain-unknown-task'),
    since: job.created_at,
    lifts: phrase('explain-lift-left-alone'),
  };
}

function blockedTask(
  context: ReadContext,
  standingOf: Moment,
  task: TaskRow,
  job: JobRow | undefined,
): Blocked {
  const standing = standingOf(task, job);
  const { workItemId, approval } = standing;
  const votes =
    approval === null ? null : readVotes(context, approval.nonce, context.projects.findForTask(task));
  const queuedJob = job?.status === 'queued' ? job.id : null;
  const row = { job: queuedJob, task: workItemId, repo: task.repo };
  return toBlocked(row, withMissing(explain(standing), votes));
}

/** A job without a task, from an earlier installation: only the gates of jobs hold it. */
function blockedLoose({ store, clock, gates }: ReadContext, job: JobRow): Blocked {
  const now = toStoredTime(clock.now());
  const ofJobs = store.standings.ofJobsAt(gates, now);
  const since = job.created_at ?? now;
  const standing: Standing = {
    workItemId: `job ${job.id}`,
    repo: job.repo,
    stage: isRole(job.agent) ? stageOfRole(job.agent) : 'created',
    step: 'work',
    attention: null,
    stopRequested: null,
    run: null,
    job: {
      role: job.agent,
      status: job.status,
      since,
      availableAt: job.available_at,
      error: job.error,
      opening: false,
    },
    blockers: [],
    circle: null,
    lane: [],
    laneMore: 0,
    freezes: [],
    rollingBack: false,
    ...ofJobs({ project: null, repo: job.repo, role: job.agent }),
    approval: null,
    commit: null,
    lockHolder: null,
    trouble: null,
    ending: { why: null, verdict: null, froze: null, rollback: null },
    restart: null,
    watch: null,
    since,
    now,
    gates: { dependencies: false, serial: false },
  };
  return toBlocked({ job: job.id, task: null, repo: job.repo }, explain(standing));
}

function toBlocked(
  row: Pick<Blocked, 'job' | 'task' | 'repo'>,
  { code, text: reason, since, lifts }: Explanation,
): Blocked {
  return { ...row, code, reason, since, lifts };
}

function nameOf({ store }: ReadContext, taskId: number | null): string | null {
  if (taskId === null) return null;
  return store.tasks.find(taskId)?.work_item_id ?? `task ${taskId}`;
}
