import type {
  Change,
  Forge,
  ForgeRepository,
  ForgeTask,
  Landing,
  LandingQuery,
  LandRequest,
} from './forge.ts';

/** The git work a landing needs, done by the workspace; errors with `retryable: false` are the origin's refusals. */
export type LocalForgeGit = {
  fetchBranch(repo: ForgeRepository, branch: string): Promise<string | null>;
  isAncestor(repo: ForgeRepository, ancestor: string, descendant: string): Promise<boolean>;
  treeOf(repo: ForgeRepository, commit: string): Promise<string>;
  commitTree(
    repo: ForgeRepository,
    spec: {
      tree: string;
      parents: string[];
      message: string;
      identity: { name: string; email: string };
      at: Date;
    },
  ): Promise<string>;
  push(
    repo: ForgeRepository,
    spec: { commit: string; branch: string; expected: string | null },
  ): Promise<{ kind: 'pushed' } | { kind: 'moved'; now: string | null }>;
  deleteAtOrigin(repo: ForgeRepository, branch: string): Promise<void>;
};

/** A forge that is nothing but a git origin: a change is a branch, and landing is a push by Signalbox. */
export function createLocalForge(workspace: LocalForgeGit): Forge {
  return {
    openChange: async (task): Promise<Change> => ({ id: task.branch, url: null }),
    land: async (request) => land(workspace, request),
    findLanding: async (query) => findLanding(workspace, query),
    closeChange: async (task) => workspace.deleteAtOrigin(task.repo, task.branch),
  };
}

/** The tip of the default branch, and which of the two commits it contains; null when there is no such branch. */
async function lookAtDefaultBranch(
  git: LocalForgeGit,
  { task, commit, candidate }: LandingQuery,
): Promise<{ tip: string; landed: string | null } | null> {
  const { repo } = task;
  const tip = await git.fetchBranch(repo, repo.defaultBranch);
  if (tip === null) return null;
  // A bare clone that was made anew knows the tested commit only from the task's branch.
  await git.fetchBranch(repo, task.branch);
  for (const landed of [candidate, commit]) {
    if (landed !== null && (await git.isAncestor(repo, landed, tip))) return { tip, landed };
  }
  return { tip, landed: null };
}

async function findLanding(git: LocalForgeGit, query: LandingQuery): Promise<Landing> {
  const seen = await lookAtDefaultBranch(git, query);
  if (seen === null) return withoutDefaultBranch(query.task.repo);
  const { tip, landed } = seen;
  return landed === null ? { kind: 'base-moved', base: tip } : { kind: 'landed', commit: landed };
}

async function land(git: LocalForgeGit, request: LandRequest): Promise<Landing> {
  const { task, commit, base, candidate } = request;
  const { repo } = task;
  const seen = await lookAtDefaultBranch(git, request);
  if (seen === null) return withoutDefaultBranch(repo);
  const { tip, landed } = seen;
  if (landed !== null && landed === candidate) return { kind: 'landed', commit: landed };
  // Merged by somebody else: where more was put on top, the tip is not what was tested.
  if (landed !== null && (await git.treeOf(repo, tip)) === (await git.treeOf(repo, commit))) {
    return { kind: 'landed', commit: tip };
  }
  if (tip !== base) return { kind: 'base-moved', base: tip };
  // The tree of the landing is the tested tree only because the tested commit contains the base.
  if (!(await git.isAncestor(repo, base, commit))) {
    return { kind: 'refused', why: `commit ${commit} does not contain ${base}, the base it should land on` };
  }
  const landing = await createLanding(git, request);
  request.onCandidate(landing);
  return pushLanding(git, request, landing);
}

async function pushLanding(git: LocalForgeGit, request: LandRequest, landing: string): Promise<Landing> {
  const { repo } = request.task;
  const branch = repo.defaultBranch;
  try {
    await git.push(repo, { commit: landing, branch, expected: request.base });
  } catch (error) {
    if (isRefusal(error)) return { kind: 'refused', why: error.message };
    throw error;
  }
  // Whether the push won or lost its race, the default branch alone tells what landed.
  const tip = await git.fetchBranch(repo, branch);
  if (tip === null) return withoutDefaultBranch(repo);
  if (await git.isAncestor(repo, landing, tip)) return { kind: 'landed', commit: landing };
  return { kind: 'base-moved', base: tip };
}

async function createLanding(git: LocalForgeGit, request: LandRequest): Promise<string> {
  const { task, commit, base, style, at } = request;
  if (style === 'ff') return commit;
  return git.commitTree(task.repo, {
    tree: await git.treeOf(task.repo, commit),
    parents: style === 'merge' ? [base, commit] : [base],
    message: landingMessage(task, style),
    identity: { name: 'Signalbox', email: 'signalbox@signalbox.invalid' },
    at,
  });
}

function landingMessage(task: ForgeTask, style: 'merge' | 'squash'): string {
  const title = task.title.replaceAll(/\s+/g, ' ').trim();
  const subject = style === 'merge' ? `Merge ${task.workItemId}: ${title}` : title;
  return `${subject}\n\nSignalbox-Task: ${task.workItemId}\n`;
}

function withoutDefaultBranch(repo: ForgeRepository): Landing {
  return { kind: 'refused', why: `the origin has no branch ${repo.defaultBranch}` };
}

function isRefusal(error: unknown): error is Error {
  return error instanceof Error && 'retryable' in error && error.retryable === false;
}
