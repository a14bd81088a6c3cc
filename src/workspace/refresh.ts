import { ensureBareClone } from './bare-clone.ts';
import { GitError } from './git.ts';
import { fetchFromOrigin, listBranchesAtOrigin } from './origin.ts';
import type { Place } from './places.ts';
import { sweepOrphans } from './sweep.ts';

export async function refresh(place: Place): Promise<{ baseCommit: string }> {
  await ensureBareClone(place);
  await sweepOrphans(place);
  const baseCommit = await fetchFromOrigin(place, place.repo.defaultBranch);
  if (baseCommit === null) throw await missingDefaultBranch(place);
  return { baseCommit };
}

async function missingDefaultBranch(place: Place): Promise<GitError> {
  const { origin, defaultBranch } = place.repo;
  const branches = await listBranchesAtOrigin(place);
  const has =
    branches.length === 0 ? 'it is empty, push a first commit' : `it has ${branches.slice(0, 10).join(', ')}`;
  return new GitError(`origin ${origin} has no branch ${defaultBranch}: ${has}`, {
    code: 'git-failed',
    retryable: false,
    command: `fetch ${origin} ${defaultBranch}`,
    stderr: '',
  });
}
