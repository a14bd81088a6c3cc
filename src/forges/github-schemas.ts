import { z } from 'zod';
import { HttpError } from '../http-client/http-error.ts';
import type { Remark, Review } from './forge.ts';
import type { PullRequest } from './pull-request.ts';

// Shapes: GitHub's OpenAPI description (@octokit/openapi-types). octokit reads long ids as bigint.
const id = z.union([z.number(), z.bigint()]);
const time = z.iso.datetime({ offset: true }).transform((text) => new Date(text));
/** A deleted account is null, and shown as GitHub shows it. */
const login = z
  .object({ login: z.string() })
  .nullable()
  .transform((user) => user?.login ?? 'ghost');

export const pullSchema = z.object({
  number: z.number(),
  node_id: z.string(),
  html_url: z.string(),
  state: z.enum(['open', 'closed']),
  draft: z.boolean().default(false),
  title: z.string(),
  body: z.string().nullable(),
  head: z.object({ label: z.string().nullable(), ref: z.string(), sha: z.string() }),
  base: z.object({ ref: z.string() }),
  merged_at: z.string().nullable(),
  merge_commit_sha: z.string().nullish(),
  merged_by: z.object({ login: z.string() }).nullish(),
});
export type GithubPull = z.infer<typeof pullSchema>;
export const pullsSchema = z.array(pullSchema);

export function toPullRequest(pull: GithubPull, by: string | null): PullRequest {
  const merged = pull.merged_at !== null;
  return {
    number: pull.number,
    url: pull.html_url,
    state: merged ? 'merged' : pull.state,
    draft: pull.draft,
    title: pull.title,
    body: pull.body ?? '',
    head: pull.head.sha,
    // While it is open this names a merge that GitHub only tried.
    mergeCommit: merged ? (pull.merge_commit_sha ?? null) : null,
    by,
  };
}

export const issueSchema = z.object({ closed_by: z.object({ login: z.string() }).nullish() });

const verdicts: Readonly<Record<string, Review['verdict']>> = {
  APPROVED: 'approved',
  CHANGES_REQUESTED: 'changes',
  COMMENTED: 'comment',
  DISMISSED: 'dismissed',
};

const reviewSchema = z.object({
  id,
  state: z.string().toUpperCase(),
  commit_id: z.string().nullable(),
  body: z.string().nullable(),
  user: login,
  submitted_at: time.optional(),
});

/** Those that were sent in; a review that its author still writes is nobody's verdict. */
export const reviewsSchema = z.array(reviewSchema).transform((reviews) =>
  reviews.flatMap(({ id, state, commit_id: commit, body, user, submitted_at: at }): Review[] => {
    const verdict = verdicts[state];
    if (verdict === undefined || at === undefined) return [];
    return [{ id: String(id), verdict, commit, text: body ?? '', by: user, at }];
  }),
);

const commentSchema = z
  .object({ id, body: z.string().nullish(), user: login, created_at: time })
  .transform(
    ({ id, body, user, created_at: at }): Remark => ({ id: String(id), text: body ?? '', by: user, at }),
  );
export const commentsSchema = z.array(commentSchema);

const statusSchema = z.object({
  id,
  context: z.string(),
  state: z.string(),
  description: z.string().nullable(),
  target_url: z.string().nullable(),
});
export type GithubStatus = z.infer<typeof statusSchema>;
export const statusesSchema = z
  .object({ statuses: z.array(statusSchema) })
  .transform(({ statuses }) => statuses);

const checkRunSchema = z.object({
  id,
  name: z.string(),
  status: z.string(),
  conclusion: z.string().nullable(),
  html_url: z.string().nullable(),
  output: z.object({ title: z.string().nullable() }).nullish(),
  app: z.object({ id }).nullish(),
});
export type GithubCheckRun = z.infer<typeof checkRunSchema>;
export const checkRunsSchema = z
  .object({ check_runs: z.array(checkRunSchema) })
  .transform(({ check_runs: runs }) => runs);

/** The answer as the schema has it; else an error that names what was asked and the first fault. */
export function readAnswer<T>(schema: z.ZodType<T>, what: string, data: unknown): T {
  const parsed = schema.safeParse(data);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new HttpError(
    `github answered 200 for ${what} in an unknown shape: ${issue?.path.join('.')}: ${issue?.message}`,
    { status: 200, retryable: false },
  );
}
