import { z } from 'zod';
import { nameSchema, parse, textSchema, wordSchema } from '../payload.ts';
import { fromSha256Header, isSignedByOneOf, sha256Hex } from '../signature.ts';
import type { WebhookSource } from '../webhook.ts';
import { type ForgeNews, toCheckState } from './forge-news.ts';
import {
  commitSchema,
  conclusionSchema,
  foreign,
  ignored,
  isForeign,
  optionalNameSchema,
  parseComment,
  parsePullRequest,
  parsePush,
  pullSchema,
  repositorySchema,
  stateSchema,
  userSchema,
} from './webhook-payload.ts';

/**
 * Gitea and Forgejo. Without a secret they sign with an empty digest; a replay in their pages is the same body under
 * another delivery id. The type is finer than the event. Gitea 1.26, services/webhook/deliver.go.
 */
export const giteaSource: WebhookSource = {
  name: 'gitea',
  secretVariable: 'GITEA_WEBHOOK_SECRET',
  verify({ headers, body }, secrets) {
    const digest = headers['x-gitea-signature'] ?? fromSha256Header(headers['x-hub-signature-256']);
    if (isSignedByOneOf(secrets, body, digest)) return null;
    const message =
      digest === ''
        ? 'X-Gitea-Signature is empty: the webhook has no secret'
        : 'X-Gitea-Signature does not match the body';
    return { status: 401, code: 'bad_signature', message };
  },
  identify: ({ headers, body }) => ({
    eventType: headers['x-gitea-event-type'] ?? headers['x-gitea-event'] ?? '',
    deliveryId: headers['x-gitea-delivery'] || null,
    bodyHash: sha256Hex(body),
  }),
};

type Verdict = Extract<ForgeNews, { kind: 'reviewed' }>['verdict'];

const pullRequest = (payload: unknown) => parsePullRequest(payload, 'Gitea');
const comment = (payload: unknown) => parseComment(payload, 'Gitea');
const review = (verdict: Verdict) => (payload: unknown) => parseReview(payload, verdict);

/** By X-Gitea-Event-Type: as an X-Gitea-Event, `pull_request_comment` would be a review. */
const readers: ReadonlyMap<string, (payload: unknown) => ForgeNews> = new Map([
  ['push', (payload: unknown) => parsePush(payload, 'Gitea')],
  ['pull_request', pullRequest],
  ['pull_request_sync', pullRequest],
  ['pull_request_review_approved', review('approved')],
  ['pull_request_review_rejected', review('changes')],
  ['pull_request_review_comment', review('comment')],
  ['issue_comment', comment],
  ['pull_request_comment', comment],
  ['status', parseStatus],
  ['workflow_run', parseWorkflowRun],
  ['workflow_job', parseWorkflowJob],
  ['action_run_success', parseForgejoRun],
  ['action_run_recover', parseForgejoRun],
  ['action_run_failure', parseForgejoRun],
]);

/**
 * What a verified delivery of Gitea or Forgejo says about a repository, by its X-Gitea-Event-Type. Throws a
 * PayloadError for a delivery of another shape. Payloads: Gitea modules/structs/hook.go, Forgejo the same and its own
 * `action_run_…`.
 */
export function parseGiteaEvent(eventType: string, payload: unknown): ForgeNews {
  const read = readers.get(eventType);
  return read === undefined
    ? ignored(`event ${eventType.slice(0, 100)} changes nothing here`)
    : read(payload);
}

const reviewSchema = z.object({
  action: wordSchema,
  pull_request: pullSchema,
  review: z.object({ content: textSchema.nullish() }).nullish(),
  repository: repositorySchema,
  sender: userSchema,
});

/** Neither the review's id nor the reviewed commit is told. */
function parseReview(payload: unknown, verdict: Verdict): ForgeNews {
  const told = parse(reviewSchema, payload, 'Gitea');
  if (told.action !== 'reviewed') return ignored(`${told.action} of a review changes nothing here`);
  const { pull_request: pull, repository, sender } = told;
  const repo = repository.full_name;
  if (isForeign(pull, repo)) return foreign(pull);
  return {
    kind: 'reviewed',
    verdict,
    repo,
    number: pull.number,
    branch: pull.head.ref,
    commit: pull.head.sha,
    id: null,
    text: told.review?.content ?? '',
    by: sender.login,
  };
}

const statusSchema = z.object({
  sha: commitSchema,
  context: nameSchema,
  state: stateSchema,
  repository: repositorySchema,
});

function parseStatus(payload: unknown): ForgeNews {
  const { sha, context, state, repository } = parse(statusSchema, payload, 'Gitea');
  return { kind: 'checked', repo: repository.full_name, commit: sha, branch: null, name: context, state };
}

const runSchema = z.object({
  head_sha: commitSchema,
  head_branch: optionalNameSchema,
  status: wordSchema.nullish(),
  conclusion: conclusionSchema,
});

const workflowRunSchema = z.object({
  action: wordSchema,
  workflow: z.object({ id: optionalNameSchema, name: optionalNameSchema }).nullish(),
  workflow_run: runSchema.extend({ path: optionalNameSchema }),
  repository: repositorySchema,
});

function parseWorkflowRun(payload: unknown): ForgeNews {
  const { action, workflow, workflow_run: run, repository } = parse(workflowRunSchema, payload, 'Gitea');
  return {
    kind: 'checked',
    repo: repository.full_name,
    commit: run.head_sha,
    branch: run.head_branch,
    name: workflow?.name || workflow?.id || run.path || 'workflow',
    state: action === 'completed' ? run.conclusion : 'pending',
  };
}

const workflowJobSchema = z.object({
  action: wordSchema,
  workflow_job: runSchema.extend({ name: nameSchema }),
  repository: repositorySchema,
});

/** Its run has said already that there is something to wait for. */
function parseWorkflowJob(payload: unknown): ForgeNews {
  const { action } = parse(z.object({ action: wordSchema }), payload, 'Gitea');
  if (action !== 'completed') return ignored(`a job is ${action}: only its end is heard`);
  const { workflow_job: job, repository } = parse(workflowJobSchema, payload, 'Gitea');
  const { head_sha: commit, head_branch: branch, name, conclusion: state } = job;
  return { kind: 'checked', repo: repository.full_name, commit, branch, name, state };
}

const forgejoRunSchema = z.object({
  action: z.enum(['success', 'recover', 'failure']),
  run: z.object({
    repository: repositorySchema,
    workflow_id: nameSchema,
    prettyref: optionalNameSchema,
    commit_sha: commitSchema,
    status: wordSchema.nullish(),
  }),
});

/** A failure is also told for a run that was skipped, and the ref of a pull request as `#7`. */
function parseForgejoRun(payload: unknown): ForgeNews {
  const { action, run } = parse(forgejoRunSchema, payload, 'Forgejo');
  const state = action === 'failure' ? toCheckState(run.status ?? '') : 'green';
  return {
    kind: 'checked',
    repo: run.repository.full_name,
    commit: run.commit_sha,
    branch: run.prettyref?.startsWith('#') === true ? null : run.prettyref,
    name: run.workflow_id,
    state: state === 'green' ? 'green' : 'red',
  };
}
