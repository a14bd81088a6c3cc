import { Octokit } from '@octokit/core';
import { restEndpointMethods } from '@octokit/plugin-rest-endpoint-methods';
import type { z } from 'zod';
import { HttpError } from '../http-client/http-error.ts';
import { createGithubFetch, type GithubConnection } from './github-fetch.ts';
import { readAnswer } from './github-schemas.ts';

const RestOctokit = Octokit.plugin(restEndpointMethods);

export type GithubOctokit = InstanceType<typeof RestOctokit>;

const silent = { debug() {}, info() {}, warn() {}, error() {} };

/** Octokit on our own fetch, so that all it throws for GitHub's sake is an HttpError. */
export function createGithubOctokit(connection: GithubConnection): GithubOctokit {
  const octokit = new RestOctokit({
    auth: connection.token,
    baseUrl: connection.apiUrl,
    userAgent: 'signalbox',
    log: silent,
    request: { fetch: createGithubFetch(connection), log: silent },
  });
  // octokit wraps what its fetch throws in an error that holds the request.
  octokit.hook.error('request', (error) => {
    throw error.cause instanceof HttpError ? error.cause : error;
  });
  return octokit;
}

/** Of 100 each. A page may be empty before the last one: GitHub leaves out what it takes for spam. */
const MOST_PAGES = 200;

type Page = { page: number; per_page: number };
type PageOf = { data: unknown; headers: { link?: string } };

/** All pages, in the order of GitHub; `what` names them where they cannot be read. */
export async function listAll<T>(
  what: string,
  schema: z.ZodType<T[]>,
  ask: (page: Page) => Promise<PageOf>,
): Promise<T[]> {
  const all: T[] = [];
  for (let page = 1; ; page += 1) {
    const { data, headers } = await ask({ page, per_page: 100 });
    all.push(...readAnswer(schema, what, data));
    if (headers.link?.includes('rel="next"') !== true) return all;
    if (page === MOST_PAGES) {
      const told = { status: 200, retryable: false };
      throw new HttpError(`github has no end of ${what}: more than ${MOST_PAGES} pages`, told);
    }
  }
}
