import { HttpError } from '../http-client/http-error.ts';
import type { GithubOctokit } from './github-octokit.ts';

// Only GraphQL can change whether a pull request is a draft.

export async function markReady(octokit: GithubOctokit, pullRequestId: string): Promise<void> {
  await octokit.graphql(
    `mutation ($pullRequestId: ID!) {
      markPullRequestReadyForReview(input: { pullRequestId: $pullRequestId }) { clientMutationId }
    }`,
    { pullRequestId },
  );
}

/** Leaves it ready where the repository knows no drafts, as those of some plans do. */
export async function convertToDraft(octokit: GithubOctokit, pullRequestId: string): Promise<void> {
  try {
    await octokit.graphql(
      `mutation ($pullRequestId: ID!) {
        convertPullRequestToDraft(input: { pullRequestId: $pullRequestId }) { clientMutationId }
      }`,
      { pullRequestId },
    );
  } catch (error) {
    // The words for it are about rights, also for an owner (seen in gh).
    if (error instanceof HttpError && /permission to convert .* to draft/i.test(error.message)) return;
    throw error;
  }
}
