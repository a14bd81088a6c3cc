import { randomUUID } from 'node:crypto';
import { hmacSha256Hex } from '../../src/signature.ts';
import type { GiteaHappening, GiteaRepository, GiteaReviewState } from './gitea-repository.ts';
import { noCommit } from './gitea-repository.ts';
import { toComment, toPull, toRepository, toUser } from './gitea-shapes.ts';

/** What a webhook of Gitea tells: `event` is its X-Gitea-Event, `type` the finer X-Gitea-Event-Type. */
export type GiteaEvent = { event: string; type: string; payload: Record<string, unknown> };

/** A delivery with all its headers; a repeat of Gitea's pages would be the same body with another id. */
export function toDelivery({ event, type, payload }: GiteaEvent, secret: string) {
  // Gitea signs and sends its JSON indented.
  const body = JSON.stringify(payload, null, 2);
  const digest = hmacSha256Hex(secret, Buffer.from(body));
  return {
    headers: {
      'content-type': 'application/json',
      'x-gitea-delivery': randomUUID(),
      'x-gitea-event': event,
      'x-gitea-event-type': type,
      'x-gitea-signature': digest,
      'x-hub-signature-256': `sha256=${digest}`,
      'x-github-event': event,
    },
    body,
  };
}

export function toEvent(repository: GiteaRepository, happening: GiteaHappening, root: string): GiteaEvent {
  const common = (by: string) => ({ repository: toRepository(repository, root), sender: toUser(by) });
  switch (happening.kind) {
    case 'pushed':
      return { event: 'push', type: 'push', payload: { ...toPush(happening), ...common(happening.by) } };
    case 'pull': {
      const { action, pull, by } = happening;
      const type = action === 'synchronized' ? 'pull_request_sync' : 'pull_request';
      const payload = { ...aboutPull(repository, happening, root), action, review: null, ...common(by) };
      return { event: 'pull_request', type, payload: { ...payload, number: pull.number } };
    }
    case 'reviewed': {
      const { by, state, text } = happening.review;
      const { event, type } = reviewEvents[state];
      const review = { type, content: text };
      const payload = {
        ...aboutPull(repository, happening, root),
        action: 'reviewed',
        review,
        ...common(by),
      };
      return { event, type, payload };
    }
    case 'commented': {
      const { pull, comment } = happening;
      const about = { issue: { number: pull.number, title: pull.title }, is_pull: true };
      const told = {
        ...about,
        pull_request: toPull(repository, pull, root),
        comment: toComment(comment, root),
      };
      const payload = { action: 'created', ...told, ...common(comment.by) };
      return { event: 'issue_comment', type: 'pull_request_comment', payload };
    }
    case 'status': {
      const { id, sha, context, state, description, at } = happening.status;
      const told = { id, sha, context, state, description, target_url: `${root}/builds/${id}` };
      const payload = {
        commit: { id: sha },
        ...told,
        created_at: at,
        updated_at: at,
        ...common(happening.by),
      };
      return { event: 'status', type: 'status', payload };
    }
  }
}

/** The event of a review's comment is the type of a comment below the pull request. */
const reviewEvents = {
  APPROVED: { event: 'pull_request_approved', type: 'pull_request_review_approved' },
  REQUEST_CHANGES: { event: 'pull_request_rejected', type: 'pull_request_review_rejected' },
  COMMENT: { event: 'pull_request_comment', type: 'pull_request_review_comment' },
} as const satisfies Record<GiteaReviewState, { event: string; type: string }>;

type OfPull = Extract<GiteaHappening, { pull: unknown }>;

function aboutPull(repository: GiteaRepository, { pull }: OfPull, root: string) {
  const pullRequest = toPull(repository, pull, root);
  return { number: pull.number, pull_request: pullRequest, requested_reviewer: null, commit_id: '' };
}

function toPush({ branch, before, after, by }: Extract<GiteaHappening, { kind: 'pushed' }>) {
  const commits =
    after === noCommit ? [] : [{ id: after, message: '', added: [], removed: [], modified: [] }];
  return {
    ref: `refs/heads/${branch}`,
    before,
    after,
    compare_url: '',
    commits,
    total_commits: commits.length,
    head_commit: commits[0] ?? null,
    pusher: toUser(by),
  };
}
