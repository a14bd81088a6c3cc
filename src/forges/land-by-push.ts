import { landingWords } from './change-words.ts';
import { type ForgeGit, withoutDefaultBranch } from './default-branch.ts';
import type { Landing, LandRequest } from './forge.ts';

/** Lands by a push of ours with a lease on `base`, where the default branch was just seen. */
export async function landByPush(git: ForgeGit, request: LandRequest): Promise<Landing> {
  const landing = await createLanding(git, request);
  request.onCandidate(landing);
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

/** The tree of a landing is the tested tree only because the tested commit contains the base: a refusal where it does not. */
export async function checkBase(
  git: ForgeGit,
  { task: { repo }, base, commit }: LandRequest,
): Promise<Landing | null> {
  if (await git.isAncestor(repo, base, commit)) return null;
  const why = `commit ${commit} does not contain ${base}, the base it should land on`;
  return { kind: 'refused', why };
}

async function createLanding(git: ForgeGit, request: LandRequest): Promise<string> {
  const { task, commit, base, style, at } = request;
  if (style === 'ff') return commit;
  const { title, message } = landingWords(task, style);
  return git.commitTree(task.repo, {
    tree: await git.treeOf(task.repo, commit),
    parents: style === 'merge' ? [base, commit] : [base],
    message: `${title}\n\n${message}\n`,
    identity: { name: 'Signalbox', email: 'signalbox@signalbox.invalid' },
    at,
  });
}

function isRefusal(error: unknown): error is Error {
  return error instanceof Error && 'retryable' in error && error.retryable === false;
}
