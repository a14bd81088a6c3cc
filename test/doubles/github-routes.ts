import type { FastifyInstance } from 'fastify';
import { addGraphql } from './github-graphql.ts';
import { absent, invalid, paged, type Query, refuse } from './github-replies.ts';
import {
  type GithubPullState,
  type GithubRepository,
  isAncestor,
  testMerge,
  tipOf,
} from './github-repository.ts';
import { addResults } from './github-results.ts';
import {
  type GithubNames,
  toCommentJson,
  toFullPullJson,
  toIssueJson,
  toPullJson,
  toReviewJson,
} from './github-shapes.ts';

type AtNumber = { Params: { number: string } };
type Words = {
  title?: string;
  body?: string;
  draft?: boolean;
  head?: string;
  base?: string;
  state?: 'closed';
};
type Merge = { sha?: string; merge_method?: string; commit_title?: string; commit_message?: string };

type Doubled = { repository: GithubRepository; names: GithubNames; me: string };

export function addGithubRoutes(app: FastifyInstance, doubled: Doubled): void {
  addPulls(app, doubled);
  addConversation(app, doubled);
  addResults(app, doubled);
  addGraphql(app, doubled.repository);
}

function addPulls(app: FastifyInstance, { repository, names, me }: Doubled): void {
  const { yard } = repository;
  const root = `/api/v3/repos/${names.owner}/${names.repo}`;
  const full = (pull: GithubPullState) =>
    toFullPullJson(pull, names, pull.state === 'open' ? testMerge(yard, pull) : null);

  app.get<{ Querystring: Query }>(`${root}/pulls`, async (request, reply) => {
    const { head = '', base, state = 'open', direction = 'desc' } = request.query;
    const [owner, branch] = head.split(':', 2);
    // A head without its owner is passed over, not refused.
    const wanted = (pull: GithubPullState) =>
      (branch === undefined || (owner === names.owner && pull.branch === branch)) &&
      (base === undefined || pull.base === base) &&
      (state === 'all' || pull.state === state);
    const found = repository.pulls().filter(wanted);
    const tried = (pull: GithubPullState) => (pull.state === 'open' ? testMerge(yard, pull) : null);
    const ordered = direction === 'desc' ? found.toReversed() : found;
    return paged(request, reply, ordered).map((pull) => toPullJson(pull, names, tried(pull)));
  });

  app.post<{ Body: Words }>(`${root}/pulls`, async ({ body }, reply) => {
    const { head: branch = '', base = '', title = '', body: text = null, draft = false } = body;
    const fault = faultOfPull(repository, { branch, base, draft, owner: names.owner });
    if (fault !== null) return invalid(reply, fault);
    return reply.code(201).send(full(repository.open({ title, body: text, draft, branch, base })));
  });

  app.get<AtNumber>(`${root}/pulls/:number`, async ({ params }, reply) => {
    const pull = repository.findPull(Number(params.number));
    return pull === undefined ? absent(reply) : full(pull);
  });

  app.patch<AtNumber & { Body: Words }>(`${root}/pulls/:number`, async ({ params, body }, reply) => {
    const pull = repository.findPull(Number(params.number));
    if (pull === undefined) return absent(reply);
    if (body.title !== undefined) pull.title = body.title;
    if (body.body !== undefined) pull.body = body.body;
    if (body.state === 'closed' && pull.state === 'open')
      Object.assign(pull, { state: 'closed', closedBy: me });
    return full(pull);
  });

  app.put<AtNumber & { Body: Merge }>(`${root}/pulls/:number/merge`, async ({ params, body }, reply) => {
    const pull = repository.findPull(Number(params.number));
    if (pull === undefined) return absent(reply);
    const { sha, merge_method: style = 'merge', commit_title: title, commit_message: message } = body;
    const wish = {
      ...(sha === undefined ? {} : { sha }),
      ...(title === undefined ? {} : { title }),
      ...(message === undefined ? {} : { message }),
    };
    const merged = repository.merge(pull, { ...wish, style, by: me });
    if (merged.status !== 200) return refuse(reply, merged.status, merged.message);
    return { sha: merged.sha, merged: true, message: merged.message };
  });
}

type Proposed = { branch: string; base: string; draft: boolean; owner: string };

function faultOfPull({ yard, drafts, pulls }: GithubRepository, { branch, base, draft, owner }: Proposed) {
  const tip = tipOf(yard, branch);
  const onto = tipOf(yard, base);
  if (tip === null || onto === null) {
    return { resource: 'PullRequest', field: tip === null ? 'head' : 'base', code: 'invalid' };
  }
  const fault = (message: string) => ({ resource: 'PullRequest', code: 'custom', message });
  if (draft && !drafts) return fault('Draft pull requests are not supported in this repository.');
  const same = (pull: GithubPullState) =>
    pull.state === 'open' && pull.branch === branch && pull.base === base;
  if (pulls().some(same)) return fault(`A pull request already exists for ${owner}:${branch}.`);
  return isAncestor(yard, tip, onto) ? fault(`No commits between ${base} and ${branch}`) : null;
}

function addConversation(app: FastifyInstance, { repository, names, me }: Doubled): void {
  const root = `/api/v3/repos/${names.owner}/${names.repo}`;

  app.get<AtNumber & { Querystring: Query }>(`${root}/pulls/:number/reviews`, async (request, reply) => {
    const pull = repository.findPull(Number(request.params.number));
    return pull === undefined ? absent(reply) : paged(request, reply, pull.reviews).map(toReviewJson);
  });

  app.get<AtNumber>(`${root}/issues/:number`, async ({ params }, reply) => {
    const pull = repository.findPull(Number(params.number));
    return pull === undefined ? absent(reply) : toIssueJson(pull);
  });

  app.get<AtNumber & { Querystring: Query }>(`${root}/issues/:number/comments`, async (request, reply) => {
    const pull = repository.findPull(Number(request.params.number));
    return pull === undefined ? absent(reply) : paged(request, reply, pull.comments).map(toCommentJson);
  });

  app.post<AtNumber & { Body: { body: string } }>(
    `${root}/issues/:number/comments`,
    async ({ params, body }, reply) => {
      const pull = repository.findPull(Number(params.number));
      if (pull === undefined) return absent(reply);
      const comment = { ...repository.stamp(), by: me, text: body.body };
      pull.comments.push(comment);
      return reply.code(201).send(toCommentJson(comment));
    },
  );
}
