import { z } from 'zod';
import { cutText, nameSchema, parse, timeSchema, wordSchema } from '../payload.ts';
import { type CheckState, type ForgeNews, toCheckState } from './forge-news.ts';
import { isPost } from './post-marker.ts';

/** What the payloads of Gitea, Forgejo and GitHub have in common. */
type Sender = 'Gitea' | 'GitHub';

export const commitSchema = z
  .string()
  .regex(/^[0-9a-f]{4,64}$/, { error: 'expected the id of a commit, in hex' });

export const repositorySchema = z.object({
  full_name: nameSchema.regex(/^[^/\s]+\/[^/\s]+$/, { error: 'expected owner/name' }),
});

export const userSchema = z.object({ login: nameSchema });

/** Null where the forge leaves it out or empty. */
export const optionalNameSchema = z
  .union([nameSchema, z.literal('')])
  .nullish()
  .transform((name) => name || null);

export const stateSchema = z.string().transform((word, context): CheckState => {
  const state = toCheckState(word);
  if (state !== undefined) return state;
  context.addIssue({ code: 'custom', message: 'expected the state or the conclusion of a check' });
  return z.NEVER;
});

/** Of work that has not ended there is none, or an empty one. */
export const conclusionSchema = z
  .string()
  .nullish()
  .transform((word) => word || 'pending')
  .pipe(stateSchema);

export const pullSchema = z.object({
  number: z.int().positive(),
  merged: z.boolean().nullish(),
  merge_commit_sha: z.union([commitSchema, z.literal('')]).nullish(),
  merged_by: userSchema.nullish(),
  head: z.object({
    ref: nameSchema,
    sha: commitSchema,
    repo: z.object({ full_name: nameSchema.optional() }).nullish(),
  }),
});

type Pull = z.infer<typeof pullSchema>;

const actionSchema = z.object({ action: wordSchema });

const pushSchema = z.object({
  ref: nameSchema,
  after: commitSchema,
  repository: repositorySchema,
  pusher: z.object({ login: nameSchema.optional(), name: nameSchema.optional() }).nullish(),
  sender: userSchema.nullish(),
});

const BRANCHES = 'refs/heads/';

export function parsePush(payload: unknown, from: Sender): ForgeNews {
  const { ref, after, repository, pusher, sender } = parse(pushSchema, payload, from);
  if (!ref.startsWith(BRANCHES)) return ignored(`${ref} is no branch`);
  const branch = ref.slice(BRANCHES.length);
  if (/^0+$/.test(after)) return ignored(`branch ${branch} was deleted`);
  const by = sender?.login ?? pusher?.login ?? pusher?.name ?? 'somebody';
  return { kind: 'pushed', repo: repository.full_name, branch, commit: after, by };
}

const changeSchema = z.object({ pull_request: pullSchema, repository: repositorySchema, sender: userSchema });

/** Drafts come and go by an edited title at Gitea, by actions of their own at GitHub. */
const actions: ReadonlyMap<string, Extract<ForgeNews, { kind: 'changed' }>['what']> = new Map([
  ['opened', 'opened'],
  ['synchronize', 'synchronized'],
  ['synchronized', 'synchronized'],
  ['closed', 'closed'],
  ['reopened', 'reopened'],
  ['edited', 'edited'],
  ['ready_for_review', 'edited'],
  ['converted_to_draft', 'edited'],
]);

export function parsePullRequest(payload: unknown, from: Sender): ForgeNews {
  const { action } = parse(actionSchema, payload, from);
  const what = actions.get(action);
  if (what === undefined) return ignored(`${action} of a pull request changes nothing here`);
  const { pull_request: pull, repository, sender } = parse(changeSchema, payload, from);
  const repo = repository.full_name;
  if (isForeign(pull, repo)) return foreign(pull);
  const isMerged = action === 'closed' && pull.merged === true;
  return {
    kind: 'changed',
    what: isMerged ? 'merged' : what,
    repo,
    number: pull.number,
    branch: pull.head.ref,
    head: pull.head.sha,
    // Before that GitHub shows the commit of a merge it only tried.
    mergeCommit: isMerged ? pull.merge_commit_sha || null : null,
    by: isMerged ? (pull.merged_by?.login ?? sender.login) : sender.login,
  };
}

/** A branch of a fork may have the name of one of ours. */
export function isForeign({ head }: Pull, repo: string): boolean {
  if (head.repo === null) return true;
  const name = head.repo?.full_name;
  return name !== undefined && name.toLowerCase() !== repo.toLowerCase();
}

export function foreign({ number }: Pull): ForgeNews {
  return ignored(`pull request ${number} comes from another repository`);
}

const commentSchema = z.object({
  issue: z.object({ number: z.int().positive() }),
  comment: z.object({
    id: z.union([z.int().transform(String), nameSchema]),
    // Looked at whole: our mark stands at the end, where a long text is cut.
    body: z.string().transform((text) => ({ text: cutText(text), ours: isPost(text) })),
    user: userSchema.nullish(),
    created_at: timeSchema,
  }),
  repository: repositorySchema,
  sender: userSchema,
});

/** Gitea says `is_pull` or adds the pull request; GitHub links it in the issue. */
const placeSchema = z.object({
  action: wordSchema,
  is_pull: z.boolean().nullish(),
  pull_request: z.unknown().optional(),
  issue: z.object({ pull_request: z.unknown().optional() }),
});

export function parseComment(payload: unknown, from: Sender): ForgeNews {
  const { action, is_pull: isPull, pull_request: pull, issue } = parse(placeSchema, payload, from);
  if (action !== 'created') return ignored(`${action} of a comment: only a new one is heard`);
  if (isPull !== true && pull == null && issue.pull_request == null) {
    return ignored('a comment on an issue that is no pull request');
  }
  const { comment, repository, sender, ...rest } = parse(commentSchema, payload, from);
  if (comment.body.ours) return ignored('our own post');
  return {
    kind: 'commented',
    repo: repository.full_name,
    number: rest.issue.number,
    id: comment.id,
    text: comment.body.text,
    by: comment.user?.login ?? sender.login,
    at: comment.created_at,
  };
}

export function ignored(why: string): ForgeNews {
  return { kind: 'ignored', why };
}
