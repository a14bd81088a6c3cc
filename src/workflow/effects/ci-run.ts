import { join } from 'node:path';
import type { RunEnd, RunHandle, RunSpec } from '../../agents/process/run-process.ts';
import { backoffMs } from '../../domain/backoff.ts';
import { isEndedFromOutside } from '../../domain/outcome.ts';
import { phrase, type Said } from '../../domain/phrase.ts';
import type { CiSettings, Project } from '../../domain/project.ts';
import { unknownUsage } from '../../domain/report.ts';
import type { Signal } from '../../domain/signal.ts';
import { inEnglish } from '../../locale/translator.ts';
import type { EffectRow } from '../../store/outbox.ts';
import type { RunRow } from '../../store/runs.ts';
import type { TaskRow } from '../../store/tasks.ts';
import { toStoredTime } from '../../stored-time.ts';
import { commitSignal, signalbox } from '../commit.ts';
import { identityOf, nameRun } from '../runs/prepare-run.ts';
import type { RunContext } from '../runs/run-context.ts';
import { homesFolder } from '../runs/run-places.ts';

const LOG_BYTES = 6000;
const TRIES = 4;
/** No account can have this name. */
const ciHome = '.ci';

type CiRequest = {
  effect: EffectRow;
  task: TaskRow;
  project: Project;
  commit: string;
  ci: Extract<CiSettings, { kind: 'command' }>;
};

/** Runs the project's CI command on a clean checkout of the commit: a run like any other, that owns no job and no slot. */
export async function startCiRun(context: RunContext, request: CiRequest): Promise<void> {
  const { effect, task, project, commit } = request;
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
  const spec = toSpec(context, request, { name, folder, clone });
  await context.live.starting(begun, async () => {
    context.checkpoint('ci-recorded');
    const handle = await startOrLose(context, begun, spec);
    if (handle === null) return;
    context.store.runs.setProcess(begun, handle.identity);
    context.checkpoint('ci-started');
    context.log.info({ task: task.id, effect: effect.id, run: name, commit }, 'CI started');
    context.live.watch(begun, handle, (end) => finishCiRun(context, begun, end));
  });
}

/** What it runs an agent has written, so it is given no more than an agent: a HOME of its own, and the sandbox. */
function toSpec(
  context: RunContext,
  { task, project, commit, ci }: CiRequest,
  { name, folder, clone }: { name: string; folder: string; clone: string },
): RunSpec {
  const { tools, workspace } = context;
  const argv: RunSpec['argv'] = ['sh', '-c', ci.command];
  const home = ci.home === 'shared' ? null : join(homesFolder(context, task.id), ciHome);
  if (home !== null) tools.createHome({ homePath: home, template: null, files: {} });
  const extra = { CI: 'true', SIGNALBOX_RUN: name, SIGNALBOX_COMMIT: commit };
  const env = tools.environment({ homePath: home, tempPath: tools.tempPath(folder), extra });
  const objects = workspace.objectsPath(project.repo);
  const places = { clone, runFolder: folder, objects, path: env['PATH'] ?? '' };
  return {
    folder,
    argv: home === null ? argv : tools.contain(argv, { ...places, home }),
    env,
    cwd: clone,
    stdinPath: null,
    marker: name,
    limitMs: ci.timeoutMs,
    silenceMs: null,
  };
}

export function ciFolder(taskId: number): string {
  return `ci-${taskId}`;
}

/** Null when the process did not come to be; the effect is then tried again like one whose run vanished. */
async function startOrLose(context: RunContext, runId: number, spec: RunSpec): Promise<RunHandle | null> {
  try {
    return await context.host.start(spec);
  } catch (error) {
    context.log.error({ run: spec.marker, err: error }, 'CI could not be started');
    await finishCiRun(context, runId, { reason: 'lost', exitCode: null });
    return null;
  }
}

