import { landingWords, pullRequestWords } from './change-words.ts';
import { type ForgeGit, fetchTested, lookAtDefaultBranch, withoutDefaultBranch } from './default-branch.ts';
import type { Landing, LandingQuery, LandRequest } from './forge.ts';
import { checkBase, landByPush } from './land-by-push.ts';
import type { MergeAnswer, PullRequest, PullRequestApi } from './pull-request.ts';

type Deps = {
  api: PullRequestApi;
  git: ForgeGit;
  service: string;
  wait: (ms: number) => Promise<void>;
};

/** The forge is not where it must be yet; it may get there by itself. */
class NotYet extends Error {
  override readonly name = 'NotYet';
  readonly retryable = true;
}

/** Before each further try; together what an effect may reasonably take. */
const pausesMs = [1000, 2000, 4000, 8000, 15_000];

/** What one try came to, and whether a further one is worth its while. */
type Tried = Landing | { kind: 'again'; why: string };

/**
 * Lands by the forge's own merge where it has the style, else by a push. Every try looks first at what is there, so a
 * repeat finds a merge whose answer was lost. Where the forge stays undecided, a retryable error.
 */
export async function landPullRequest(deps: Deps, request: LandRequest): Promise<Landing> {
  await fetchTested(deps.git, request.task);
  let tried = await tryToLand(deps, request);
  for (const pauseMs of pausesMs) {
    if (tried.kind !== 'again') return tried;
    await deps.wait(pauseMs);
    tried = await tryToLand(deps, request);
  }
  if (tried.kind !== 'again') return tried;
  throw new NotYet(tried.why);
}

async function tryToLand(deps: Deps, request: LandRequest): Promise<Tried> {
  const { git } = deps;
  const { task, commit, base, candidate } = request;
  const { repo } = task;
  // Before the default branch: a merge that the pull request tells of is in what is fetched afterwards.
  const pull = await findPull(deps, request);
  const mergeCommit = mergeCommitOf(pull);
  const seen = await lookAtDefaultBranch(git, repo, [candidate, mergeCommit, commit]);
  if (seen === null) return withoutDefaultBranch(repo);
  const { tip, landed } = seen;
  if (landed !== null && landed === candidate) return { kind: 'landed', commit: landed };
  if (landed !== null && (await haveSameTree(git, request, tip))) return { kind: 'landed', commit: tip };
  if (tip !== base) return { kind: 'base-moved', base: tip };
  if (pull?.state === 'closed') return refused(whyClosed(deps, pull));
  if (pull?.state === 'merged' && landed === null)
    return { kind: 'again', why: whyMissing(deps, request, pull) };
  return (await checkBase(git, request)) ?? landOnBase(deps, request, pull);
}

/** The tip is the tested base: what the forge merges now is what was tested, unless somebody pushes before it does. */
async function landOnBase(deps: Deps, request: LandRequest, pull: PullRequest | null): Promise<Tried> {
  const { api } = deps;
  const { task, commit, style } = request;
  if (!api.styles.includes(style)) return landByPush(deps.git, request);
  // Merged with less than what was tested, or never opened: what is left needs a pull request of its own.
  const { number } = pull?.state === 'open' ? pull : await openAnew(deps, request);
  const answer = await api.merge(number, { style, head: commit, ...landingWords(task, style) });
  return settle(deps, request, { number, answer });
}

async function openAnew({ api }: Deps, { task }: LandRequest): Promise<PullRequest> {
  return api.create(task.branch, task.repo.defaultBranch, pullRequestWords(task, 'ready'));
}

async function settle(
  deps: Deps,
  request: LandRequest,
  { number, answer }: { number: number; answer: MergeAnswer },
): Promise<Tried> {
  const name = `pull request #${number}`;
  switch (answer.kind) {
    case 'merged':
      return verify(deps, request, name);
    case 'already':
      return { kind: 'again', why: `${deps.service} calls ${name} merged, but does not show its merge yet` };
    case 'head-moved':
      return settleMovedHead(deps, request, name);
    // A conflict needs no merge of ours to be told from a check that still runs: the tested commit contains the base,
    // so only a default branch that moved can conflict, and the next look finds just that.
    case 'not-ready':
    case 'conflict':
      return { kind: 'again', why: `${deps.service} is still checking ${name}: ${answer.why}` };
    case 'refused':
      return refused(`${deps.service} does not merge ${name}: ${answer.why}`);
  }
}

/** The merge commit is what was tested only if nobody pushed between our look and the merge. */
async function verify(deps: Deps, request: LandRequest, name: string): Promise<Tried> {
  const { git, service } = deps;
  const { repo } = request.task;
  const mergeCommit = mergeCommitOf(await findPull(deps, request));
  const seen = await lookAtDefaultBranch(git, repo, [mergeCommit]);
  if (seen === null) return withoutDefaultBranch(repo);
  const { tip, landed } = seen;
  if (landed === null) {
    return {
      kind: 'again',
      why: `${service} merged ${name}, but ${repo.defaultBranch} does not show it yet`,
    };
  }
  if (await haveSameTree(git, request, landed)) return { kind: 'landed', commit: landed };
  return { kind: 'base-moved', base: tip };
}

async function settleMovedHead(
  { git, service }: Deps,
  { task: { repo, branch }, commit }: LandRequest,
  name: string,
): Promise<Tried> {
  const now = await git.fetchBranch(repo, branch);
  // A push of ours reaches the pull request a little later than the branch.
  if (now === commit)
    return { kind: 'again', why: `${service} does not show ${commit} as head of ${name} yet` };
  return refused(
    `somebody pushed to ${branch}: it is at ${now ?? 'nothing'}, and ${commit} was tested; set it back to that commit and retry, or cancel the task`,
  );
}

function whyClosed({ service }: Deps, { number }: PullRequest): string {
  return `pull request #${number} was closed without a merge: reopen it at ${service} and retry, or cancel the task`;
}

function whyMissing(
  { service }: Deps,
  { task: { repo } }: LandingQuery,
  { number, mergeCommit }: PullRequest,
): string {
  return `${service} shows pull request #${number} as merged, but ${repo.defaultBranch} does not contain its merge commit ${mergeCommit ?? '(it names none)'}`;
}

function refused(why: string): Landing {
  return { kind: 'refused', why };
}

/** Whether the change is in the default branch: what was announced, what the forge merged, or the tested commit itself. */
export async function findPullLanding(deps: Deps, query: LandingQuery): Promise<Landing> {
  const { task, commit, candidate } = query;
  await fetchTested(deps.git, task);
  const mergeCommit = mergeCommitOf(await findPull(deps, query));
  const seen = await lookAtDefaultBranch(deps.git, task.repo, [candidate, mergeCommit, commit]);
  if (seen === null) return withoutDefaultBranch(task.repo);
  const { tip, landed } = seen;
  return landed === null ? { kind: 'base-moved', base: tip } : { kind: 'landed', commit: landed };
}

async function findPull({ api }: Deps, { task }: LandingQuery): Promise<PullRequest | null> {
  return api.find(task.branch, task.repo.defaultBranch);
}

/** Some forges show a trial merge, which is no landing, while a pull request is open. */
function mergeCommitOf(pull: PullRequest | null): string | null {
  return pull?.state === 'merged' ? pull.mergeCommit : null;
}

async function haveSameTree(
  git: ForgeGit,
  { task: { repo }, commit }: LandRequest,
  other: string,
): Promise<boolean> {
  return (await git.treeOf(repo, other)) === (await git.treeOf(repo, commit));
}
