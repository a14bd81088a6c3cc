import { may } from '../../domain/people.ts';
import { phrase } from '../../domain/phrase.ts';
import type { Actor, Signal } from '../../domain/signal.ts';
import { isFinished } from '../../domain/stage.ts';
import { formatWorkItemId } from '../../domain/work-item-id.ts';
import { inEnglish } from '../../locale/translator.ts';
import type { TaskRow } from '../../store/tasks.ts';
import { fromStoredTime, toStoredTime } from '../../stored-time.ts';
import type { ItemState } from '../../trackers/tracker.ts';
import { dependOnNamed } from '../change-dependencies.ts';
import { commitSignal } from '../commit.ts';
import type { Context } from '../context.ts';
import type { Tracked } from '../find-project.ts';
import { openTask } from '../open-task.ts';
import { askToRestart, withdrawRestart } from '../restart-task.ts';
import { keepTopic } from '../topics.ts';
import { has, meansSomething } from './item-state.ts';
import { notCounted, wasBeforeTask } from './person-words.ts';
import { noteStale } from './stale-answer.ts';

/** A work item as whichever way it was seen shows it. */
export type SeenItem = {
  id: string;
  sequence: number;
  title: string;
  description: string;
  state: ItemState;
  labels: readonly string[];
  archived: boolean;
};

/** An item stands in a state. `movedAt` is null where nobody says since when. */
export type ItemMove = {
  project: Tracked;
  item: SeenItem;
  by: { id: string | null; name: string };
  movedAt: Date | null;
  /** Found by looking. */
  recovered: boolean;
};

/** What it means for its task that an item came to stand in its state. Called inside a transaction; returns the note for the record. */
export function enterState(context: Context, move: ItemMove): string {
  const { states, label } = move.project.tracker;
  const { name } = move.item.state;
  const by: Actor = { who: move.by.name, via: 'plane' };
  if (has(states.start, name)) {
    if (move.item.archived) return 'ignored: the item is archived';
    if (label !== null && !has(move.item.labels, label)) return `ignored: the item has no label ${label}`;
    return open(context, move, by);
  }
  if (!meansSomething(move.project, name)) return `ignored: state ${name} means nothing here`;
  const task = context.store.tasks.findByTrackerItem(move.item.id);
  if (task === undefined) return 'ignored: the item has no task';
  if (withdrawRestart(context, task, move.movedAt)) {
    return 'moved on: its card asks no more whether to start it again';
  }
  const pending = context.store.outbox.findPending(task.id, 'itemState');
  if (pending !== undefined) return 'ignored: a state of ours is on its way to the tracker';
  if (has([states.cancelled], name)) return sayOnce(context, task, { type: 'cancel', by }, move);
  if (has([states.done ?? ''], name)) {
    const why = phrase('why-item-moved', { state: name, who: by.who });
    return sayOnce(context, task, { type: 'halted', why, by }, move);
  }
  if (has(states.approved, name)) return answer(context, task, move, 'approved');
  return answer(context, task, move, 'rejected');
}

function say(
  context: Context,
  task: TaskRow,
  signal: Signal & { by: Actor },
  { recovered }: ItemMove,
): string {
  return inEnglish(commitSignal(context, task.id, signal, { by: signal.by, recovered }).why);
}

/**
 * An item that ended goes on standing in its state, and is seen there again and again: its move counts once. One that
 * was not heard, as while a person is asked, may be seen again.
 */
function sayOnce(context: Context, task: TaskRow, signal: Signal & { by: Actor }, move: ItemMove): string {
  const { store, clock } = context;
  const { item, movedAt, recovered } = move;
  const id = `moved:${item.id}:${item.state.name.toLowerCase()}:${movedAt?.toISOString() ?? ''}`;
  if (movedAt !== null && wasBeforeTask(task, movedAt))
    return 'ignored: the item was moved before the task was opened';
  if (store.seen.has('plane', id)) return 'known already';
  const decision = commitSignal(context, task.id, signal, { by: signal.by, recovered });
  if (decision.kind === 'act') store.seen.note('plane', id, toStoredTime(clock.now()));
  return inEnglish(decision.why);
}

function open(context: Context, move: ItemMove, by: Actor): string {
  const { project, item, recovered } = move;
  const { title, description } = item;
  const wantedId = formatWorkItemId(project.prefix, item.sequence);
  const opened = openTask(context, {
    project,
    title,
    description,
    item: { id: item.id, wantedId },
    by,
    recovered,
  });
  if (opened.opened) return `opened ${opened.workItemId}`;
  const task = context.store.tasks.find(opened.taskId);
  if (task === undefined || !isFinished(task.stage)) return `${opened.workItemId} is open already`;
  return restart(context, task, opened.workItemId, move, by);
}

