import type { CheckState } from './forge-news.ts';

/** The repository a forge works on, as far as it must know it. */
export type ForgeRepository = { key: string; origin: string; defaultBranch: string };

/** `id` names the change at the forge: a pull request's number, or the branch where the forge has no changes of its own. */
export type Change = { id: string; url: string | null };

export type ForgeTask = {
  repo: ForgeRepository;
  branch: string;
  title: string;
  workItemId: string;
  /** Markdown: what the change says of itself. */
  body: string;
};

export type LandingStyle = 'merge' | 'squash' | 'ff';

export type LandingQuery = {
  task: ForgeTask;
  /** The tested head of the task's branch. */
  commit: string;
  /** What an earlier try announced, so that a repeat after a crash finds its own landing. */
  candidate: string | null;
};

export type LandRequest = LandingQuery & {
  /** What the default branch was at when `commit` was tested; `commit` contains it. */
  base: string;
  style: LandingStyle;
  at: Date;
  /** Called before anything lands, with the commit that will; not called where only the forge knows it. */
  onCandidate(commit: string): void;
};

export type Landing =
  | { kind: 'landed'; commit: string }
  | { kind: 'base-moved'; base: string }
  | { kind: 'refused'; why: string };

/** A change as the forge shows it now. `by` is the login of who closed or merged it, where the forge tells. */
export type ChangeState = Change & {
  state: 'open' | 'closed' | 'merged';
  head: string;
  mergeCommit: string | null;
  by: string | null;
};

export type Review = {
  id: string;
  verdict: 'approved' | 'changes' | 'comment' | 'dismissed';
  /** The reviewed commit; null where the forge does not tell it. */
  commit: string | null;
  text: string;
  by: string;
  at: Date;
};

/** What somebody wrote below a change. */
export type Remark = { id: string; text: string; by: string; at: Date };

/** The newest result of one check on a commit. `details` tells people what failed. */
export type Check = { name: string; state: CheckState; details: string };

/** A post is made once for its key, also when the answer to an earlier try was lost. `text` is Markdown. */
export type Post = { key: string; text: string };

/**
 * Where branches are reviewed and land. "Absent" is null or an empty list; a look that failed is an error with
 * `retryable` (true for what may pass by itself) and never an answer. Every write may be repeated.
 */
export type Forge = {
  /** Opens or updates the change for a branch that is at the origin already; pushes nothing. */
  openChange(task: ForgeTask, state: 'draft' | 'ready'): Promise<Change>;
  /** Lands the tested commit and nothing else; 'landed' means that the default branch was seen to contain it. */
  land(request: LandRequest): Promise<Landing>;
  /** Whether the change is in the default branch, in whatever way it came there; lands nothing. */
  findLanding(request: LandingQuery): Promise<Landing>;
  /** Gives the change up, and its branch where that is at `tip`; with null it stays. One that moved meanwhile is a retryable error. */
  closeChange(task: ForgeTask, comment: string, tip: string | null): Promise<void>;
  /** The latest change of the task's branch; null where there is none, or where the forge has no changes of its own. */
  findChange(task: ForgeTask): Promise<ChangeState | null>;
  /** Oldest first. */
  listReviews(task: ForgeTask): Promise<Review[]>;
  /** Oldest first, our own posts left out. */
  listRemarks(task: ForgeTask): Promise<Remark[]>;
  /** Every check that reported on exactly this commit, all pages folded; none where the forge has no checks. */
  listChecks(repo: ForgeRepository, commit: string): Promise<Check[]>;
  /** Below the task's change; nothing where it has none. */
  post(task: ForgeTask, post: Post): Promise<void>;
  /** Where people read a file of the branch; null where the forge has no pages. */
  fileUrl(task: ForgeTask, path: string): string | null;
};
