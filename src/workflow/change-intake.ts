import { may } from '../domain/people.ts';
import type { Actor, Signal } from '../domain/signal.ts';
import { isFinished } from '../domain/stage.ts';
import type { TaskRow } from '../store/tasks.ts';
import { fromStoredTime, toStoredTime } from '../stored-time.ts';
import { commitSignal } from './commit.ts';
import type { Context } from './context.ts';
import { notCounted, systemNames } from './person-words.ts';

/** What happened to a task's change at the forge, by whichever way it was seen. `login` is null where nobody says who. */
export type ChangeNews = {
  system: 'gitea' | 'github';
  number: number;
  login: string | null;
  recovered: boolean;
};

/** Each of these is called inside a transaction, acts once, and returns the note for the record. */
export function changeMerged(context: Context, task: TaskRow, news: ChangeNews): string {
  // Ours: the effect that merges says so itself, once the landing is verified.
  if (task.stage === 'staging' || task.stage === 'deploy')
    return 'the merge is found when the change is to land';
  const by = actorOf(context, news);
  return sayOnce(context, task, `merged:${news.number}`, { type: 'merged', by }, news);
}

/** `head` tells one closing from the next one, after the change was opened again and continued. */
export function changeClosed(context: Context, task: TaskRow, head: string, news: ChangeNews): string {
  const by = actorOf(context, news);
  const why = `the pull request was closed by ${by.who}`;
  return sayOnce(context, task, `closed:${news.number}:${head}`, { type: 'halted', why, by }, news);
}

export type ReviewNews = ChangeNews & {
  verdict: 'approved' | 'changes';
  /** The reviewed commit; null where nobody says which. */
  commit: string | null;
  text: string;
  /** When it was given; null for this moment. */
  at: Date | null;
};

/** A review by who may answers the BRD gate, or sends the change back. It counts for the commit that it is about. */
export function changeReviewed(context: Context, task: TaskRow, review: ReviewNews): string {
  const { verdict, commit, text, at, login, system, number } = review;
  if (isFinished(task.stage)) return 'ignored: the task has ended';
  if (commit !== null && commit !== task.commit_sha) return 'ignored: the review is about another commit';
  const by = actorOf(context, review);
  const about = `review:${number}:${verdict}:${commit ?? ''}:${(login ?? '').toLowerCase()}`;
  const isAtGate = task.stage === 'analysis' && task.step === 'approval';
  if (!isAtGate && verdict === 'approved') return 'noted: the change was approved at the forge';
  const person = login === null ? undefined : context.people.find(system, login);
  if (person === undefined || !may(person.role, 'approve')) {
    const wish = verdict === 'approved' ? 'approved' : 'changes asked for';
    const what = `${wish} in ${systemNames[system]}`;
    return notCounted(context, task.id, by, { what, needed: 'approver', about });
  }
  const comment = text.trim() === '' ? `Changes were asked for at the forge, without a comment.` : text;
  if (!isAtGate) return sayOnce(context, task, about, { type: 'changesRequested', comment, by }, review);
  const request = context.store.approvals.findLatest(task.id);
  if (request === undefined || request.decision !== null) return 'ignored: no approval is being asked for';
  if (at !== null && at < fromStoredTime(request.requested_at))
    return 'ignored: given before this revision was asked about';
  const { revision } = request;
  const signal: Signal & { by: Actor } =
    verdict === 'approved' ? { type: 'approved', revision, by } : { type: 'rejected', revision, comment, by };
  return commitSignal(context, task.id, signal, { by, recovered: review.recovered }).why;
}

/** Somebody continued the branch: `commit` is on top of the one at which the given task stood when it was looked at. */
export function branchContinued(
  context: Context,
  task: TaskRow,
  commit: string,
  news: Pick<ChangeNews, 'system' | 'login' | 'recovered'>,
): string {
  const now = context.store.tasks.find(task.id);
  if (now?.commit_sha !== task.commit_sha) return 'ignored: the task stands at another commit by now';
  const by = actorOf(context, news);
  const { recovered } = news;
  return commitSignal(context, task.id, { type: 'branchMoved', commit, by }, { by, recovered }).why;
}

/** A signal that is not heard now, as while a person is asked, may be seen again. */
function sayOnce(
  context: Context,
  task: TaskRow,
  about: string,
  signal: Signal & { by: Actor },
  { system, recovered }: ChangeNews,
): string {
  const { store, clock } = context;
  const id = `${task.id}:${about}`;
  if (store.seen.has(system, id)) return 'known already';
  const decision = commitSignal(context, task.id, signal, { by: signal.by, recovered });
  if (decision.kind === 'act') store.seen.note(system, id, toStoredTime(clock.now()));
  return decision.why;
}

function actorOf({ people }: Context, { system, login }: Pick<ChangeNews, 'system' | 'login'>): Actor {
  const person = login === null ? undefined : people.find(system, login);
  return { who: person?.name ?? login ?? 'somebody at the forge', via: system };
}
