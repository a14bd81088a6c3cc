import type { PlaneActor, PlaneChange, PlaneItem } from '../../trackers/plane-webhook.ts';
import type { Tracker } from '../../trackers/tracker.ts';
import type { Context } from '../context.ts';
import type { EventHandler, Understood } from './dispatch-event.ts';
import { findTrackedProject } from './find-tracked-project.ts';
import { describeAgain, enterState, type ItemMove, removeItem, type SeenItem } from './item-intake.ts';
import { findMove, isSameState, mayBeMirrored, meansSomething } from './item-state.ts';
import { hearWords } from './person-words.ts';
import { enterStateBlocked, readFirstBlockers } from './read-blockers.ts';

type Moved = Extract<PlaneChange, { kind: 'created' | 'stateChanged' }>;

/** What a delivery of Plane means for the task of its work item. */
export function createPlaneEventHandler({ parse }: { parse(payload: unknown): PlaneChange }): EventHandler {
  return (context, event) => {
    const change = parse(JSON.parse(event.payload));
    switch (change.kind) {
      case 'ignored':
        return noted(null, `ignored: ${change.why}`);
      case 'created':
      case 'stateChanged':
        return moved(context, change);
      case 'described':
        return described(context, change.item, change.actor);
      case 'commented':
        return commented(context, change);
      case 'removed':
        return {
          subject: subjectOf(change.itemId),
          settle: () => removeItem(context, change.itemId, 'deleted', actorOf(change.actor), false),
        };
    }
  };
}

function moved(context: Context, change: Moved): Understood {
  const { item, actor } = change;
  const subject = subjectOf(item.id);
  const project = findTrackedProject(context, item.projectId, item);
  if (project === undefined) return noted(subject, `ignored: no project tracks ${item.projectId}`);
  if (change.kind === 'stateChanged' && change.newStateId !== item.state.id) {
    return noted(subject, 'ignored: the item has moved on since, and a later delivery tells where');
  }
  if (!meansSomething(project, item.state.name)) {
    return noted(subject, `ignored: state ${item.state.name} means nothing here`);
  }
  const move: ItemMove = { project, item, by: actor, movedAt: item.updatedAt, recovered: false };
  const tracker = context.trackers.of(project);
  if (tracker === null) return { subject, settle: () => enterState(context, move) };
  return { subject, look: async () => lookAtMove(context, tracker, move) };
}

/**
 * A delivery may be late: what the tracker shows now decides, and what we wrote there ourselves is no news. The time in a
 * delivery is that of the item's last change of any kind, so the tracker is asked when the item was moved, and by whom.
 */
async function lookAtMove(context: Context, tracker: Tracker, move: ItemMove): Promise<() => string> {
  const { project } = move;
  const isOurs = async ({ id }: PlaneActor, state: string) =>
    mayBeMirrored(project, state) && id === (await tracker.whoAmI()).id;
  const ours = () => 'ignored: our own doing';
  if (await isOurs(move.by, move.item.state.name)) return ours;
  const item = await tracker.findItem(move.item.id);
  if (item === null) return () => 'ignored: the item is not there any more';
  if (!isSameState(item.state, move.item.state)) {
    return () => 'ignored: the item has moved on since, and a later delivery tells where';
  }
  const isKnown = context.store.tasks.findByTrackerItem(item.id) !== undefined;
  const change = isKnown ? await findMove(tracker, item) : null;
  const { by, movedAt } = change === null ? move : { by: change.by, movedAt: change.at };
  if (await isOurs(by, item.state.name)) return ours;
  const blockers = await readFirstBlockers({ context, project, tracker }, item);
  return () => enterStateBlocked(context, { ...move, item, by, movedAt }, blockers);
}

function described(context: Context, item: PlaneItem, actor: PlaneActor): Understood {
  const by = actorOf(actor);
  const subject = subjectOf(item.id);
  const settle = (now: SeenItem) => () =>
    now.archived
      ? removeItem(context, now.id, 'archived', by, false)
      : describeAgain(context, now, by, false);
  const project = findTrackedProject(context, item.projectId, item);
  const tracker = project === undefined ? null : context.trackers.of(project);
  if (tracker === null) return { subject, settle: settle(item) };
  if (context.store.tasks.findByTrackerItem(item.id) === undefined) {
    return noted(subject, 'ignored: the item has no task');
  }
  return {
    subject,
    look: async () => {
      const now = await tracker.findItem(item.id);
      // Plane shows no archived item.
      if (now === null && !item.archived) return () => 'ignored: the item is not there any more';
      return settle(now ?? item);
    },
  };
}

function commented(
  context: Context,
  { comment, itemId, actor, ours }: Extract<PlaneChange, { kind: 'commented' }>,
): Understood {
  const subject = subjectOf(itemId);
  if (ours) return noted(subject, 'ignored: our own comment');
  const settle = () => {
    const task = context.store.tasks.findByTrackerItem(itemId);
    if (task === undefined) return 'ignored: the item has no task';
    const author = { id: actor.id ?? '', name: actor.name };
    return hearWords(context, task, { system: 'plane', ...comment, author, recovered: false });
  };
  return { subject, settle };
}

function noted(subject: string | null, note: string): Understood {
  return { subject, settle: () => note };
}

function subjectOf(itemId: string): string {
  return `plane:${itemId}`;
}

function actorOf({ name }: PlaneActor) {
  return { who: name, via: 'plane' } as const;
}
