import { backoffMs, transientLimit } from '../../domain/backoff.ts';
import type { EffectKind } from '../../domain/decision.ts';
import { isOperational, isRetryable, messageOf, retryAfterMs } from '../../domain/failure.ts';
import { phrase, type Said } from '../../domain/phrase.ts';
import type { Signal } from '../../domain/signal.ts';
import { inEnglish } from '../../locale/translator.ts';
import type { EffectRow } from '../../store/outbox.ts';
import { toStoredTime } from '../../stored-time.ts';
import { commitSignal, signalbox } from '../commit.ts';
import { healthFolder } from '../health/health-command.ts';
import { cloneFolder } from '../runs/prepare-run.ts';
import type { RunContext } from '../runs/run-context.ts';
import { homesFolder } from '../runs/run-places.ts';
import { ciFolder, startCiRun } from './ci-run.ts';
import type { EffectTarget } from './effect-target.ts';
import { type Looked, lookAtChecks } from './forge-ci.ts';
import { landChange, publishBranch, updateBranch } from './git-effects.ts';
import { giveUpBranch, noteUntidied } from './give-up-branch.ts';
import { isMirror, mirrorPerformers, recordUntold } from './mirror-effects.ts';
import { fillReleaseDetails } from './release-details.ts';
import { refuseRollback, rollbackFolder, startRollback } from './rollback-run.ts';

/** A signal settles the effect, one that was found by looking too; `underway` leaves it pending until a run of its own has ended; null settles it in silence. */
type Performed = Signal | Looked | 'underway' | null;

const performers: Record<EffectKind, (context: RunContext, target: EffectTarget) => Promise<Performed>> = {
  publish: publishBranch,
  update: updateBranch,
  merge: landChange,
  ci: async (context, { effect, task, project }) => {
    const { commit } = JSON.parse(effect.payload) as { commit: string };
    const { ci } = project.forge;
    if (ci.kind === 'none') return { type: 'ciPassed', commit };
    if (ci.kind === 'checks') return lookAtChecks(context, { effect, task, project }, ci);
    await startCiRun(context, { effect, task, project, commit, ci });
    return 'underway';
  },
  rollback: async (context, target) => {
    await fillReleaseDetails(context, target);
    return startRollback(context, target);
  },
  cleanUp,
  ...mirrorPerformers,
};

/** A bug is tried again as well, a few times: the next look may find other facts, and a person is told in the end. */
const BUG_TRIES = 3;
/** About a day at the longest backoff: what cannot be told by then goes on record, and lets what follows be told. */
const MIRROR_TRIES = 150;

/** Does one effect outside and commits what came of it. Trouble that may pass is tried later; a refusal, and trouble that stays, ask a person, or go on record where something was only to be told. */
export async function performEffect(context: RunContext, effect: EffectRow): Promise<void> {
  const task = context.store.tasks.find(effect.task_id);
  const project = task === undefined ? undefined : context.projects.findForTask(task);
  try {
    if (task === undefined || project === undefined) {
      if (isMirror(effect.kind)) return settle(context, effect, null);
      throw new Error('its project is not configured any more');
    }
    const performed = await performers[effect.kind](context, { effect, task, project });
    if (performed !== 'underway') settle(context, effect, performed);
  } catch (error) {
    fail(context, effect, error);
  }
}

function settle(context: RunContext, effect: EffectRow, performed: Signal | Looked | null): void {
  const { store, clock } = context;
  const { signal, recovered } =
    performed !== null && 'signal' in performed ? performed : { signal: performed, recovered: false };
  store.transaction(() => {
    if (!store.outbox.settle(effect.id, 'done', null, toStoredTime(clock.now()))) return;
    if (signal !== null) commitSignal(context, effect.task_id, signal, { by: signalbox, recovered });
  });
  context.checkpoint(`${effect.kind}-settled`);
  context.nudge();
}

function fail(context: RunContext, effect: EffectRow, error: unknown): void {
  const { store, clock, log, backoff } = context;
  const tries = effect.attempts + 1;
  const again = tries < triesFor(effect, error);
  const why = whyFailed(error, again ? 1 : tries);
  log.warn({ task: effect.task_id, effect: effect.kind, again, err: error }, 'effect failed');
  if (again) {
    const at = new Date(clock.now().getTime() + backoffMs(tries, backoff, retryAfterMs(error)));
    store.outbox.tryLater(effect.id, toStoredTime(at), inEnglish(why));
    store.cards.touch(effect.task_id);
    context.nudge();
    return;
  }
  store.transaction(() => {
    if (!store.outbox.settle(effect.id, 'refused', inEnglish(why), toStoredTime(clock.now()))) return;
    if (effect.kind === 'cleanUp') return noteUntidied(context, effect.task_id, why);
    if (effect.kind === 'rollback') return refuseRollback(context, effect, why);
    if (isMirror(effect.kind)) return recordUntold(context, effect, why);
    const signal = { type: 'effectRefused', effect: effect.kind, why } as const;
    commitSignal(context, effect.task_id, signal, { by: signalbox });
  });
}

function whyFailed(error: unknown, tries: number): Said {
  const why = messageOf(error);
  return tries === 1 ? why : phrase('why-tried-times', { why, count: tries });
}

/** How often an effect that ends like this is done before a person is asked. Cleaning up asks nobody, and CI has a time limit of its own. */
function triesFor({ kind }: EffectRow, error: unknown): number {
  if (!isOperational(error)) return BUG_TRIES;
  if (!isRetryable(error)) return 1;
  if (isMirror(kind)) return MIRROR_TRIES;
  return kind === 'cleanUp' || kind === 'ci' ? Number.POSITIVE_INFINITY : transientLimit;
}

async function cleanUp(context: RunContext, { effect, task, project }: EffectTarget): Promise<null> {
  const { workspace, tools } = context;
  await fillReleaseDetails(context, { task, project });
  await tools.removeHome(homesFolder(context, task.id));
  await workspace.remove(project.repo, cloneFolder(task.id));
  await workspace.remove(project.repo, ciFolder(task.id));
  await workspace.remove(project.repo, rollbackFolder(task.id));
  await workspace.remove(project.repo, healthFolder(task.id));
  const { end } = JSON.parse(effect.payload) as { end: 'done' | 'cancelled' };
  if (end === 'cancelled') await giveUpBranch(context, { task, project });
  return null;
}
