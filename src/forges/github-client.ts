import { HttpError } from '../http-client/http-error.ts';
import { toChecks } from './github-checks.ts';
import { convertToDraft, markReady } from './github-draft.ts';
import type { GithubConnection } from './github-fetch.ts';
import { mergeRefusals, toMergeAnswer } from './github-merge.ts';
import { createGithubOctokit, type GithubOctokit, listAll } from './github-octokit.ts';
import {
  checkRunsSchema,
  commentsSchema,
  type GithubPull,
  issueSchema,
  pullSchema,
  pullsSchema,
  readAnswer,
  reviewsSchema,
  statusesSchema,
  toPullRequest,
} from './github-schemas.ts';
import type { MergeAnswer, PullRequest, PullRequestApi, PullRequestWords } from './pull-request.ts';

export type GithubSettings = GithubConnection & { owner: string; repo: string };

type Github = { octokit: GithubOctokit; repo: { owner: string; repo: string } };

/**
 * Pull requests of one GitHub repository, on github.com or a GitHub Enterprise Server. Every call ends within 20 s and
 * fails with an HttpError; while a rate limit holds none is made. The token needs to read commit statuses and checks,
 * and to write contents, pull requests and issues.
 */
export function createGithubApi(settings: GithubSettings): PullRequestApi {
  const connection = { ...settings, apiUrl: settings.apiUrl.replace(/\/+$/, '') };
  const { owner, repo } = settings;
  const github: Github = { octokit: createGithubOctokit(connection), repo: { owner, repo } };
  const { octokit } = github;
  const pages = `${toWebUrl(connection.apiUrl)}/${encodeURIComponent(owner)}/${encodeURIComponent(repo)}`;
  return {
    styles: ['merge', 'squash'],
    find: (branch, base) => find(github, branch, base),
    create: (branch, base, words) => create(github, { branch, base, words }),
    update: (pull, words) => update(github, pull, words),
    close: async (number) => {
      await octokit.rest.pulls.update({ ...github.repo, pull_number: number, state: 'closed' });
    },
    merge: (number, how) => merge(github, number, how),
    listReviews: (number) =>
      listAll(`the reviews of pull request ${number}`, reviewsSchema, (page) =>
        octokit.rest.pulls.listReviews({ ...github.repo, ...page, pull_number: number }),
      ),
    listComments: (number) =>
      listAll(`the comments of pull request ${number}`, commentsSchema, (page) =>
        octokit.rest.issues.listComments({ ...github.repo, ...page, issue_number: number }),
      ),
    comment: async (number, text) => {
      await octokit.rest.issues.createComment({ ...github.repo, issue_number: number, body: text });
    },
    listChecks: (commit) => listChecks(github, commit),
    fileUrl: (branch, path) => `${pages}/blob/${toUrlPath(branch)}/${toUrlPath(path)}`,
  };
}

async function find(github: Github, branch: string, base: string): Promise<PullRequest | null> {
  const { octokit, repo } = github;
  const listed = await listAll(`pull requests of ${branch}`, pullsSchema, (page) =>
    octokit.rest.pulls.list({
      ...repo,
      ...page,
      head: `${repo.owner}:${branch}`,
      base,
      state: 'all',
      sort: 'created',
      direction: 'desc',
    }),
  );
  // GitHub answers with all there are where it cannot read the head it is asked for.
  const pulls = listed.filter(
    (pull) => pull.head.ref === branch && pull.base.ref === base && !isFromFork(pull, repo.owner),
  );
  const pull = pulls.find(({ state }) => state === 'open') ?? pulls[0];
  return pull === undefined ? null : toPullRequest(pull, await findCloser(github, pull));
}

/** `label` is `owner:branch`, and null where the fork is gone. */
function isFromFork({ head: { label } }: GithubPull, owner: string): boolean {
  return label?.split(':', 1)[0]?.toLowerCase() !== owner.toLowerCase();
}

/** Who merged or closed it, which lists do not tell. */
async function findCloser({ octokit, repo }: Github, pull: GithubPull): Promise<string | null> {
  const { number } = pull;
  if (pull.state === 'open') return null;
  if (pull.merged_at !== null) return (await load({ octokit, repo }, number)).merged_by?.login ?? null;
  const { data } = await octokit.rest.issues.get({ ...repo, issue_number: number });
  return readAnswer(issueSchema, `issue ${number}`, data).closed_by?.login ?? null;
}

async function load({ octokit, repo }: Github, number: number): Promise<GithubPull> {
  const { data } = await octokit.rest.pulls.get({ ...repo, pull_number: number });
  return readAnswer(pullSchema, `pull request ${number}`, data);
}

type Creation = { branch: string; base: string; words: PullRequestWords };

async function create(github: Github, { branch, base, words }: Creation): Promise<PullRequest> {
  const { octokit, repo } = github;
  try {
    const { data } = await octokit.rest.pulls.create({ ...repo, head: branch, base, ...words });
    return toPullRequest(readAnswer(pullSchema, `the pull request of ${branch}`, data), null);
  } catch (error) {
    if (!(error instanceof HttpError) || error.status !== 422) throw error;
    // Private repositories of some plans know no drafts.
    if (words.draft && /draft pull requests are not supported/i.test(error.message)) {
      return create(github, { branch, base, words: { ...words, draft: false } });
    }
    const found = /already exists/i.test(error.message) ? await find(github, branch, base) : null;
    if (found === null) throw error;
    return found;
  }
}

async function update(github: Github, pull: PullRequest, words: PullRequestWords): Promise<void> {
  const { octokit, repo } = github;
  const { title, body, draft } = words;
  if (pull.title !== title || pull.body !== body) {
    await octokit.rest.pulls.update({ ...repo, pull_number: pull.number, title, body });
  }
  if (pull.draft === draft) return;
  const seen = await load(github, pull.number);
  if (seen.draft === draft) return;
  await (draft ? convertToDraft(octokit, seen.node_id) : markReady(octokit, seen.node_id));
}

async function merge(
  github: Github,
  number: number,
  how: Parameters<PullRequestApi['merge']>[1],
): Promise<MergeAnswer> {
  if (how.style === 'ff') return { kind: 'refused', why: 'github cannot merge by fast-forward' };
  try {
    await github.octokit.rest.pulls.merge({
      ...github.repo,
      pull_number: number,
      sha: how.head,
      merge_method: how.style,
      commit_title: how.title,
      commit_message: how.message,
    });
    return { kind: 'merged' };
  } catch (error) {
    if (!(error instanceof HttpError) || error.retryable || !mergeRefusals.has(error.status)) throw error;
    const unseen = error.status === 403 || error.status === 404;
    return toMergeAnswer(error, unseen ? null : toPullRequest(await load(github, number), null));
  }
}

async function listChecks({ octokit, repo }: Github, commit: string) {
  const at = { ...repo, ref: commit };
  const statuses = await listAll(`the statuses of ${commit}`, statusesSchema, (page) =>
    octokit.rest.repos.getCombinedStatusForRef({ ...at, ...page }),
  );
  const runs = await listAll(`the check runs of ${commit}`, checkRunsSchema, (page) =>
    octokit.rest.checks.listForRef({ ...at, ...page }),
  );
  return toChecks(statuses, runs);
}

/** Where people look: github.com serves its API at a host of its own, a server below a path. */
export function toWebUrl(apiUrl: string): string {
  const { protocol, host } = new URL(apiUrl);
  return `${protocol}//${host.replace(/^api\.(?=github\.com$|.+\.ghe\.com$)/, '')}`;
}

function toUrlPath(path: string): string {
  return path.split('/').map(encodeURIComponent).join('/');
}
