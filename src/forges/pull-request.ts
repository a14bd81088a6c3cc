import type { Check, LandingStyle, Remark, Review } from './forge.ts';

export type PullRequest = {
  number: number;
  url: string;
  state: 'open' | 'closed' | 'merged';
  draft: boolean;
  /** Without the prefix by which a forge marks a draft. */
  title: string;
  body: string;
  /** The head commit. */
  head: string;
  mergeCommit: string | null;
  /** Login of who merged or closed it, where the forge tells. */
  by: string | null;
};

export type PullRequestWords = { title: string; body: string; draft: boolean };

/** What a forge answered to a wish to merge. */
export type MergeAnswer =
  | { kind: 'merged' }
  /** It is merged already: the answer to an earlier try may have been lost. */
  | { kind: 'already' }
  /** The head is not the commit that was named. */
  | { kind: 'head-moved'; why: string }
  /** Not now: still being checked, or a conflict, which the forge does not tell apart. */
  | { kind: 'not-ready'; why: string }
  | { kind: 'conflict'; why: string }
  /** For people to mend: rights, protected branches, a style that is switched off. */
  | { kind: 'refused'; why: string };

/** Pull requests of one repository, as thin as the forge allows. Errors carry `retryable`; "absent" is null. */
export type PullRequestApi = {
  /** The open one from this branch to the base, else the newest; null when there was never any. */
  find(branch: string, base: string): Promise<PullRequest | null>;
  /** One that exists already is found and returned. */
  create(branch: string, base: string, words: PullRequestWords): Promise<PullRequest>;
  /** Makes an open pull request say these words; asks nothing where it says them already. */
  update(pull: PullRequest, words: PullRequestWords): Promise<void>;
  close(number: number): Promise<void>;
  merge(
    number: number,
    how: { style: LandingStyle; head: string; title: string; message: string },
  ): Promise<MergeAnswer>;
  listReviews(number: number): Promise<Review[]>;
  /** All of them, oldest first, with the login of who wrote them. */
  listComments(number: number): Promise<Remark[]>;
  comment(number: number, text: string): Promise<void>;
  listChecks(commit: string): Promise<Check[]>;
  fileUrl(branch: string, path: string): string;
  /** Ways to land that the forge knows; the others are pushed. */
  styles: readonly LandingStyle[];
};