/** An ended task is not opened by a move alone, which may be a late delivery of the one that began it. */
function restart(
  context: Context,
  task: TaskRow,
  name: string,
  { item, movedAt }: ItemMove,
  by: Actor,
): string {
  const endedAt = task.updated_at === null ? null : fromStoredTime(task.updated_at);
  if (movedAt !== null && endedAt !== null && movedAt < endedAt) {
    return `ignored: the item was moved before ${name} ended`;
  }
  const isNew = askToRestart(context, task, item, by);
  return `${name} has ended; its card asks${isNew ? '' : ' already'} whether to start it again`;
}

/** The tracker's state answers the BRD gate only for the revision that was asked about when the state changed. */
function answer(context: Context, task: TaskRow, move: ItemMove, decision: 'approved' | 'rejected'): string {
  const request = context.store.approvals.findLatest(task.id);
  if (request === undefined || request.decision !== null) return 'ignored: no approval is being asked for';
  // Its own time, because a delivery that failed is repeated word for word up to an hour later.
  const { movedAt } = move;
  if (movedAt === null) return 'ignored: Plane does not say when the state changed';
  const person = move.by.id === null ? undefined : context.people.find('plane', move.by.id);
  const mayAct = person !== undefined && may(person.role, 'approve');
  const by: Actor = { who: person?.name ?? move.by.name, person: person?.name, via: 'plane' };
  const about = `${decision}:${movedAt.toISOString()}`;
  if (movedAt < fromStoredTime(request.requested_at)) {
    const given = { what: words[decision], by, about };
    const stale = mayAct ? noteStale(context, task, movedAt, given) : null;
    return stale ?? 'ignored: the state changed before this revision was asked about';
  }
  if (!mayAct) {
    return notCounted(context, task.id, by, { what: words[decision], needed: 'approver', about });
  }
  const { revision } = request;
  if (decision === 'approved') return say(context, task, { type: 'approved', revision, by }, move);
  const comment = 'Rejected in Plane, without a comment.';
  return say(context, task, { type: 'rejected', revision, comment, by }, move);
}

const words = {
  approved: phrase('why-word-approved', { system: 'Plane' }),
  rejected: phrase('why-word-rejected', { system: 'Plane' }),
} as const;

/** The words of the item changed: the next run hears the new ones. */
export function describeAgain(context: Context, item: SeenItem, by: Actor, recovered: boolean): string {
  const { store, clock } = context;
  const task = store.tasks.findByTrackerItem(item.id);
  if (task === undefined) return 'ignored: the item has no task';
  if (isFinished(task.stage)) return 'ignored: the task has ended';
  const { title, description } = item;
  if (isWorded(task, item)) return 'ignored: the words are known';
  store.tasks.describe(task.id, title, description);
  const why =
    task.title === title ? phrase('why-description-changed') : phrase('why-title-changed', { title });
  store.log.append({ taskId: task.id, from: null, to: null, why, by, recovered }, toStoredTime(clock.now()));
  dependOnNamed(context, task.id, { before: task.description ?? '', after: description }, by);
  store.cards.touch(task.id);
  keepTopic(context, task.id);
  return inEnglish(why);
}

export function isWorded(
  task: TaskRow,
  { title, description }: Pick<SeenItem, 'title' | 'description'>,
): boolean {
  return task.title === title && (task.description ?? '') === description;
}

const removals = {
  deleted: 'why-item-deleted',
  archived: 'why-item-archived',
  'deleted or archived': 'why-item-gone',
} as const;

/** The item was deleted or archived: a person is asked what is to become of its task. */
export function removeItem(
  context: Context,
  itemId: string,
  what: keyof typeof removals,
  by: Actor,
  recovered: boolean,
): string {
  const { store, clock } = context;
  const task = store.tasks.findByTrackerItem(itemId);
  if (task === undefined) return 'ignored: the item has no task';
  if (isFinished(task.stage)) return 'ignored: the task has ended';
  const id = `gone:${task.id}`;
  if (store.seen.has('plane', id)) return 'asked already';
  const why = phrase(removals[what], { who: by.who });
  const decision = commitSignal(context, task.id, { type: 'halted', why, by }, { by, recovered });
  if (decision.kind === 'act') store.seen.note('plane', id, toStoredTime(clock.now()));
  return inEnglish(decision.why);
}
