import { basename } from 'node:path';
import type { RunEnd } from '../../agents/process/run-process.ts';
import { backoffMs, transientLimit } from '../../domain/backoff.ts';
import { faultOf } from '../../domain/fault.ts';
import type { Outcome } from '../../domain/outcome.ts';
import type { Project } from '../../domain/project.ts';
import { emptyReport, type Report } from '../../domain/report.ts';
import type { Work } from '../../domain/signal.ts';
import { isRole, pipeline, stageOfRole } from '../../domain/stage.ts';
import { inEnglish } from '../../locale/translator.ts';
import type { JobRow } from '../../store/jobs.ts';
import type { RunRow } from '../../store/runs.ts';
import { toStoredTime } from '../../stored-time.ts';
import { commitSignal, signalbox } from '../commit.ts';
import { chargeReported, chargeTold, chargeUnpriced } from './charge-run.ts';
import { collectWork } from './collect-work.ts';
import { judgeEnd, readTold, type Told } from './judge-end.ts';
import type { RunContext } from './run-context.ts';

/** Reads what an ended run left and settles its job: the run's row, the job and the task change together. */
export function finishRun(context: RunContext, runId: number, end: RunEnd, known?: Outcome): Promise<void> {
  return context.live.settling(runId, () => settleRun(context, runId, end, known));
}

async function settleRun(
  context: RunContext,
  runId: number,
  end: RunEnd,
  known: Outcome | undefined,
): Promise<void> {
  const run = context.store.runs.find(runId);
  if (run?.job_id == null || run.finished_at !== null) return;
  const job = context.store.jobs.find(run.job_id);
  if (job === undefined) return;
  const told = await readTold(context, run, job);
  const outcome = known ?? (await judgeEnd(context, { run, job, end, told }));
  const { outcome: settled, work } = await withWork(context, run, job, outcome);
  context.checkpoint('run-ended');
  context.store.transaction(() => {
    if (!endRow(context, run, end, settled, told)) return;
    settleJob(context, job, settled, work);
  });
  context.checkpoint('run-settled');
  if (run.task_id === null) await removeLooseClone(context, run, job);
  context.log.info({ run: run.name, outcome: settled.kind, exitCode: end.exitCode }, 'run ended');
}

/** The throwaway clone of a job without a task. */
async function removeLooseClone(
  { projects, workspace }: RunContext,
  run: RunRow,
  job: JobRow,
): Promise<void> {
  const project = projects.findForTask({ project: null, repo: job.repo });
  if (project !== undefined && run.clone !== null) await workspace.remove(project.repo, basename(run.clone));
}

/** Settles a running job; its task hears of it, if it has one. */
export function settleJob(
  context: RunContext,
  job: JobRow,
  outcome: Outcome,
  work: Work | null = null,
): void {
  const { store } = context;
  if (job.task_id !== null && store.tasks.find(job.task_id) !== undefined) {
    commitSignal(context, job.task_id, { type: 'runSettled', outcome, work }, { by: signalbox });
    return;
  }
  settleLooseJob(context, job, outcome);
  context.nudge();
}

/** A job taken over without a task moves nothing: it only ends, or is tried again after trouble that is nobody's fault. */
function settleLooseJob({ store, clock, backoff }: RunContext, job: JobRow, outcome: Outcome): void {
  const current = store.jobs.find(job.id);
  const error = 'why' in outcome ? inEnglish(outcome.why) : null;
  const settled = { id: job.id, runId: current?.run_id ?? null, outcome: outcome.kind, error };
  const transients = (current?.transient_attempts ?? 0) + 1;
  const mayRepeat = outcome.kind === 'lost' || outcome.kind === 'transient' || outcome.kind === 'usageLimit';
  if (mayRepeat && transients <= transientLimit) {
    const backoffEnd = clock.now().getTime() + backoffMs(transients, backoff);
    const at = outcome.kind === 'usageLimit' ? outcome.until : new Date(backoffEnd);
    store.jobs.putOff({ ...settled, attemptBack: true, transient: true, at: toStoredTime(at) });
    return;
  }
  // Nobody stops what has no task, but a pause.
  if (outcome.kind === 'cancelled') {
    store.jobs.putOff({ ...settled, attemptBack: true, transient: false, at: toStoredTime(clock.now()) });
    return;
  }
  const succeeded = outcome.kind === 'completed';
  store.jobs.finish({ ...settled, succeeded, attemptBack: false }, toStoredTime(clock.now()));
}

/** Only a completed run of a role that works on the branch keeps what it changed. */
async function withWork(
  context: RunContext,
  run: RunRow,
  job: JobRow,
  outcome: Outcome,
): Promise<{ outcome: Outcome; work: Work | null }> {
  const task = run.task_id === null ? undefined : context.store.tasks.find(run.task_id);
  const project: Project | undefined = task === undefined ? undefined : context.projects.findForTask(task);
  const keeps = isRole(job.agent) && pipeline[stageOfRole(job.agent)].keepsWork;
  if (outcome.kind !== 'completed' || !keeps || task === undefined || project === undefined) {
    return { outcome, work: null };
  }
  return collectWork(context, { run, task, project, outcome });
}

function endRow(
  context: RunContext,
  run: RunRow,
  { exitCode }: RunEnd,
  outcome: Outcome,
  { output, transcript }: Told,
): boolean {
  const report: Report = 'report' in outcome ? outcome.report : emptyReport;
  const summary = report.summary ?? ('why' in outcome ? inEnglish(outcome.why) : null);
  const isFollowed = output !== null && transcript !== null;
  const charge = isFollowed ? chargeTold(context, run, output, transcript) : chargeReported(report.usage);
  const ended = {
    exitCode,
    outcome: outcome.kind,
    summary,
    charge,
    session: {
      id: transcript?.sessionId ?? null,
      isGone: outcome.kind === 'lost' && outcome.sessionGone === true,
    },
    turns: transcript?.turns ?? null,
    fault: faultOf(outcome, inEnglish),
  };
  const isFirst = context.store.runs.end(run.id, ended, toStoredTime(context.clock.now()));
  const { model } = charge.usage;
  if (isFirst && charge.basis === 'told' && model !== null) chargeUnpriced(context, model);
  return isFirst;
}
