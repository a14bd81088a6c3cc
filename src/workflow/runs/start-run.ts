import type { RunHandle } from '../../agents/process/run-process.ts';
import { isRetryable, messageOf } from '../../domain/failure.ts';
import type { Outcome } from '../../domain/outcome.ts';
import type { Said } from '../../domain/phrase.ts';
import { accountOf, mayCost } from '../../domain/project.ts';
import { emptyReport } from '../../domain/report.ts';
import { isRole } from '../../domain/stage.ts';
import type { JobRow } from '../../store/jobs.ts';
import { toStoredTime } from '../../stored-time.ts';
import { whyOverBudget } from '../money.ts';
import { touchOutrun } from '../touch-cards.ts';
import { finishRun, settleJob } from './finish-run.ts';
import { type PreparedRun, prepareRun } from './prepare-run.ts';
import type { RunContext } from './run-context.ts';

/** Marks the oldest job that no gate holds as running; undefined when there is none or no slot. */
export function claimJob(context: RunContext): JobRow | undefined {
  const { store, clock } = context;
  const now = toStoredTime(clock.now());
  const { due, job } = store.transaction(() => {
    const due = store.jobs.promoteDue(now);
    // A card that names the time of the next attempt says what holds it when that has passed.
    for (const taskId of due) store.cards.touch(taskId);
    return { due, job: claimAt(context, now) };
  });
  if (due.length > 0) context.nudge();
  return job;
}

function claimAt(context: RunContext, now: string): JobRow | undefined {
  const { store, gates } = context;
  const job = store.jobs.claim(gates, now);
  if (job?.task_id == null) return job;
  const task = store.tasks.find(job.task_id);
  store.tasks.markStarted(job.task_id, now);
  store.tasks.setAgentRunning(job.task_id, job.agent);
  store.cards.touch(job.task_id);
  if (task !== undefined) touchOutrun(context, task, job);
  return job;
}

/** Prepares and starts the run of a claimed job. What goes wrong on the way settles the job; nothing is thrown for it. */
export function startRun(context: RunContext, job: JobRow): Promise<void> {
  return context.live.preparing(job.id, () => prepareAndLaunch(context, job));
}

async function prepareAndLaunch(context: RunContext, job: JobRow): Promise<void> {
  context.checkpoint('job-claimed');
  const spent = whyUnpaid(context, job);
  if (spent !== null) {
    settleJob(context, job, { kind: 'overBudget', why: spent });
    return;
  }
  let prepared: PreparedRun;
  try {
    prepared = await prepare(context, job);
  } catch (error) {
    context.log.warn({ job: job.id, err: error }, 'the run could not be prepared');
    settleJob(context, job, toOutcome(error));
    return;
  }
  const runId = recordRun(context, job, prepared);
  if (runId === undefined) return;
  await context.live.starting(runId, () => launch(context, job, runId, prepared));
  // A stop that was asked for meanwhile is obeyed at the next turn.
  context.nudge();
}

/** Why no run may begin for want of money; null where there is some, or where nothing costs any. A deploy is never kept waiting for it. */
function whyUnpaid(context: RunContext, job: JobRow): Said | null {
  const task = job.task_id === null ? undefined : context.store.tasks.find(job.task_id);
  if (task === undefined || !isRole(job.agent) || job.agent === 'deployer') return null;
  const settings = context.projects.findForTask(task)?.roles[job.agent];
  return settings == null || !mayCost(settings) ? null : whyOverBudget(context, task);
}

async function launch(context: RunContext, job: JobRow, runId: number, prepared: PreparedRun): Promise<void> {
  context.checkpoint('run-recorded');
  let handle: RunHandle;
  try {
    handle = await context.host.start(prepared.spec);
  } catch (error) {
    // It may live: the next Signalbox takes it up.
    if (error instanceof Error && error.name === 'DetachedError') return;
    context.log.error({ job: job.id, run: prepared.name, err: error }, 'the run could not be started');
    await finishRun(context, runId, { reason: 'exited', exitCode: null }, toOutcome(error));
    return;
  }
  // Watched before anything else can fail: from here on it lives.
  context.live.watch(runId, handle, (end) => finishRun(context, runId, end));
  context.store.runs.setProcess(runId, handle.identity);
  context.store.jobs.attachRun(job.id, runId, handle.identity.pid);
  context.checkpoint('run-started');
  context.log.info({ job: job.id, run: prepared.name, pid: handle.identity.pid }, 'run started');
}

async function prepare(context: RunContext, job: JobRow): Promise<PreparedRun> {
  const { store, projects } = context;
  const task = job.task_id === null ? undefined : store.tasks.find(job.task_id);
  const project = projects.findForTask(task ?? { project: null, repo: job.repo });
  if (!isRole(job.agent)) throw new Error(`the pipeline has no role ${job.agent}`);
  const settings = project?.roles[job.agent];
  if (project === undefined || settings == null) {
    throw new Error(`no runner is configured for ${job.agent} of ${job.repo}`);
  }
  return prepareRun({ context, job, role: job.agent, task, project, settings });
}

/** Undefined when a stop was asked for or the job was settled meanwhile. The row is there before any process is. */
function recordRun(context: RunContext, job: JobRow, prepared: PreparedRun): number | undefined {
  const { store, clock } = context;
  const { name, folder, clone, startCommit, settings, model, effort, resumes } = prepared;
  return store.transaction(() => {
    if (store.jobs.find(job.id)?.status !== 'running') return undefined;
    const task = job.task_id === null ? undefined : store.tasks.find(job.task_id);
    if (task?.stop_requested != null) {
      settleJob(context, job, neverBegan('it was stopped before its run began'));
      return undefined;
    }
    const runId = store.runs.begin(
      {
        taskId: job.task_id,
        jobId: job.id,
        effectId: null,
        agent: job.agent,
        stage: task?.stage ?? null,
        name,
        folder,
        clone,
        startCommit,
        model,
        effort,
        runner: settings.runner,
        account: accountOf(settings),
        sessionId: resumes?.session_id ?? null,
        resumes: resumes?.id ?? null,
      },
      toStoredTime(clock.now()),
    );
    store.jobs.attachRun(job.id, runId, null);
    if (job.task_id !== null) store.cards.touch(job.task_id);
    return runId;
  });
}

/** Before a process has begun nothing can have happened: even a deploy may be tried again. */
function toOutcome(error: unknown): Outcome {
  const why = messageOf(error);
  if (isRetryable(error)) return neverBegan(why);
  return { kind: 'failed', why, report: emptyReport };
}

function neverBegan(why: string): Outcome {
  return { kind: 'lost', why, began: false };
}
