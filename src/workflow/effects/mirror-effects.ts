import { type EffectKind, effectTargets } from '../../domain/decision.ts';
import { withDocument } from '../../domain/mirror-words.ts';
import { phrase, type Said } from '../../domain/phrase.ts';
import { inEnglish } from '../../locale/translator.ts';
import type { EffectRow } from '../../store/outbox.ts';
import { toStoredTime } from '../../stored-time.ts';
import { signalbox } from '../commit.ts';
import { isForged } from '../find-project.ts';
import type { RunContext } from '../runs/run-context.ts';
import { type EffectTarget, toForgeTask, trackerItemOf } from './effect-target.ts';

type MirrorKind = 'itemState' | 'itemPost' | 'changePost';

export const mirrorPerformers: Record<
  MirrorKind,
  (context: RunContext, target: EffectTarget) => Promise<null>
> = { itemState: setItemState, itemPost: postToItem, changePost: postToChange };

/** What is only told: the task never waits for it, and nobody is asked when it cannot be told. */
export function isMirror(kind: EffectKind): kind is MirrorKind {
  return effectTargets[kind] !== 'git';
}

/** Said once on the record of the task, where nobody has to answer it. Called inside a transaction. */
export function recordUntold({ store, clock }: RunContext, effect: EffectRow, error: Said): void {
  const entry = { taskId: effect.task_id, from: null, to: null, by: signalbox };
  const why =
    effect.target === 'forge'
      ? phrase('why-change-untold', { why: error })
      : phrase('why-plane-untold', { why: error });
  const now = toStoredTime(clock.now());
  if (!store.seen.note('untold', `${effect.task_id}:${inEnglish(why)}`, now)) return;
  store.log.append({ ...entry, why }, now);
  store.cards.touch(effect.task_id);
}

async function setItemState(
  { store, trackers }: RunContext,
  { effect, task, project }: EffectTarget,
): Promise<null> {
  const item = trackerItemOf(task);
  // An item that was started again shows its latest task.
  if (item === null || store.tasks.findByTrackerItem(item)?.id !== task.id) return null;
  const { state } = JSON.parse(effect.payload) as { state: string };
  await trackers.of(project)?.setState(item, state);
  return null;
}

async function postToItem(context: RunContext, target: EffectTarget): Promise<null> {
  const { task, project } = target;
  const item = trackerItemOf(task);
  if (item !== null) await context.trackers.of(project)?.post(item, readPost(context, target));
  return null;
}

async function postToChange(context: RunContext, target: EffectTarget): Promise<null> {
  const { task, project } = target;
  if (!isForged(project)) return null;
  const post = readPost(context, target);
  await context.forges.of(project).post(toForgeTask(context, task, project), post);
  return null;
}

/** The key stands in the file: a repeat whose answer was lost finds its own post by it. */
function readPost(
  context: RunContext,
  { effect, task, project }: EffectTarget,
): { key: string; text: string } {
  const { key, text, document } = JSON.parse(effect.payload) as {
    key: string;
    text: string;
    document?: string;
  };
  if (document === undefined) return { key, text };
  const forgeTask = toForgeTask(context, task, project);
  const url = context.forges.of(project).fileUrl(forgeTask, document);
  return { key, text: withDocument(text, { url, path: document, branch: forgeTask.branch }) };
}
