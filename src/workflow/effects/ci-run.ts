import { join } from 'node:path';
import type { RunEnd } from '../../agents/process/run-process.ts';
import { backoffMs } from '../../domain/backoff.ts';
import { isEndedFromOutside } from '../../domain/outcome.ts';
import { phrase, type Said } from '../../domain/phrase.ts';
import type { CiSettings, Project } from '../../domain/project.ts';
import type { Signal } from '../../domain/signal.ts';
import { inEnglish } from '../../locale/translator.ts';
import type { EffectRow } from '../../store/outbox.ts';
import type { RunRow } from '../../store/runs.ts';
import type { TaskRow } from '../../store/tasks.ts';
import { toStoredTime } from '../../stored-time.ts';
import { commitSignal, signalbox } from '../commit.ts';
import { isHeld } from '../pause.ts';
import { endCommand, startCommand } from '../runs/command-run.ts';
import { identityOf } from '../runs/prepare-run.ts';
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

/** Runs the project's CI command on a clean checkout of the commit. */
export async function startCiRun(context: RunContext, request: CiRequest): Promise<void> {
  const { effect, task, project, commit, ci } = request;
  const { path: clone } = await context.workspace.checkOut(project.repo, {
    folder: ciFolder(task.id),
    branch: null,
    commit,
    identity: identityOf('ci'),
  });
  const home = ci.home === 'shared' ? null : join(homesFolder(context, task.id), ciHome);
  const env = { CI: 'true', SIGNALBOX_COMMIT: commit };
  const { command, timeoutMs: limitMs } = ci;
  await startCommand(
    context,
    { agent: 'ci', task, project, effectId: effect.id, clone, commit, command, home, env, limitMs },
    {
      // Its task may have been cancelled or paused while the clone was being prepared.
      isWanted: () => context.store.outbox.find(effect.id)?.state === 'pending' && !isHeld(context, effect),
      finish: finishCiRun,
    },
  );
}

export function ciFolder(taskId: number): string {
  return `ci-${taskId}`;
}

/** Settles the effect with its result. A run that vanished says nothing about the commit, so the effect is repeated, within a limit. */
export async function finishCiRun(context: RunContext, runId: number, end: RunEnd): Promise<void> {
  const run = context.store.runs.find(runId);
  if (run?.effect_id == null || run.task_id === null || run.finished_at !== null) return;
  await endCommand(context, run, end, {
    tailBytes: LOG_BYTES,
    read: (tail) => {
      const result = readCiEnd(run, end, tail);
      return { outcome: result.outcome, settle: () => settle(context, run, result) };
    },
  });
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
