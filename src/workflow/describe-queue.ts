import { explain, type ReasonCode } from '../domain/explain.ts';
import type { JobRow } from '../store/jobs.ts';
import { toStoredTime } from '../store/stored-time.ts';
import type { TaskRow } from '../store/tasks.ts';
import type { ReadContext } from './describe-task.ts';

export type QueueView = {
  counts: { queued: number; running: number; done: number; failed: number };
  running: { job: number; agent: string; task: string | null; repo: string; since: string | null }[];
  blocked: {
    job: number | null;
    task: string | null;
    repo: string;
    code: ReasonCode;
    reason: string;
    since: string | null;
    lifts: string;
  }[];
  recent: {
    job: number;
    agent: string;
    task: string | null;
    status: string;
    error: string | null;
    at: string | null;
  }[];
  dependencies: { task: string; dependsOn: string }[];
  frozen: { repo: string; reason: string; since: string; workItemId: string | null }[];
  paused: { scope: string; since: string; why: string }[];
  chats: { chatId: number; pausedUntil: string | null; parked: string | null }[];
};

const RECENT = 10;

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
    blocked: listBlocked(context),
    recent: store.jobs.listRecent(RECENT).map((job) => ({
      job: job.id,
      agent: job.agent,
      task: name(job.task_id),
      status: job.status,
      error: job.error,
      at: job.finished_at,
    })),
    dependencies: store.dependencies.list().map((row) => ({
      task: row.task ?? `task ${row.task_id}`,
      dependsOn: row.depends_on ?? `task ${row.depends_on_task_id}`,
    })),
    frozen: store.freezes
      .listAllActive()
      .map(({ repo, reason, since, workItemId }) => ({ repo, reason, since, workItemId })),
    paused: store.pauses.list().map(({ scope, since, why }) => ({ scope, since, why })),
    chats: store.chats.list().map((chat) => ({
      chatId: chat.chat_id,
      pausedUntil: chat.paused_until,
      parked: chat.parked,
    })),
  };
}

const moving: ReadonlySet<ReasonCode> = new Set(['running', 'ready']);

function listBlocked(context: ReadContext): QueueView['blocked'] {
  const { store } = context;
  const queued = store.jobs.listQueued();
  const withJob = new Set(queued.map((job) => job.task_id));
  const waiting = store.tasks.listOpen().filter((task) => !withJob.has(task.id));
  const rows = [
    ...queued.flatMap((job) => blockedJob(context, job)),
    ...waiting.map((task) => blockedRow(context, task, store.jobs.findOfTask(task.id))),
  ];
  return rows.filter((row) => !moving.has(row.code));
}

function blockedJob(context: ReadContext, job: JobRow): QueueView['blocked'] {
  const task = job.task_id === null ? undefined : context.store.tasks.find(job.task_id);
  return task === undefined ? [] : [blockedRow(context, task, job)];
}

function blockedRow(
  context: ReadContext,
  task: TaskRow,
  job: JobRow | undefined,
): QueueView['blocked'][number] {
  const { store, clock, gates } = context;
  const standing = store.standings.ofTask(task, job, gates, toStoredTime(clock.now()));
  const { code, text, since, lifts } = explain(standing);
  const queuedJob = job?.status === 'queued' ? job.id : null;
  return { job: queuedJob, task: standing.workItemId, repo: task.repo, code, reason: text, since, lifts };
}

function nameOf({ store }: ReadContext, taskId: number | null): string | null {
  if (taskId === null) return null;
  return store.tasks.find(taskId)?.work_item_id ?? `task ${taskId}`;
}
