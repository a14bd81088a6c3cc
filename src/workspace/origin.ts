import { ensureBareClone } from './bare-clone.ts';
import { GitError, git, restated } from './git.ts';
import { remoteWords, tellingLine } from './git-output.ts';
import { findCommit } from './history.ts';
import { branchRef, checkedCommit, type Place, trackingRef } from './places.ts';

const originTimeoutMs = 10 * 60_000;

export type PushSpec = {
  commit: string;
  branch: string;
  /** What the branch must be at: a commit, null for absent, 'any' for whatever the commit fast-forwards. */
  expected: string | null;
};
export type PushResult = { kind: 'pushed' } | { kind: 'moved'; now: string | null };

/** Fetches one branch and returns its commit; null when the origin answered that it has no such branch. */
export async function fetchFromOrigin(place: Place, branch: string): Promise<string | null> {
  const tracking = trackingRef(branch);
  await ensureBareClone(place);
  const flags = ['--quiet', '--force', '--no-write-fetch-head', '--no-recurse-submodules'];
  try {
    await atOrigin(place, ['fetch', ...flags, address(place), `+${branchRef(branch)}:${tracking}`]);
  } catch (error) {
    if (!(error instanceof GitError) || !error.stderr.includes("couldn't find remote ref")) throw error;
    await git(['update-ref', '-d', tracking], { gitDir: place.bareDir, env: place.env });
    return null;
  }
  return findCommit(place, tracking);
}

export async function listBranchesAtOrigin(place: Place): Promise<string[]> {
  const { stdout } = await atOrigin(place, ['ls-remote', '--heads', address(place)]);
  return parseRemoteRefs(stdout).map(({ ref }) => ref.slice('refs/heads/'.length));
}

/** The lease `expected` is compared at the origin itself; with 'any' only a fast-forward is made. Idempotent. */
export async function push(place: Place, spec: PushSpec): Promise<PushResult> {
  const ref = branchRef(spec.branch);
  const lease = spec.expected === 'any' ? [] : [`--force-with-lease=${ref}:${spec.expected ?? ''}`];
  try {
    await pushRefs(place, [...lease, address(place), `${checkedCommit(spec.commit)}:${ref}`]);
    return { kind: 'pushed' };
  } catch (error) {
    if (!isRefused(error)) throw error;
    const now = await commitAtOrigin(place, spec.branch);
    if (now === spec.commit) return { kind: 'pushed' };
    const moved =
      spec.expected === 'any'
        ? /\((?:non-fast-forward|fetch first)\)/.test(error.stderr)
        : now !== spec.expected;
    if (moved) return { kind: 'moved', now };
    throw error.retryable ? error : refusal(place, spec.branch, error);
  }
}

/** Deletes a branch at the origin if it is at `expected`; fine when it is not there. One that moved meanwhile has to be looked at again. */
export async function deleteAtOrigin(place: Place, branch: string, expected: string): Promise<void> {
  if (branch === place.repo.defaultBranch) throw new Error(`${branch} is the default branch and stays`);
  await ensureBareClone(place);
  const ref = branchRef(branch);
  try {
    await pushRefs(place, [
      `--force-with-lease=${ref}:${checkedCommit(expected)}`,
      address(place),
      `:${ref}`,
    ]);
  } catch (error) {
    if (!isRefused(error)) throw error;
    const now = await commitAtOrigin(place, branch);
    if (now === null) return;
    if (now !== expected) throw movedOn(place, { branch, expected, now }, error);
    throw error.retryable ? error : refusal(place, branch, error);
  }
}

function movedOn(
  { repo: { origin } }: Place,
  { branch, expected, now }: { branch: string; expected: string; now: string },
  { command, stderr }: GitError,
): GitError {
  const sentence = `${branch} at ${origin} is at ${now} by now, not at ${expected}`;
  return new GitError(sentence, { code: 'git-failed', retryable: true, command, stderr });
}

async function commitAtOrigin(place: Place, branch: string): Promise<string | null> {
  const ref = branchRef(branch);
  const { stdout } = await atOrigin(place, ['ls-remote', address(place), ref]);
  return parseRemoteRefs(stdout).find((found) => found.ref === ref)?.commit ?? null;
}

async function pushRefs(place: Place, args: string[]): Promise<void> {
  await atOrigin(place, ['push', '--no-signed', '--no-follow-tags', '--recurse-submodules=no', ...args]);
}

function atOrigin(place: Place, args: string[]): Promise<{ stdout: string }> {
  return git(args, { gitDir: place.bareDir, env: place.originEnv, timeoutMs: originTimeoutMs });
}

function address(place: Place): string {
  if (place.repo.origin === '' || place.repo.origin.startsWith('-')) {
    throw new Error(`"${place.repo.origin}" is not the address of a repository`);
  }
  return place.repo.origin;
}

function parseRemoteRefs(listing: string): { commit: string; ref: string }[] {
  return listing
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => ({ commit: line.slice(0, line.indexOf('\t')), ref: line.slice(line.indexOf('\t') + 1) }));
}

// git push exits with 1 when a ref was refused, and with 128 when it could not talk to the origin at all.
function isRefused(error: unknown): error is GitError {
  return error instanceof GitError && error.exitCode === 1;
}

function refusal(place: Place, branch: string, error: GitError): GitError {
  const subject = `origin ${place.repo.origin} refused ${branch}`;
  const reason =
    /\[(?:remote )?rejected\][^\n]*\((.*)\)$/m.exec(error.stderr)?.[1] ?? tellingLine(error.stderr);
  if (reason === 'branch is currently checked out') {
    const advice =
      'make it bare, check out another branch there, or set receive.denyCurrentBranch to updateInstead';
    return restated(`${subject}: the origin has a work tree with this branch checked out; ${advice}`, error);
  }
  const words = remoteWords(error.stderr);
  return restated(`${subject}: ${reason}${words === '' ? '' : ` (${words})`}`, error);
}
