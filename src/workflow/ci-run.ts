import { join } from 'node:path';
import type { RunEnd } from '../agents/run-process.ts';
import type { Project } from '../domain/project.ts';
import { emptyReport } from '../domain/report.ts';
import type { Signal } from '../domain/signal.ts';
import type { EffectRow } from '../store/outbox.ts';
import type { RunRow } from '../store/runs.ts';
import { toStoredTime } from '../store/stored-time.ts';
import type { TaskRow } from '../store/tasks.ts';
import { commitSignal, signalbox } from './commit.ts';
import { identityOf, nameRun } from './prepare-run.ts';
import type { RunContext } from './run-context.ts';

const LOG_BYTES = 6000;
const REPEAT_AFTER_MS = 1000;

type CiRequest = { effect: EffectRow; task: TaskRow; project: Project; commit: string };

/** Runs the project's CI command on a clean checkout of the commit: a run like any other, that owns no job and no slot. */
export async function startCiRun(context: RunContext, request: CiRequest): Promise<void> {
  const { effect, task, project, commit } = request;
  const { ci } = project.forge;
  if (ci.kind === 'none') throw new Error(`${project.name} has no CI command`);
  const { path: clone } = await context.workspace.checkOut(project.repo, {
    folder: ciFolder(task.id),
    branch: null,
    commit,
    identity: identityOf('ci'),
  });
  const name = nameRun();
  const folder = join(context.runsDir, name);
  context.tools.createFolder(folder);
  const begun = beginRow(context, request, { name, folder, clone });
  if (begun === null) return;
  context.checkpoint('ci-recorded');
  const variables = { CI: 'true', SIGNALBOX_RUN: name, SIGNALBOX_COMMIT: commit };
  const handle = await context.host.start({
    folder,
    argv: ['sh', '-c', ci.command],
    env: context.tools.environment(variables),
    cwd: clone,
    marker: name,
    limitMs: ci.timeoutMs,
    silenceMs: null,
  });
  context.store.runs.setProcess(begun, handle.identity);
  context.checkpoint('ci-started');
  context.log.info({ task: task.id, effect: effect.id, run: name, commit }, 'CI started');
  context.live.watch(begun, handle, (end) => finishCiRun(context, begun, end));
}

export function ciFolder(taskId: number): string {
  return `ci-${taskId}`;
}

/** Null when the effect was dropped while its clone was being prepared: its task was cancelled. */
function beginRow(
  { store, clock }: RunContext,
  { effect, task, commit }: CiRequest,
  run: { name: string; folder: string; clone: string },
): number | null {
  const row = { taskId: task.id, jobId: null, effectId: effect.id, agent: 'ci', stage: task.stage };
  const begun = { ...row, ...run, startCommit: commit, model: null, effort: null };
  return store.transaction(() => {
    if (store.outbox.find(effect.id)?.state !== 'pending') return null;
    return store.runs.begin(begun, toStoredTime(clock.now()));
  });
}

/** Settles the effect with its result. A run that vanished says nothing about the commit, so the effect is repeated. */
export async function finishCiRun(context: RunContext, runId: number, end: RunEnd): Promise<void> {
  const { store, clock, tools } = context;
  const run = store.runs.find(runId);
  if (run?.effect_id == null || run.task_id === null || run.finished_at !== null) return;
  const tail = run.folder === null ? '' : await tools.readOutputTail(run.folder, LOG_BYTES);
  const { outcome, signal } = readCiEnd(run, end, tail);
  const [effectId, taskId] = [run.effect_id, run.task_id];
  context.checkpoint('ci-ended');
  store.transaction(() => {
    const now = toStoredTime(clock.now());
    const ended = { exitCode: end.exitCode, outcome, summary: null, usage: emptyReport.usage };
    if (!store.runs.end(run.id, ended, now)) return;
    if (signal === null) {
      const at = toStoredTime(new Date(clock.now().getTime() + REPEAT_AFTER_MS));
      store.outbox.tryLater(effectId, at, 'the CI run vanished without an exit status');
      return;
    }
    if (!store.outbox.settle(effectId, 'done', null, now)) return;
    commitSignal(context, taskId, signal, { by: signalbox });
  });
  context.nudge();
}

function readCiEnd(run: RunRow, end: RunEnd, tail: string): { outcome: string; signal: Signal | null } {
  const commit = run.start_commit ?? '';
  const failed = (why: string) => ({ type: 'ciFailed', commit, log: `${why}\n\n${tail}`.trim() }) as const;
  if (end.reason === 'cancelled') return { outcome: 'cancelled', signal: { type: 'ciStopped', commit } };
  if (end.reason === 'lost') return { outcome: 'lost', signal: null };
  if (end.reason === 'overtime')
    return { outcome: 'overtime', signal: failed('CI ran past its time limit.') };
  if (end.reason !== 'exited')
    return { outcome: 'failed', signal: failed('CI printed more than its output limit.') };
  if (end.exitCode === 0) return { outcome: 'completed', signal: { type: 'ciPassed', commit } };
  return { outcome: 'failed', signal: failed(`CI ended with exit status ${end.exitCode ?? 'unknown'}.`) };
}
