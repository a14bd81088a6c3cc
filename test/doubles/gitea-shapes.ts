import { isMergeable } from './gitea-merge.ts';
import {
  type GiteaComment,
  type GiteaPull,
  type GiteaRepository,
  type GiteaReview,
  type GiteaStatus,
  isDraft,
} from './gitea-repository.ts';

// JSON as Gitea writes it (modules/structs), without what nobody here reads.

export function toUser(login: string) {
  return { id: login.length, login, full_name: '', email: `${login}@example.org`, username: login };
}

export function toRepository({ owner, name, defaultBranch }: GiteaRepository, root: string) {
  const url = `${root}/${owner}/${name}`;
  return {
    id: 1,
    name,
    full_name: `${owner}/${name}`,
    owner: toUser(owner),
    default_branch: defaultBranch,
    clone_url: `${url}.git`,
    html_url: url,
  };
}

export function toPull(repository: GiteaRepository, pull: GiteaPull, root: string) {
  const { number, branch, base, head, merged } = pull;
  const url = `${root}/${repository.owner}/${repository.name}/pulls/${number}`;
  const repo = { repo_id: 1, repo: toRepository(repository, root) };
  const baseCommit = repository.branches.get(base) ?? '';
  // The head follows the branch, also after a merge; once the branch is gone Gitea shows the ref it keeps.
  const headRef = repository.branches.has(branch) ? branch : `refs/pull/${number}/head`;
  return {
    id: number * 10,
    number,
    url,
    html_url: url,
    user: toUser(pull.by),
    state: pull.state,
    draft: isDraft(pull),
    title: pull.title,
    body: pull.body,
    labels: [],
    comments: pull.comments.length,
    mergeable: isMergeable(repository, pull),
    merged: merged !== null,
    merged_at: merged?.at ?? null,
    merge_commit_sha: merged?.commit ?? null,
    merged_by: merged === null ? null : toUser(merged.by),
    merge_base: repository.git.mergeBase(baseCommit, head),
    base: { label: base, ref: base, sha: baseCommit, ...repo },
    head: { label: branch, ref: headRef, sha: repository.branches.get(branch) ?? head, ...repo },
    created_at: pull.createdAt,
  };
}

export function toReview({ id, by, state, text, commit, dismissed, at }: GiteaReview, { head }: GiteaPull) {
  return {
    id,
    user: toUser(by),
    team: null,
    state,
    body: text,
    commit_id: commit,
    stale: commit !== head,
    official: true,
    dismissed,
    submitted_at: at,
  };
}

export function toComment({ id, by, text, at }: GiteaComment, root: string) {
  return {
    id,
    body: text,
    user: toUser(by),
    html_url: `${root}#issuecomment-${id}`,
    pull_request_url: '',
    issue_url: '',
    created_at: at,
    updated_at: at,
  };
}

/** In the combined status an entry's state is called `status`. */
export function toCombinedEntry({ id, context, state, description, at }: GiteaStatus, root: string) {
  return {
    id,
    context,
    status: state,
    description,
    target_url: `${root}/builds/${id}`,
    created_at: at,
    updated_at: at,
  };
}
