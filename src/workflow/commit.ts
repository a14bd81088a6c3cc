import { decide } from '../domain/decide/decide.ts';
import { decideUnknownStage } from '../domain/decide/unknown-stage.ts';
import { type Decision, stay } from '../domain/decision.ts';
import { phrase } from '../domain/phrase.ts';
import type { Actor, Signal } from '../domain/signal.ts';
import { inEnglish } from '../locale/translator.ts';
import { toStoredTime } from '../stored-time.ts';
import { applyChange, supersedeQueued } from './apply-change.ts';
import { ringAboutDependency } from './ask-dependants.ts';
import type { Context } from './context.ts';
import { enqueueMirror } from './effects/mirror.ts';
import { type Gathered, gather } from './gather.ts';
import { keepDeployment } from './keep-deployment.ts';
import { showApproval } from './request-approval.ts';
import { announceRelease, showRelease } from './show-release.ts';
import { tellFurtherChats } from './tell-further-chats.ts';
import { keepTopic } from './topics.ts';
import { touchOthers } from './touch-cards.ts';

export const signalbox: Actor = { who: 'signalbox', via: 'signalbox' };

/**
 * `recovered` marks what was found by looking because nothing had told of it.
 *
 * Gathers, decides and makes the decision true in one IMMEDIATE transaction, so a decision never rests on facts that
 * changed meanwhile. A signal that changes nothing is a `stay` with its reason; an unknown task too.
 */
export function commitSignal(
  context: Context,
  taskId: number,
  signal: Signal,
  { by, recovered = false }: { by: Actor; recovered?: boolean },
): Decision {
  const decision = context.store.transaction(() => {
    const gathered = gather(context, taskId);
    if (gathered === undefined) return stay(phrase('why-unknown-task'));
    const { facts, isKnown } = gathered;
    const decided = isKnown ? decide(facts, signal) : decideUnknownStage(facts, signal);
    if (decided.kind === 'act') apply(context, gathered, decided, { by, recovered });
    return decided;
  });
  if (decision.kind === 'act') context.checkpoint('committed');
  const why = inEnglish(decision.why);
  context.log.debug({ task: taskId, signal: signal.type, decision: why }, 'decided');
  // Nothing is due after a stay, and a loop that asks again each turn would wake itself for ever.
  if (decision.kind === 'act') context.nudge();
  return decision;
}

type Act = Extract<Decision, { kind: 'act' }>;

type Made = { by: Actor; recovered: boolean };

function apply(context: Context, gathered: Gathered, decision: Act, made: Made): void {
  const { store } = context;
  const { task, facts } = gathered;
  const now = toStoredTime(context.clock.now());
  if (!store.tasks.raiseVersion(task.id, task.version)) {
    throw new Error(`task ${task.id} changed while its decision was being made true`);
  }
  const scope = { context, gathered, now };
  for (const change of decision.changes) applyChange(scope, change);
  keepDeployment(scope, decision, made.by);
  const from = { stage: task.stage, step: facts.step };
  const { to } = decision;
  if (to !== null && (to.stage !== from.stage || to.step !== from.step)) {
    store.tasks.move(task.id, to, now);
    if (!decision.changes.some((change) => change.do === 'enqueue')) supersedeQueued(scope);
    stampReview(context, task.id, from.stage, to, now);
  }
  if (to?.stage === 'cancelled' && facts.approval?.decision === null) showApproval(context, task.id, now);
  store.log.append({ taskId: task.id, from, to, why: decision.why, ...made }, now);
  store.cards.touch(task.id);
  touchOthers(context, task, decision);
  keepTopic(context, task.id);
  // A release that froze its repository is told by a message of its own: one of the two rings.
  const isAnnounced = froze(decision) && announceRelease(context, task.id);
  if (!isAnnounced) showRelease(context, task.id);
  if (callsPerson(decision) && !isAnnounced) store.cards.bump(task.id);
  else ringAboutDependency(context, task.id);
  tellFurtherChats(context, task, decision, now);
  enqueueMirror(scope, { from, decision });
}

/** "Your time": from the first wait for approval to the way into architecture. */
function stampReview(
  { store }: Context,
  taskId: number,
  from: string | null,
  to: { stage: string; step: string },
  now: string,
): void {
  if (to.step === 'approval') store.tasks.startReview(taskId, now);
  if (from === 'analysis' && to.stage === 'architecture') store.tasks.endReview(taskId, now);
}

function callsPerson({ to, changes }: Act): boolean {
  const ended = to?.stage === 'done' || to?.step === 'approval';
  return ended || changes.some((change) => change.do === 'ask' || change.do === 'freeze');
}

function froze({ changes }: Act): boolean {
  return changes.some((change) => change.do === 'freeze');
}
