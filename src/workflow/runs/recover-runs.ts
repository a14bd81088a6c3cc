import { existsSync, readFileSync } from 'node:fs';
import type { AdoptSpec } from '../../agents/process/run.ts';
import { messageOf } from '../../domain/failure.ts';
import { phrase } from '../../domain/phrase.ts';
import { isRole } from '../../domain/stage.ts';
import type { JobRow } from '../../store/jobs.ts';
import type { RunRow } from '../../store/runs.ts';
import { fromStoredTime, toStoredTime } from '../../stored-time.ts';
import { findTaskOfLook } from '../health/task-of-look.ts';
import { commandLimitMs, finisherOf } from './command-kinds.ts';
import { finishRun, settleJob } from './finish-run.ts';
import type { RunContext } from './run-context.ts';

const FALLBACK_LIMIT_MS = 3_600_000;

/** An agent of the earlier installation is still at work: two of them would write the same branch. */
class OldAgentAlive extends Error {
  override readonly name = 'OldAgentAlive';
}

/**
 * Takes every run of an earlier process up again: alive, it is watched on; ended, its result is read; vanished, its job
 * goes back. Runs that are watched already are left alone, so the reaper calls it as well.
 */
export async function recoverRuns(context: RunContext): Promise<void> {
  for (const run of context.store.runs.listLive()) {
    if (context.live.has(run.id)) continue;
    try {
      await recoverRun(context, run);
    } catch (error) {
      await giveUp(context, run, error);
    }
  }
}

/** One run that cannot be read holds up no other. It is looked at again until its time is over, and then counts as lost. */
async function giveUp(context: RunContext, run: RunRow, error: unknown): Promise<void> {
  const { log, clock } = context;
  log.error({ run: run.name, err: error }, 'a run could not be taken up again');
  const { startedAt, limitMs } = limitsOf(context, run);
  if (clock.now().getTime() < startedAt.getTime() + limitMs) return;
  const end = { reason: 'lost', exitCode: null } as const;
  if (run.job_id === null) await finisherOf(run)(context, run.id, end);
  else await finishRun(context, run.id, end, { kind: 'lost', why: messageOf(error), began: true });
}

async function recoverRun(context: RunContext, run: RunRow): Promise<void> {
  if (run.folder === null || run.name === null) return;
  const finish = finisherOf(run);
  const adoption = await context.host.adopt({
    folder: run.folder,
    cwd: run.clone ?? run.folder,
    marker: run.name,
    identity: identityOf(run),
    ...limitsOf(context, run),
  });
  if ('ended' in adoption) {
    context.log.info({ run: run.name, pid: adoption.identity.pid }, 'run adopted');
    context.live.watch(run.id, adoption, (end) => finish(context, run.id, end));
    return;
  }
  context.log.info({ run: run.name, found: adoption.kind }, 'run of an earlier process found ended');
  const exitCode = adoption.kind === 'finished' ? adoption.exitCode : null;
  await finish(context, run.id, { reason: adoption.kind === 'finished' ? 'exited' : 'lost', exitCode });
}

function identityOf({ pid, start_ticks: startTicks, boot_id: bootId }: RunRow): AdoptSpec['identity'] {
  return pid === null || startTicks === null || bootId === null ? null : { pid, startTicks, bootId };
}

/** From when and for how long a run may go on, by the settings of its role. */
export function limitsOf(
  { store, projects, clock }: RunContext,
  run: RunRow,
): { startedAt: Date; limitMs: number; silenceMs: number | null } {
  const startedAt = run.started_at === null ? clock.now() : fromStoredTime(run.started_at);
  const task = run.task_id === null ? findTaskOfLook({ store }, run) : store.tasks.find(run.task_id);
  const job = run.job_id === null ? undefined : store.jobs.find(run.job_id);
  const repo = task?.repo ?? job?.repo ?? '';
  const project = projects.findForTask({ project: task?.project ?? null, repo });
  const settings = isRole(run.agent) ? project?.roles[run.agent] : undefined;
  if (settings != null) return { startedAt, limitMs: settings.limitMs, silenceMs: settings.silenceMs };
  return { startedAt, limitMs: commandLimitMs(run, project) ?? FALLBACK_LIMIT_MS, silenceMs: null };
}

/**
 * At start only: a running job without a run of ours was claimed just before a crash, or by the earlier installation.
 * It is queued again with its attempt given back, unless an agent of that installation still lives.
 */
export function requeueOrphanedJobs(context: RunContext): void {
  const { store, clock, log } = context;
  const now = toStoredTime(clock.now());
  for (const job of store.jobs.listRunning()) {
    const run = job.run_id === null ? undefined : store.runs.find(job.run_id);
    if (run?.name != null && run.finished_at === null) continue;
    refuseLivingAgent(job);
    const task = job.task_id === null ? undefined : store.tasks.find(job.task_id);
    if (task?.stop_requested != null) {
      settleJob(context, job, { kind: 'lost', why: phrase('why-never-began'), began: false });
      continue;
    }
    const settled = {
      id: job.id,
      runId: job.run_id,
      outcome: 'lost',
      error: null,
      attemptBack: true,
    } as const;
    store.jobs.putOff({ ...settled, transient: false, at: now });
    log.info({ job: job.id }, 'a running job without a run was queued again');
  }
}

const agentNames = /\b(claude|codex|gemini|opencode)\b/;

function refuseLivingAgent(job: JobRow): void {
  if (job.pid === null || job.pid <= 1) return;
  const commandLine = readProcess(job.pid, 'cmdline');
  const environment = readProcess(job.pid, 'environ');
  const isAgent = agentNames.test(commandLine) || new RegExp(`\\bJOB_ID=${job.id}\\b`).test(environment);
  if (!isAgent) return;
  throw new OldAgentAlive(
    `process ${job.pid} looks like the ${job.agent} of job ${job.id} from the earlier installation (${commandLine.slice(0, 120)}): stop it, then start Signalbox again`,
  );
}

function readProcess(pid: number, file: 'cmdline' | 'environ'): string {
  const path = `/proc/${pid}/${file}`;
  if (!existsSync(path)) return '';
  try {
    return readFileSync(path, 'utf8').replaceAll('\0', ' ').trim();
  } catch (error) {
    // It ended between the two looks, or belongs to another user: no agent of ours then.
    if (
      error instanceof Error &&
      'code' in error &&
      ['ENOENT', 'ESRCH', 'EACCES'].includes(String(error.code))
    )
      return '';
    throw error;
  }
}
