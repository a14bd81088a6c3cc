import type { FastifyInstance } from 'fastify';
import { paged, type Query, refuse } from './github-replies.ts';
import { type GithubCommitStatus, type GithubRepository, hasCommit } from './github-repository.ts';
import { type GithubNames, toCheckRunJson, toStatusJson } from './github-shapes.ts';

type AtCommit = { Params: { ref: string }; Querystring: Query };

/** What builds said of a commit, in both of GitHub's ways. */
export function addResults(
  app: FastifyInstance,
  { repository, names }: { repository: GithubRepository; names: GithubNames },
): void {
  const root = `/api/v3/repos/${names.owner}/${names.repo}`;

  // The newest per context, as GitHub combines them; its `state` is left out, since nobody may rely on it.
  app.get<AtCommit>(`${root}/commits/:ref/status`, async (request, reply) => {
    const { ref } = request.params;
    if (!hasCommit(repository.yard, ref)) return refuse(reply, 422, `No commit found for SHA: ${ref}`);
    const newest = new Map<string, GithubCommitStatus>();
    for (const status of repository.statuses.get(ref) ?? []) newest.set(status.context, status);
    const statuses = paged(request, reply, [...newest.values()]).map(toStatusJson);
    return { sha: ref, total_count: newest.size, statuses };
  });

  // Each run in a suite of its own, so that `filter=latest` keeps them all.
  app.get<AtCommit>(`${root}/commits/:ref/check-runs`, async (request, reply) => {
    const { ref } = request.params;
    if (!hasCommit(repository.yard, ref)) return refuse(reply, 422, `No commit found for SHA: ${ref}`);
    const runs = repository.runs.get(ref) ?? [];
    const page = paged(request, reply, runs.toReversed());
    return { total_count: runs.length, check_runs: page.map((run) => toCheckRunJson(run, ref)) };
  });
}
