import { createHttpClient, type HttpClient } from '../http-client/http-client.ts';
import { parseAnswer } from '../payload.ts';
import type { Remark, Review } from './forge.ts';
import { listStatuses } from './gitea-checks.ts';
import { mergePull } from './gitea-merge.ts';
import { listAll, listPages, readList } from './gitea-pages.ts';
import {
  commentSchema,
  type GiteaPull,
  type GiteaReview,
  pullSchema,
  reviewSchema,
} from './gitea-schemas.ts';
import type { PullRequest, PullRequestApi, PullRequestWords } from './pull-request.ts';

export type GiteaSettings = {
  /** Of the server's pages, such as `https://git.example.org`. */
  url: string;
  /** Of a user of its own, with the scopes write:repository and write:issue. */
  token: string;
  owner: string;
  repo: string;
};

type Gitea = { client: HttpClient; repoPath: string };

const conflict = 409;
const preconditionFailed = 412;

/** Gitea and Forgejo by their REST API, for one repository. Facts: Gitea main after 1.26.4, Forgejo up to 15. */
export function createGiteaApi({ url, token, owner, repo }: GiteaSettings): PullRequestApi {
  const root = url.replace(/\/+$/, '');
  const client = createHttpClient({
    service: 'gitea',
    baseUrl: `${root}/api/v1`,
    headers: { authorization: `token ${token}` },
    secrets: [token],
  });
  const ownPath = `${encodeURIComponent(owner)}/${encodeURIComponent(repo)}`;
  const repoPath = `/repos/${ownPath}`;
  const gitea: Gitea = { client, repoPath };
  const pullPath = (number: number) => `${repoPath}/pulls/${number}`;
  const commentsPath = (number: number) => `${repoPath}/issues/${number}/comments`;
  return {
    find: async (branch, base) => find(gitea, branch, base),
    create: async (branch, base, words) => create(gitea, { branch, base, words }),
    update: async (pull, words) => update(client, pullPath(pull.number), { pull, words }),
    async close(number) {
      const path = pullPath(number);
      // What was merged meanwhile cannot be closed, and need not.
      const accept = [preconditionFailed];
      await client.request({ method: 'PATCH', path, body: { state: 'closed' }, accept });
    },
    merge: async (number, how) => mergePull(client, pullPath(number), how),
    async listReviews(number) {
      const reviews = await listAll(client, `${pullPath(number)}/reviews`, reviewSchema);
      return reviews.toSorted(byId).flatMap(toReview);
    },
    async listComments(number) {
      const comments = await listAll(client, commentsPath(number), commentSchema);
      return comments.toSorted(byId).map(toRemark);
    },
    async comment(number, text) {
      await client.request({ method: 'POST', path: commentsPath(number), body: { body: text } });
    },
    listChecks: async (commit) => listStatuses(client, repoPath, commit),
    fileUrl: (branch, path) => `${root}/${ownPath}/src/branch/${encodePath(branch)}/${encodePath(path)}`,
    styles: ['merge', 'squash', 'ff'],
  };
}

/**
 * By listing: GET /pulls/{base}/{head} answers any one of several pull requests of a branch, and takes no base with a
 * slash. Open ones are few; of the others the one of our branch changed lately, as a rule.
 */
async function find({ client, repoPath }: Gitea, branch: string, base: string): Promise<PullRequest | null> {
  const isOurs = (pull: GiteaPull) =>
    pull.head.label === branch && pull.base.ref === base && pull.head.repo_id === pull.base.repo_id;
  for (const wanted of ['state=open&sort=oldest', 'state=closed&sort=recentupdate']) {
    const path = `${repoPath}/pulls?${wanted}`;
    for await (const page of listPages(client, path, readList(numberedSchema))) {
      const newest = page.filter(isOurs).toSorted((one, other) => other.number - one.number)[0];
      if (newest !== undefined) return toPullRequest(newest);
    }
  }
  return null;
}

const numberedSchema = pullSchema.transform((pull) => ({ ...pull, id: pull.number }));

async function create(
  gitea: Gitea,
  { branch, base, words }: { branch: string; base: string; words: PullRequestWords },
): Promise<PullRequest> {
  const { client, repoPath } = gitea;
  const path = `${repoPath}/pulls`;
  const body = { head: branch, base, title: toTitle(words), body: words.body };
  const accept = [conflict];
  const answer = await client.request({ method: 'POST', path, body, accept });
  if (answer.status !== conflict) {
    return toPullRequest(parseAnswer(pullSchema, answer.body, 'gitea', `POST ${path}`));
  }
  const found = await find(gitea, branch, base);
  if (found?.state === 'open') return found;
  // Closed or merged between the two questions: the same call will make one.
  throw new VanishedPull(`gitea has a pull request of ${branch} already, and does not list it`);
}

class VanishedPull extends Error {
  override readonly name = 'VanishedPull';
  readonly retryable = true;
}

async function update(
  client: HttpClient,
  path: string,
  { pull, words }: { pull: PullRequest; words: PullRequestWords },
): Promise<void> {
  const { title, body, draft } = words;
  if (pull.title === title && pull.body === body && pull.draft === draft) return;
  await client.request({ method: 'PATCH', path, body: { title: toTitle(words), body } });
}

/** A draft is one by its title: these are Gitea's default marks, in any case. */
const draftMark = /^(?:wip:|\[wip\])\s*/i;

function toTitle({ title, draft }: PullRequestWords): string {
  return draft ? `WIP: ${title}` : title;
}

function toPullRequest(pull: GiteaPull): PullRequest {
  return {
    number: pull.number,
    url: pull.html_url,
    state: pull.merged ? 'merged' : pull.state,
    draft: pull.draft ?? draftMark.test(pull.title),
    title: pull.title.replace(draftMark, ''),
    body: pull.body ?? '',
    head: pull.head.sha,
    mergeCommit: (pull.merged && pull.merge_commit_sha) || null,
    // Who closed it without a merge Gitea does not tell here.
    by: pull.merged_by?.login ?? null,
  };
}

const verdicts: Readonly<Record<string, Review['verdict']>> = {
  APPROVED: 'approved',
  REQUEST_CHANGES: 'changes',
  COMMENT: 'comment',
};

/** None for what is no review yet: a draft of one, or a wish for one. */
function toReview(review: GiteaReview): Review[] {
  const verdict = verdicts[review.state];
  if (verdict === undefined) return [];
  return [
    {
      id: String(review.id),
      verdict: review.dismissed === true ? 'dismissed' : verdict,
      commit: review.commit_id === '' ? null : review.commit_id,
      text: review.body,
      by: review.user?.login ?? '',
      at: new Date(review.submitted_at),
    },
  ];
}

function toRemark(comment: {
  id: number;
  body: string;
  user?: { login: string } | null | undefined;
  created_at: string;
}): Remark {
  const { id, body, user, created_at: at } = comment;
  return { id: String(id), text: body, by: user?.login ?? '', at: new Date(at) };
}

function byId(one: { id: number }, other: { id: number }): number {
  return one.id - other.id;
}

function encodePath(path: string): string {
  return path.split('/').map(encodeURIComponent).join('/');
}
