import { phrase } from '../../domain/phrase.ts';
import type { RunRow } from '../../store/runs.ts';
import { fromStoredTime, toStoredTime } from '../../stored-time.ts';
import { finisherOf } from './command-kinds.ts';
import { settleJob } from './finish-run.ts';
import { limitsOf, recoverRuns } from './recover-runs.ts';
import type { RunContext } from './run-context.ts';

/**
 * What the watchers should have seen and did not, in three tiers: a run nobody watches is taken up again, and found dead
 * only after several looks; one whose exit stands recorded but that nobody settled within the grace is settled; one past
 * its time limit, and the grace, is ended. Each settles by compare-and-set: whoever comes second changes nothing.
 */
export async function reapRuns(context: RunContext, graceMs: number): Promise<void> {
  await recoverRuns(context);
  const nowMs = context.clock.now().getTime();
  for (const run of context.store.runs.listLive()) {
    if (run.folder === null || !context.live.has(run.id)) continue;
    const endedAt = context.tools.endedAt(run.folder);
    const { startedAt, limitMs } = limitsOf(context, run);
    if (endedAt !== null && nowMs - endedAt.getTime() > graceMs) await settleRecorded(context, run);
    else if (nowMs - startedAt.getTime() > limitMs + graceMs) await endOverdue(context, run);
  }
  requeueUnstarted(context, graceMs);
}

/** Its watcher is stuck: what it left is read as if it had told. */
async function settleRecorded(context: RunContext, run: RunRow): Promise<void> {
  const exitCode = run.folder === null ? null : context.tools.exitCodeOf(run.folder);
  context.log.warn(
    { run: run.name, exitCode },
    'a run whose end is recorded was not settled; it is settled now',
  );
  // What it left running would write into the clone of the next one.
  await context.host.sweep(run.name ?? '');
  await finisherOf(run)(context, run.id, { reason: 'exited', exitCode });
}

/** Nobody ended it when its time was over. */
async function endOverdue(context: RunContext, run: RunRow): Promise<void> {
  context.log.warn({ run: run.name }, 'a run is past its time limit and was not ended; it is ended now');
  await context.host.sweep(run.name ?? '');
  await finisherOf(run)(context, run.id, { reason: 'overtime', exitCode: null });
}

/** A job that was claimed long ago and has no run was dropped on the way to its start: nothing of it can have happened. */
function requeueUnstarted(context: RunContext, graceMs: number): void {
  const { store, clock, log, live } = context;
  const now = clock.now();
  for (const job of store.jobs.listRunning()) {
    const claimedMs = job.started_at === null ? 0 : fromStoredTime(job.started_at).getTime();
    if (job.run_id !== null || live.isPreparing(job.id) || now.getTime() - claimedMs <= graceMs) continue;
    const task = job.task_id === null ? undefined : store.tasks.find(job.task_id);
    if (task?.stop_requested != null) {
      // Queued again it would wait for the end of a run that never began.
      settleJob(context, job, { kind: 'lost', why: phrase('why-never-began'), began: false });
      continue;
    }
    const settled = { id: job.id, runId: null, outcome: 'lost', error: null, attemptBack: true } as const;
    if (!store.jobs.putOff({ ...settled, transient: false, at: toStoredTime(now) })) continue;
    log.warn({ job: job.id }, 'a job that was claimed and never started was queued again');
  }
}