/** Null when the effect was dropped while its clone was being prepared: its task was cancelled. */
function beginRow(
  { store, clock }: RunContext,
  { effect, task, commit }: CiRequest,
  run: { name: string; folder: string; clone: string },
): number | null {
  const row = { taskId: task.id, jobId: null, effectId: effect.id, agent: 'ci', stage: task.stage };
  const noAgent = {
    model: null,
    effort: null,
    runner: 'command',
    account: null,
    sessionId: null,
    resumes: null,
  };
  const begun = { ...row, ...run, ...noAgent, startCommit: commit };
  return store.transaction(() => {
    if (store.outbox.find(effect.id)?.state !== 'pending') return null;
    return store.runs.begin(begun, toStoredTime(clock.now()));
  });
}

const chargedNothing = {
  charge: { usage: unknownUsage, basis: null, sessionCostUsd: null },
  session: { id: null, isGone: false },
  turns: null,
  fault: null,
} as const;

/** Settles the effect with its result. A run that vanished says nothing about the commit, so the effect is repeated, within a limit. */
export async function finishCiRun(context: RunContext, runId: number, end: RunEnd): Promise<void> {
  const { store, clock, tools } = context;
  const run = store.runs.find(runId);
  if (run?.effect_id == null || run.task_id === null || run.finished_at !== null) return;
  const tail = run.folder === null ? '' : await tools.readOutputTail(run.folder, LOG_BYTES);
  const result = readCiEnd(run, end, tail);
  context.checkpoint('ci-ended');
  store.transaction(() => {
    const { outcome } = result;
    const ended = { ...chargedNothing, exitCode: end.exitCode, outcome, summary: null };
    if (!store.runs.end(run.id, ended, toStoredTime(clock.now()))) return;
    settle(context, run, result);
  });
  context.nudge();
}

function settle(context: RunContext, run: RunRow, { signal, why }: CiEnd): void {
  const { store, clock, backoff } = context;
  const [effectId, taskId] = [run.effect_id ?? 0, run.task_id ?? 0];
  const attempts = (store.outbox.find(effectId)?.attempts ?? 0) + 1;
  const isStopped = store.tasks.find(taskId)?.stop_requested != null;
  if (signal === null && !isStopped && attempts < TRIES) {
    const at = new Date(clock.now().getTime() + backoffMs(attempts, backoff));
    store.outbox.tryLater(effectId, toStoredTime(at), inEnglish(why));
    store.cards.touch(taskId);
    return;
  }
  const refused = {
    type: 'effectRefused',
    effect: 'ci',
    why: phrase('why-times', { why, count: attempts }),
  } as const;
  const stopped = { type: 'ciStopped', commit: run.start_commit ?? '' } as const;
  const state = signal === null && !isStopped ? 'refused' : 'done';
  if (!store.outbox.settle(effectId, state, null, toStoredTime(clock.now()))) return;
  commitSignal(context, taskId, signal ?? (isStopped ? stopped : refused), { by: signalbox });
}

/** `signal` is null for an end that says nothing about the commit; `why` then tells people what it was. */
type CiEnd = { outcome: string; signal: Signal | null; why: Said };

function readCiEnd(run: RunRow, { reason, exitCode }: RunEnd, tail: string): CiEnd {
  const commit = run.start_commit ?? '';
  const failed = (outcome: string, why: string): CiEnd => {
    return { outcome, signal: { type: 'ciFailed', commit, log: `${why}\n\n${tail}`.trim() }, why };
  };
  switch (reason) {
    case 'cancelled':
      return { outcome: 'cancelled', signal: { type: 'ciStopped', commit }, why: '' };
    case 'lost':
      return { outcome: 'lost', signal: null, why: phrase('why-ci-vanished') };
    case 'overtime':
      return failed('overtime', 'CI ran past its time limit.');
    case 'silent':
    case 'output-limit':
      return failed('failed', 'CI printed more than its output limit.');
    case 'exited':
      if (exitCode === 0) return { outcome: 'completed', signal: { type: 'ciPassed', commit }, why: '' };
      if (isEndedFromOutside(exitCode)) {
        const why = phrase('why-ci-ended-outside', { status: String(exitCode) });
        return { outcome: 'lost', signal: null, why };
      }
      return failed('failed', `CI ended with exit status ${exitCode ?? 'unknown'}.`);
  }
}
