import { type Phrase, phrase, type Said } from '../../domain/phrase.ts';
import { splitRevision } from '../../domain/revision.ts';
import type { Actor } from '../../domain/signal.ts';
import type { ApprovalRow } from '../../store/approvals.ts';
import type { TaskRow } from '../../store/tasks.ts';
import { toStoredTime } from '../../stored-time.ts';
import { shorten } from '../answer-approval.ts';
import type { Context } from '../context.ts';
import { showOnce } from './show-once.ts';

type Given = { what: Phrase; by: Actor; about: string };

/**
 * Shown on the card, where nobody sees our answers outside: what was said about a request that another has taken the place
 * of. Null where no such request stood open at that time, and nothing is to be shown.
 */
export function noteStale(context: Context, task: TaskRow, at: Date, given: Given): string | null {
  const { approvals } = context.store;
  const asked = approvals.findAt(task.id, toStoredTime(at));
  const latest = approvals.findLatest(task.id);
  if (asked === undefined || latest === undefined || asked.decision !== null) return null;
  if (asked.revision === latest.revision) return null;
  return show(context, task, given, wordStale(given, asked.revision, latest));
}

/** The same for a review of a commit that the latest request is not about. */
export function noteStaleCommit(
  context: Context,
  task: TaskRow,
  at: Date | null,
  given: Given,
): string | null {
  const latest = context.store.approvals.findLatest(task.id);
  if (latest === undefined || latest.decision !== null) return null;
  if (at !== null && toStoredTime(at) < latest.requested_at) return noteStale(context, task, at, given);
  const { what, by } = given;
  const why = phrase('brd-stale-commit', { what, who: by.who, current: shorten(latest.revision) });
  return show(context, task, given, why);
}

/** What stands behind /approve or /reject of the words: a revision, which must be the latest, and the rest. */
export function readRevision(
  { store }: Context,
  task: TaskRow,
  words: string,
  given: Pick<Given, 'what' | 'by'>,
): { rest: string } | { stale: Said } {
  const requests = store.approvals.listOfTask(task.id);
  const [latest] = requests;
  const known = requests.map(({ revision }) => revision);
  const { revision, rest } = splitRevision(words, known);
  if (revision === null || latest === undefined) return { rest };
  if (latest.revision.toLowerCase().startsWith(revision)) return { rest };
  return { stale: wordStale(given, revision, latest) };
}

function wordStale({ what, by }: Pick<Given, 'what' | 'by'>, revision: string, latest: ApprovalRow): Phrase {
  const [asked, current] = [shorten(revision), shorten(latest.revision)];
  return phrase('brd-stale-words', { what, who: by.who, asked, current });
}

function show(context: Context, task: TaskRow, { by, about }: Given, why: Phrase): string {
  return showOnce(context, task.id, by, { about: `stale:${task.id}:${about}`, why });
}
