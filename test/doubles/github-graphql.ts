import type { FastifyInstance } from 'fastify';
import type { GithubRepository } from './github-repository.ts';
import { nodeIdOf } from './github-shapes.ts';

type Mutation = { query: string; variables: { pullRequestId: string } };

/** The two mutations that REST does not have. */
export function addGraphql(app: FastifyInstance, repository: GithubRepository): void {
  app.post<{ Body: Mutation }>('/api/graphql', async ({ body: { query, variables } }) => {
    const id = variables.pullRequestId;
    const pull = repository.pulls().find((one) => nodeIdOf(one) === id);
    const draft = query.includes('convertPullRequestToDraft');
    if (!draft && !query.includes('markPullRequestReadyForReview'))
      return fault('UNPROCESSABLE', 'unknown field');
    if (pull === undefined) {
      return fault('NOT_FOUND', `Could not resolve to a node with the global id of '${id}'`);
    }
    if (draft && !repository.drafts) {
      return fault(
        'FORBIDDEN',
        `signalbox does not have permission to convert the pull request ${id} to draft.`,
      );
    }
    // Whether GitHub takes a wish that is fulfilled already is not documented: the stricter way.
    if (pull.draft === draft) return fault('UNPROCESSABLE', 'Pull request is in that state already');
    pull.draft = draft;
    return { data: {} };
  });
}

function fault(type: string, message: string) {
  return { data: null, errors: [{ type, path: ['mutation'], message }] };
}
