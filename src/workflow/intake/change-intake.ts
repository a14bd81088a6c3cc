import { may } from '../../domain/people.ts';
import { type Phrase, phrase } from '../../domain/phrase.ts';
import { sayRole } from '../../domain/say-stage.ts';
import type { Actor, Signal } from '../../domain/signal.ts';
import { isFinished, isStage, roleAt } from '../../domain/stage.ts';
import { inEnglish } from '../../locale/translator.ts';
import type { TaskRow } from '../../store/tasks.ts';
import { fromStoredTime, toStoredTime } from '../../stored-time.ts';
import { commitSignal } from '../commit.ts';
import type { Context } from '../context.ts';
import type { Continued } from '../find-continued.ts';
import { noteLandedByHand } from '../landed-by-hand.ts';
import { hasStoodAt } from './commits-stood-at.ts';
import { notCounted, systemNames } from './person-words.ts';
import { showOnce } from './show-once.ts';
import { noteStale, noteStaleCommit } from './stale-answer.ts';

/** What happened to a task's change at the forge, by whichever way it was seen. `login` is null where nobody says who. */
export type ChangeNews = {
  system: 'gitea' | 'github';
  number: number;
  login: string | null;
  recovered: boolean;
};

/** Each of these is called inside a transaction, acts once, and returns the note for the record. */
export function changeMerged(context: Context, task: TaskRow, news: ChangeNews): string {
  // Also where nobody hears it now: whatever becomes of the task, this much of it has landed.
  if (task.merge_sha === null) noteLandedByHand(context, task.id, String(news.number));
  // Ours: the effect that merges says so itself, once the landing is verified.
  if (task.stage === 'staging' || task.stage === 'deploy')
    return 'the merge is found when the change is to land';
  const by = actorOf(context, news);
  return sayOnce(context, task, `merged:${news.number}`, { type: 'merged', by }, news);
}

/** `head` tells one closing from the next one, after the change was opened again and continued. */
export function changeClosed(context: Context, task: TaskRow, head: string, news: ChangeNews): string {
  const by = actorOf(context, news);
  const why = phrase('why-change-closed', { who: by.who });
  return sayOnce(context, task, closingAt(news, head), { type: 'halted', why, by }, news);
}

/** The next closing is another one, also at the same head. */
export function changeIsOpen(
  { store }: Context,
  task: TaskRow,
  head: string,
  news: Pick<ChangeNews, 'system' | 'number'>,
): void {
  const id = `${task.id}:${closingAt(news, head)}`;
  if (store.seen.has(news.system, id)) store.seen.forget(news.system, id);
}

function closingAt({ number }: Pick<ChangeNews, 'number'>, head: string): string {
  return `closed:${number}:${head}`;
}

export type ReviewNews = ChangeNews & {
  verdict: 'approved' | 'changes';
  /** The reviewed commit; null where nobody says which. */
  commit: string | null;
  text: string;
  /** When it was given; null for this moment. */
  at: Date | null;
};

/**
 * A review by who may answers the BRD gate, for the commit that is asked about; or it sends the change back, for any commit
 * that the task stood at since its requirements were written. A wish that comes while the agents write is shown, and
 * stands: the looks at the change say it again.
 */
