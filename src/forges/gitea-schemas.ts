import { z } from 'zod';

// Shapes: Gitea modules/structs (main after 1.26.4) and Forgejo, as far as they are read here.

const userSchema = z.object({ login: z.string() }).nullish();
const timeSchema = z.iso.datetime({ offset: true });

export const pullSchema = z.object({
  number: z.int(),
  html_url: z.string(),
  state: z.enum(['open', 'closed']),
  draft: z.boolean().optional(),
  title: z.string(),
  body: z.string().nullish(),
  merged: z.boolean(),
  merge_commit_sha: z.string().nullish(),
  merged_by: userSchema,
  base: z.object({ ref: z.string(), repo_id: z.int() }),
  /** `label` is the branch; `ref` is refs/pull/N/head once the branch is gone. */
  head: z.object({ label: z.string(), ref: z.string(), sha: z.string(), repo_id: z.int() }),
});
export type GiteaPull = z.infer<typeof pullSchema>;

export const reviewSchema = z.object({
  id: z.int(),
  /** Null where a team is asked. */
  user: userSchema,
  /** APPROVED, REQUEST_CHANGES, COMMENT, PENDING, REQUEST_REVIEW. */
  state: z.string(),
  body: z.string(),
  commit_id: z.string(),
  dismissed: z.boolean().optional(),
  submitted_at: timeSchema,
});
export type GiteaReview = z.infer<typeof reviewSchema>;

export const commentSchema = z.object({
  id: z.int(),
  body: z.string(),
  user: userSchema,
  created_at: timeSchema,
});

const statusSchema = z.object({
  id: z.int(),
  context: z.string(),
  /** The combined status names it so; `state` is what webhooks and POST call it. */
  status: z.string(),
  description: z.string().nullish(),
  target_url: z.string().nullish(),
});
export type GiteaStatus = z.infer<typeof statusSchema>;

/** `statuses` is null where there are none. */
export const combinedStatusSchema = z.object({ statuses: z.array(statusSchema).nullish() });
