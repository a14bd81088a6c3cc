import type {
  GithubComment,
  GithubCommitStatus,
  GithubPullState,
  GithubReview,
  GithubRun,
} from './github-repository.ts';

// As GitHub's OpenAPI description has them, without what nobody here reads.

export type GithubNames = { owner: string; repo: string; webUrl: string };

const user = (login: string) => ({ login, id: login.length, type: 'User', site_admin: false });

export function nodeIdOf(pull: GithubPullState): string {
  return `PR_kwDO${pull.number}`;
}

/** `tried` is the commit of the merge that GitHub only tried. */
export function toPullJson(
  pull: GithubPullState,
  { owner, repo, webUrl }: GithubNames,
  tried: string | null,
) {
  const { number, merged, branch, base, head } = pull;
  const url = `${webUrl}/${owner}/${repo}/pull/${number}`;
  return {
    id: 9_000_000_000 + number,
    node_id: nodeIdOf(pull),
    number,
    url: `${webUrl}/api/v3/repos/${owner}/${repo}/pulls/${number}`,
    html_url: url,
    state: pull.state,
    locked: false,
    title: pull.title,
    user: user('signalbox'),
    body: pull.body,
    draft: pull.draft,
    created_at: pull.createdAt,
    updated_at: pull.createdAt,
    closed_at: pull.state === 'closed' ? pull.createdAt : null,
    merged_at: merged?.at ?? null,
    merge_commit_sha: merged?.commit ?? tried,
    head: { label: `${owner}:${branch}`, ref: branch, sha: head, user: user(owner) },
    base: { label: `${owner}:${base}`, ref: base, sha: head, user: user(owner) },
    labels: [],
    author_association: 'OWNER',
  };
}

/** What only a single pull request shows, not a list of them. */
export function toFullPullJson(pull: GithubPullState, names: GithubNames, tried: string | null) {
  const { merged } = pull;
  return {
    ...toPullJson(pull, names, tried),
    merged: merged !== null,
    mergeable: pull.state === 'closed' ? null : tried !== null,
    mergeable_state: 'unknown',
    merged_by: merged === null ? null : user(merged.by),
    comments: pull.comments.length,
  };
}

/** Whether it tells who merged is not documented: the stricter way. */
export function toIssueJson({ number, title, state, closedBy, merged }: GithubPullState) {
  return {
    number,
    title,
    state,
    closed_by: closedBy === null || merged !== null ? null : user(closedBy),
    pull_request: { merged_at: merged?.at ?? null },
  };
}

export function toReviewJson({ id, by, state, text, commit, at }: GithubReview) {
  return {
    id,
    node_id: `PRR_${id}`,
    user: user(by),
    body: text,
    state,
    commit_id: commit,
    ...(at === null ? {} : { submitted_at: at }),
    author_association: 'MEMBER',
  };
}

export function toCommentJson({ id, by, text, at }: GithubComment) {
  return { id, node_id: `IC_${id}`, user: user(by), body: text, created_at: at, updated_at: at };
}

export function toStatusJson({ id, context, state, text, at }: GithubCommitStatus) {
  const target = `https://ci.example.org/${id}`;
  return { id, context, state, description: text, target_url: target, created_at: at, updated_at: at };
}

export function toCheckRunJson({ id, name, app, status, conclusion, at }: GithubRun, commit: string) {
  return {
    id,
    name,
    head_sha: commit,
    status,
    conclusion,
    started_at: status === 'queued' ? null : at,
    completed_at: conclusion === null ? null : at,
    html_url: `https://ci.example.org/runs/${id}`,
    details_url: null,
    output: { title: null, summary: null, text: null, annotations_count: 0, annotations_url: '' },
    check_suite: { id: id + 1 },
    app: { id: app.length, slug: app, name: app },
    pull_requests: [],
  };
}
