import type { HttpError } from '../http-client/http-error.ts';
import { githubWords } from './github-errors.ts';
import type { MergeAnswer, PullRequest } from './pull-request.ts';

/** The statuses by which GitHub says no to a merge; every other one is a fault. */
export const mergeRefusals: ReadonlySet<number | null> = new Set([403, 404, 405, 409, 422]);

// 405 is said both for what passes and for what people must mend; only its words tell.
const passing = /not mergeable|base branch was modified|try again|in progress|pending|(is|are|\d) expected/i;

/**
 * What a refused merge means. `pull` is the pull request seen after the refusal, null where nothing can be seen: the
 * refusal of a repeat whose first answer was lost says "not mergeable" too.
 */
export function toMergeAnswer({ status, body }: HttpError, pull: PullRequest | null): MergeAnswer {
  const why = githubWords(body);
  if (pull?.state === 'merged') return { kind: 'already' };
  if (pull?.state === 'closed') return { kind: 'refused', why: `pull request ${pull.number} is closed` };
  if (status === 409) return { kind: /base branch|in progress/i.test(why) ? 'not-ready' : 'head-moved', why };
  if (status !== 405) return { kind: 'refused', why };
  if (/head branch was modified/i.test(why)) return { kind: 'head-moved', why };
  if (/conflict/i.test(why)) return { kind: 'conflict', why };
  return { kind: passing.test(why) ? 'not-ready' : 'refused', why };
}
