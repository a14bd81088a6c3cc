import { z } from 'zod';
import { nameSchema, parse, textSchema, wordSchema } from '../payload.ts';
import { fromSha256Header, isSignedByOneOf } from '../signature.ts';
import type { WebhookSource } from '../webhook.ts';
import type { ForgeNews } from './forge-news.ts';
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

/** GitHub signs the raw bytes; a redelivery keeps its delivery id, and equal bodies under two ids are two events. */
export const githubSource: WebhookSource = {
  name: 'github',
  secretVariable: 'GITHUB_WEBHOOK_SECRET',
  verify({ headers, body }, secrets) {
    if (isSignedByOneOf(secrets, body, fromSha256Header(headers['x-hub-signature-256']))) return null;
    return { status: 401, code: 'bad_signature', message: 'X-Hub-Signature-256 does not match the body' };
  },
  identify: ({ headers }) => ({
    eventType: headers['x-github-event'] ?? '',
    deliveryId: headers['x-github-delivery'] || null,
    bodyHash: null,
  }),
};

/** The jobs of a workflow are check runs too, so that they are not listed by themselves. */
const readers: ReadonlyMap<string, (payload: unknown) => ForgeNews> = new Map([
  ['push', (payload: unknown) => parsePush(payload, 'GitHub')],
  ['pull_request', (payload: unknown) => parsePullRequest(payload, 'GitHub')],
  ['pull_request_review', parseReview],
  ['issue_comment', (payload: unknown) => parseComment(payload, 'GitHub')],
  ['status', parseStatus],
  ['check_run', parseCheckRun],
  ['check_suite', parseCheckSuite],
  ['workflow_run', parseWorkflowRun],
]);

/**
 * What a verified delivery of GitHub says about a repository, by its X-GitHub-Event. Throws a PayloadError for a
 * delivery of another shape. Payloads: docs.github.com, "Webhook events and payloads".
 */
export function parseGithubEvent(eventType: string, payload: unknown): ForgeNews {
  const read = readers.get(eventType);
  return read === undefined
    ? ignored(`event ${eventType.slice(0, 100)} changes nothing here`)
    : read(payload);
}

const reviewSchema = z.object({
  action: wordSchema,
  pull_request: pullSchema,
  review: z.object({
    id: z.int().transform(String),
    state: z
      .string()
      .toLowerCase()
      .pipe(z.enum(['approved', 'changes_requested', 'commented', 'dismissed'])),
    body: textSchema.nullish(),
    commit_id: commitSchema.nullish(),
  }),
  repository: repositorySchema,
  sender: userSchema,
});

const verdicts = {
  approved: 'approved',
  changes_requested: 'changes',
  commented: 'comment',
  dismissed: 'dismissed',
} as const;

function parseReview(payload: unknown): ForgeNews {
  const { action } = parse(z.object({ action: wordSchema }), payload, 'GitHub');
  if (action !== 'submitted' && action !== 'dismissed') {
    return ignored(`${action} of a review changes nothing here`);
  }
  const { pull_request: pull, review, repository, sender } = parse(reviewSchema, payload, 'GitHub');
  const repo = repository.full_name;
  if (isForeign(pull, repo)) return foreign(pull);
  return {
    kind: 'reviewed',
    verdict: action === 'dismissed' ? 'dismissed' : verdicts[review.state],
    repo,
    number: pull.number,
    branch: pull.head.ref,
    commit: review.commit_id ?? pull.head.sha,
    id: review.id,
    text: review.body ?? '',
    by: sender.login,
  };
}

const statusSchema = z.object({
  sha: commitSchema,
  context: nameSchema,
  state: stateSchema,
  branches: z.array(z.object({ name: nameSchema })).nullish(),
  repository: repositorySchema,
});

function parseStatus(payload: unknown): ForgeNews {
  const { sha, context, state, branches, repository } = parse(statusSchema, payload, 'GitHub');
  const branch = branches?.length === 1 ? (branches[0]?.name ?? null) : null;
  return { kind: 'checked', repo: repository.full_name, commit: sha, branch, name: context, state };
}

const resultSchema = z.object({
  head_sha: commitSchema,
  status: wordSchema.nullish(),
  conclusion: conclusionSchema,
});

const checkRunSchema = z.object({
  check_run: resultSchema.extend({
    name: nameSchema,
    check_suite: z.object({ head_branch: optionalNameSchema }).nullish(),
  }),
  repository: repositorySchema,
});

function parseCheckRun(payload: unknown): ForgeNews {
  const { action } = parse(z.object({ action: wordSchema }), payload, 'GitHub');
  if (action === 'requested_action') return ignored('a button of a check was pressed');
  const { check_run: run, repository } = parse(checkRunSchema, payload, 'GitHub');
  return toChecked(action, run, {
    repo: repository.full_name,
    branch: run.check_suite?.head_branch ?? null,
    name: run.name,
  });
}

const checkSuiteSchema = z.object({
  action: wordSchema,
  check_suite: resultSchema.extend({
    head_branch: optionalNameSchema,
    app: z.object({ name: optionalNameSchema }).nullish(),
  }),
  repository: repositorySchema,
});

function parseCheckSuite(payload: unknown): ForgeNews {
  const { action, check_suite: suite, repository } = parse(checkSuiteSchema, payload, 'GitHub');
  return toChecked(action, suite, {
    repo: repository.full_name,
    branch: suite.head_branch,
    name: suite.app?.name || 'check suite',
  });
}

const workflowRunSchema = z.object({
  action: wordSchema,
  workflow_run: resultSchema.extend({ head_branch: optionalNameSchema, name: optionalNameSchema }),
  repository: repositorySchema,
});

function parseWorkflowRun(payload: unknown): ForgeNews {
  const { action, workflow_run: run, repository } = parse(workflowRunSchema, payload, 'GitHub');
  return toChecked(action, run, {
    repo: repository.full_name,
    branch: run.head_branch,
    name: run.name || 'workflow',
  });
}

/** What is asked for again still shows its last result. */
const begins: ReadonlySet<string> = new Set(['requested', 'rerequested']);

function toChecked(
  action: string,
  { head_sha: commit, status, conclusion }: z.infer<typeof resultSchema>,
  about: { repo: string; branch: string | null; name: string },
): ForgeNews {
  const hasEnded = status === 'completed' && !begins.has(action);
  return { kind: 'checked', ...about, commit, state: hasEnded ? conclusion : 'pending' };
}
