import { setTimeout as sleep } from 'node:timers/promises';
import { pullRequestWords } from './change-words.ts';
import type { ForgeGit } from './default-branch.ts';
import type { Change, ChangeState, Forge, ForgeTask, Post } from './forge.ts';
import { findPullLanding, landPullRequest } from './land-pull-request.ts';
import { isPost, isPostFor, toPostText } from './post-marker.ts';
import type { PullRequest, PullRequestApi } from './pull-request.ts';

export type PullRequestForgeDeps = {
  api: PullRequestApi;
  git: ForgeGit;
  /** How people call the forge, such as `gitea`. */
  service: string;
  /** Between two looks at a pull request that cannot be merged yet. */
  wait?: (ms: number) => Promise<void>;
};

type Forging = Required<PullRequestForgeDeps>;

/** A forge on which a change is a pull request, whatever speaks to it. */
export function createPullRequestForge(deps: PullRequestForgeDeps): Forge {
  const forging: Forging = {
    ...deps,
    wait: deps.wait ?? (async (ms) => sleep(ms)),
  };
  const { api } = deps;
  return {
    openChange: async (task, state) => openChange(forging, task, state),
    land: async (request) => landPullRequest(forging, request),
    findLanding: async (query) => findPullLanding(forging, query),
    closeChange: async (task, comment, tip) => closeChange(forging, { task, comment, tip }),
    findChange: async (task) => toChangeState(await findPull(api, task)),
    async listReviews(task) {
      const pull = await findPull(api, task);
      return pull === null ? [] : api.listReviews(pull.number);
    },
    async listRemarks(task) {
      const pull = await findPull(api, task);
      const comments = pull === null ? [] : await api.listComments(pull.number);
      return comments.filter(({ text }) => !isPost(text));
    },
    listChecks: async (_repo, commit) => api.listChecks(commit),
    async post(task, post) {
      const pull = await findPull(api, task);
      if (pull !== null) await postOnce(api, pull, post);
    },
    fileUrl: (task, path) => api.fileUrl(task.branch, path),
  };
}

async function findPull(api: PullRequestApi, { branch, repo }: ForgeTask): Promise<PullRequest | null> {
  return api.find(branch, repo.defaultBranch);
}

async function openChange(forging: Forging, task: ForgeTask, state: 'draft' | 'ready'): Promise<Change> {
  const { api } = forging;
  const words = pullRequestWords(task, state);
  const found = await findPull(api, task);
  if (found?.state === 'merged' && !(await hasMore(forging, task))) return toChange(found);
  const pull =
    found?.state === 'open' ? found : await api.create(task.branch, task.repo.defaultBranch, words);
  await api.update(pull, words);
  return toChange(pull);
}

/** Forges refuse a pull request that would show nothing. */
async function hasMore({ git }: Forging, { repo, branch }: ForgeTask): Promise<boolean> {
  const tip = await git.fetchBranch(repo, repo.defaultBranch);
  const head = await git.fetchBranch(repo, branch);
  return tip !== null && head !== null && !(await git.isAncestor(repo, head, tip));
}

function toChange({ number, url }: PullRequest): Change {
  return { id: String(number), url };
}

function toChangeState(pull: PullRequest | null): ChangeState | null {
  if (pull === null) return null;
  const { state, head, mergeCommit, by } = pull;
  return { ...toChange(pull), state, head, mergeCommit, by };
}

async function closeChange(
  { api, git }: Forging,
  { task, comment, tip }: { task: ForgeTask; comment: string; tip: string | null },
): Promise<void> {
  const pull = await findPull(api, task);
  if (pull?.state === 'open') {
    // Closed last: a repeat after a crash between the two finds it open and closes it without a second comment.
    await postOnce(api, pull, { key: 'closed', text: comment });
    await api.close(pull.number);
  }
  if (tip !== null) await git.deleteAtOrigin(task.repo, task.branch, tip);
}

async function postOnce(api: PullRequestApi, { number }: PullRequest, post: Post): Promise<void> {
  const comments = await api.listComments(number);
  if (comments.some(({ text }) => isPostFor(post.key, text))) return;
  await api.comment(number, toPostText(post));
}
