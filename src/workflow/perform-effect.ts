import { backoffMs, transientLimit } from '../domain/backoff.ts';
import type { EffectKind } from '../domain/decision.ts';
import { isOperational, isRetryable, messageOf } from '../domain/failure.ts';
import type { Signal } from '../domain/signal.ts';
import type { EffectRow } from '../store/outbox.ts';
import { toStoredTime } from '../stored-time.ts';
import { ciFolder, startCiRun } from './ci-run.ts';
import { commitSignal, signalbox } from './commit.ts';
import { type EffectTarget, toForgeTask } from './effect-target.ts';
import { landChange, publishBranch, updateBranch } from './git-effects.ts';
import { cloneFolder } from './prepare-run.ts';
import type { RunContext } from './run-context.ts';
import { branchOf } from './task-branch.ts';

/** A signal settles the effect; `underway` leaves it pending until a run of its own has ended; null settles it in silence. */
type Performed = Signal | 'underway' | null;

const performers: Record<EffectKind, (context: RunContext, target: EffectTarget) => Promise<Performed>> = {
  publish: publishBranch,
  update: updateBranch,
  merge: landChange,
  ci: async (context, { effect, task, project }) => {
    const { commit } = JSON.parse(effect.payload) as { commit: string };
    if (project.forge.ci.kind === 'none') return { type: 'ciPassed', commit };
    await startCiRun(context, { effect, task, project, commit });
    return 'underway';
  },
  cleanUp,
};

/** A bug is tried again as well, a few times: the next look may find other facts, and a person is told in the end. */
const BUG_TRIES = 3;

/** Does one effect outside and commits what came of it. Trouble that may pass is tried later; a refusal, and trouble that stays, ask a person. */
export async function performEffect(context: RunContext, effect: EffectRow): Promise<void> {
  const task = context.store.tasks.find(effect.task_id);
  const project = task === undefined ? undefined : context.projects.findForTask(task);
  try {
    if (task === undefined || project === undefined)
      throw new Error('its project is not configured any more');
    const performed = await performers[effect.kind](context, { effect, task, project });
    if (performed !== 'underway') settle(context, effect, performed);
  } catch (error) {
    fail(context, effect, error);
  }
}

function settle(context: RunContext, effect: EffectRow, signal: Signal | null): void {
  const { store, clock } = context;
  store.transaction(() => {
    if (!store.outbox.settle(effect.id, 'done', null, toStoredTime(clock.now()))) return;
    if (signal !== null) commitSignal(context, effect.task_id, signal, { by: signalbox });
  });
  context.checkpoint(`${effect.kind}-settled`);
  context.nudge();
}

function fail(context: RunContext, effect: EffectRow, error: unknown): void {
  const { store, clock, log, backoff } = context;
  const tries = effect.attempts + 1;
  const again = tries < triesFor(effect, error);
  const why = again || tries === 1 ? messageOf(error) : `${messageOf(error)}; it was tried ${tries} times`;
  log.warn({ task: effect.task_id, effect: effect.kind, again, err: error }, 'effect failed');
  if (again) {
    const at = new Date(clock.now().getTime() + backoffMs(tries, backoff));
    store.outbox.tryLater(effect.id, toStoredTime(at), why);
    store.cards.touch(effect.task_id);
    context.nudge();
    return;
  }
  store.transaction(() => {
    if (!store.outbox.settle(effect.id, 'refused', why, toStoredTime(clock.now()))) return;
    if (effect.kind === 'cleanUp') return;
    const signal = { type: 'effectRefused', effect: effect.kind, why } as const;
    commitSignal(context, effect.task_id, signal, { by: signalbox });
  });
}

/** How often an effect that ends like this is done before a person is asked. Cleaning up asks nobody, and so has time. */
function triesFor({ kind }: EffectRow, error: unknown): number {
  if (!isOperational(error)) return BUG_TRIES;
  if (!isRetryable(error)) return 1;
  return kind === 'cleanUp' ? Number.POSITIVE_INFINITY : transientLimit;
}

async function cleanUp(
  { workspace, forge }: RunContext,
  { effect, task, project }: EffectTarget,
): Promise<null> {
  await workspace.remove(project.repo, cloneFolder(task.id));
  await workspace.remove(project.repo, ciFolder(task.id));
  const { end } = JSON.parse(effect.payload) as { end: 'done' | 'cancelled' };
  const published = (await workspace.branchCommit(project.repo, branchOf(task))) !== null;
  if (end === 'cancelled' && published) {
    await forge.closeChange(toForgeTask(task, project), 'The task was cancelled.');
  }
  return null;
}