export function changeReviewed(context: Context, task: TaskRow, review: ReviewNews): string {
  const { verdict, commit, text, at, login, system, number } = review;
  if (isFinished(task.stage)) return 'ignored: the task has ended';
  const isAtGate = task.stage === 'analysis' && task.step === 'approval';
  const isAbout = commit === null || commit === task.commit_sha;
  if (!isAbout && !isAtGate && !hasStoodAt(context, task.id, commit)) return aboutAnother;
  const by = actorOf(context, review);
  const about = `review:${number}:${verdict}:${commit ?? ''}:${(login ?? '').toLowerCase()}`;
  if (!isAtGate && verdict === 'approved') return 'noted: the change was approved at the forge';
  const person = login === null ? undefined : context.people.find(system, login);
  const mayAct = person !== undefined && may(person.role, 'approve');
  const told = { system: systemNames[system] };
  const what = verdict === 'approved' ? phrase('why-word-approved', told) : phrase('why-word-changes', told);
  if (!isAbout && isAtGate) {
    const isHeard = !mayAct || wasSaid(context, task, about, review);
    return (isHeard ? null : noteStaleCommit(context, task, at, { what, by, about })) ?? aboutAnother;
  }
  if (!mayAct) {
    return notCounted(context, task.id, by, { what, needed: 'approver', about });
  }
  const comment = text.trim() === '' ? `Changes were asked for at the forge, without a comment.` : text;
  if (!isAtGate) return askForChanges(context, task, { about, comment, by, review });
  const request = context.store.approvals.findLatest(task.id);
  if (request === undefined || request.decision !== null) return 'ignored: no approval is being asked for';
  if (at !== null && at < fromStoredTime(request.requested_at))
    return (
      noteStale(context, task, at, { what, by, about }) ??
      'ignored: given before this revision was asked about'
    );
  const { revision } = request;
  const signal: Signal & { by: Actor } =
    verdict === 'approved' ? { type: 'approved', revision, by } : { type: 'rejected', revision, comment, by };
  const decision = commitSignal(context, task.id, signal, { by, recovered: review.recovered });
  // Answered with it, the requirements are not sent back for it once more when they are developed.
  if (decision.kind === 'act' && verdict === 'changes') noteSaid(context, task, about, review);
  return inEnglish(decision.why);
}

const aboutAnother = 'ignored: the review is about another commit';

type Wish = { about: string; comment: string; by: Actor; review: ReviewNews };

function askForChanges(context: Context, task: TaskRow, { about, comment, by, review }: Wish): string {
  const said = sayOnce(context, task, about, { type: 'changesRequested', comment, by }, review);
  if (wasSaid(context, task, about, review)) return said;
  const meanwhile = whatGoesOn(task);
  if (meanwhile === null) return said;
  const [line = ''] = review.text.trim().split('\n');
  const told = { who: by.who, meanwhile };
  const why =
    line === ''
      ? phrase('why-changes-while', told)
      : phrase('why-changes-while-said', { ...told, line: line.slice(0, LINE_CHARS) });
  return showOnce(context, task.id, by, { about: `waits:${task.id}:${about}`, why });
}

const LINE_CHARS = 200;

/** What keeps a wish for changes from being heard; null where it is heard as soon as a person has answered, or a run has stopped. */
function whatGoesOn({ stage, step, attention, stop_requested: stop }: TaskRow): Phrase | null {
  if (attention !== null || stop !== null || !isStage(stage)) return null;
  if (stage === 'deploy') return phrase('why-while-landing');
  return step === 'work' ? phrase('why-while-at-work', { role: sayRole(roleAt(stage) ?? 'agent') }) : null;
}

/** Somebody continued the branch: what was found is on top of the commit at which the given task stood when it was looked at. */
export function branchContinued(
  context: Context,
  task: TaskRow,
  continued: Continued,
  news: Pick<ChangeNews, 'system' | 'login' | 'recovered'>,
): string {
  const now = context.store.tasks.find(task.id);
  if (now?.commit_sha !== task.commit_sha) return 'ignored: the task stands at another commit by now';
  const by = actorOf(context, news);
  const { recovered } = news;
  const signal = { type: 'branchMoved', ...continued, by } as const;
  return inEnglish(commitSignal(context, task.id, signal, { by, recovered }).why);
}

/** A signal that is not heard now, as while a person is asked, may be seen again. */
function sayOnce(
  context: Context,
  task: TaskRow,
  about: string,
  signal: Signal & { by: Actor },
  news: ChangeNews,
): string {
  if (wasSaid(context, task, about, news)) return 'known already';
  const { recovered } = news;
  const decision = commitSignal(context, task.id, signal, { by: signal.by, recovered });
  if (decision.kind === 'act') noteSaid(context, task, about, news);
  return inEnglish(decision.why);
}

function wasSaid({ store }: Context, { id }: TaskRow, about: string, { system }: ChangeNews): boolean {
  return store.seen.has(system, `${id}:${about}`);
}

function noteSaid({ store, clock }: Context, { id }: TaskRow, about: string, { system }: ChangeNews): void {
  store.seen.note(system, `${id}:${about}`, toStoredTime(clock.now()));
}

function actorOf({ people }: Context, { system, login }: Pick<ChangeNews, 'system' | 'login'>): Actor {
  const person = login === null ? undefined : people.find(system, login);
  return { who: person?.name ?? login ?? 'somebody at the forge', person: person?.name, via: system };
}
