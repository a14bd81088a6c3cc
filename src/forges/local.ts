import { type ForgeGit, fetchTested, lookAtDefaultBranch, withoutDefaultBranch } from './default-branch.ts';
import type { Forge, Landing, LandingQuery, LandRequest } from './forge.ts';
import { checkBase, landByPush } from './land-by-push.ts';

/** A forge that is nothing but a git origin: a change is a branch, landing is a push by Signalbox, and people meet elsewhere. */
export function createLocalForge(git: ForgeGit): Forge {
  return {
    openChange: async (task) => ({ id: task.branch, url: null }),
    land: async (request) => land(git, request),
    findLanding: async (query) => findLanding(git, query),
    async closeChange(task, _comment, tip) {
      if (tip !== null) await git.deleteAtOrigin(task.repo, task.branch, tip);
    },
    findChange: async () => null,
    listReviews: async () => [],
    listRemarks: async () => [],
    listChecks: async () => [],
    post: async () => {},
    fileUrl: () => null,
  };
}

async function findLanding(git: ForgeGit, query: LandingQuery): Promise<Landing> {
  const { task, commit, candidate } = query;
  await fetchTested(git, task);
  const seen = await lookAtDefaultBranch(git, task.repo, [candidate, commit]);
  if (seen === null) return withoutDefaultBranch(task.repo);
  const { tip, landed } = seen;
  return landed === null ? { kind: 'base-moved', base: tip } : { kind: 'landed', commit: landed };
}

async function land(git: ForgeGit, request: LandRequest): Promise<Landing> {
  const { task, commit, base, candidate } = request;
  const { repo } = task;
  await fetchTested(git, task);
  const seen = await lookAtDefaultBranch(git, repo, [candidate, commit]);
  if (seen === null) return withoutDefaultBranch(repo);
  const { tip, landed } = seen;
  if (landed !== null && landed === candidate) return { kind: 'landed', commit: landed };
  // Merged by somebody else: where more was put on top, the tip is not what was tested.
  if (landed !== null && (await git.treeOf(repo, tip)) === (await git.treeOf(repo, commit))) {
    return { kind: 'landed', commit: tip };
  }
  if (tip !== base) return { kind: 'base-moved', base: tip };
  return (await checkBase(git, request)) ?? landByPush(git, request);
}
