/** The repository a forge works on, as far as it must know it. */
export type ForgeRepository = { key: string; origin: string; defaultBranch: string };

/** `id` names the change at the forge: a pull request's number, or the branch where the forge has no changes of its own. */
export type Change = { id: string; url: string | null };

export type ForgeTask = {
  repo: ForgeRepository;
  branch: string;
  title: string;
  workItemId: string;
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
  /** Called before anything lands, with the commit that will. */
  onCandidate(commit: string): void;
};

export type Landing =
  | { kind: 'landed'; commit: string }
  | { kind: 'base-moved'; base: string }
  | { kind: 'refused'; why: string };

export type Forge = {
  /** Opens or updates the change for a branch that is at the origin already; pushes nothing. Idempotent. */
  openChange(task: ForgeTask, state: 'draft' | 'ready'): Promise<Change>;
  /** Lands the tested commit and nothing else; 'landed' means that the default branch was seen to contain it. Idempotent. */
  land(request: LandRequest): Promise<Landing>;
  /** Whether the change is in the default branch, in whatever way it came there; lands nothing. */
  findLanding(request: LandingQuery): Promise<Landing>;
  /** Gives the change up. Idempotent. */
  closeChange(task: ForgeTask, comment: string): Promise<void>;
};
