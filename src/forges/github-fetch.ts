import { readText } from '../http-client/http-client.ts';
import { HttpError } from '../http-client/http-error.ts';
import { graphqlRefused, notAsked, parseJson, refused, unreachable, withoutToken } from './github-errors.ts';
import { createGithubLimits, type GithubLimits, isLimited } from './github-limits.ts';

const TIMEOUT_MS = 20_000;
/** Shapes are promised per version, and later ones leave fields out. */
const API_VERSION = '2022-11-28';

export type GithubConnection = {
  /** `https://api.github.com`, or `https://host/api/v3` of a GitHub Enterprise Server; without a slash at its end. */
  apiUrl: string;
  token: string;
  timeoutMs?: number;
  nowMs?: () => number;
  /** Of the token, where it is used for several repositories. */
  limits?: GithubLimits;
};

type Call = { method: string; headers: Record<string, string>; body?: string };

/**
 * A fetch for octokit that answers with complete JSON or throws an HttpError: after the time limit, for every status
 * but 2xx, for GraphQL's errors in a 200, and without asking while GitHub's limits hold. No error shows the token.
 */
export function createGithubFetch(connection: GithubConnection) {
  const limits = connection.limits ?? createGithubLimits(connection.nowMs ?? Date.now);
  return async (url: string, call: Call): Promise<Response> => {
    const what = `${call.method} ${toPath(connection.apiUrl, url)}`;
    const heldMs = limits.heldMs();
    if (heldMs > 0) throw notAsked(what, heldMs);
    const { response, text } = await send(connection, { url, call, what });
    const { status, headers, ok } = response;
    const told = { status, headers, words: withoutToken(movedTo(response) ?? text, connection.token) };
    const waitMs = limits.note(told);
    if (!ok) throw refused(what, told, { limited: isLimited(told), waitMs });
    const fault = url.endsWith('/graphql') ? graphqlRefused(what, told.words, waitMs) : null;
    if (fault !== null) throw fault;
    return toAnswer(what, response, text);
  };
}

async function send(
  { token, timeoutMs = TIMEOUT_MS }: GithubConnection,
  { url, call, what }: { url: string; call: Call; what: string },
): Promise<{ response: Response; text: string }> {
  try {
    const response = await fetch(url, {
      method: call.method,
      headers: { ...call.headers, 'x-github-api-version': API_VERSION },
      ...(call.body === undefined ? {} : { body: call.body }),
      // A repository that moved is named anew in the settings: webhooks name it differently from then on, too.
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutMs),
    });
    // Read here, since octokit takes a body that broke off for an empty one.
    return { response, text: await readText(response) };
  } catch (error) {
    throw unreachable(what, error, { token, timeoutMs });
  }
}

function toAnswer(what: string, { status, headers }: Response, text: string): Response {
  if (text === '') return new Response(null, { status });
  if (parseJson(text) === undefined) {
    const told = { status, retryable: true };
    throw new HttpError(`github answered ${status} for ${what} with something that is not JSON`, told);
  }
  const link = headers.get('link');
  return new Response(text, {
    status,
    headers: { 'content-type': 'application/json', ...(link === null ? {} : { link }) },
  });
}

function movedTo({ status, headers }: Response): string | null {
  const location = status >= 300 && status < 400 ? headers.get('location') : null;
  return location === null ? null : `moved to ${location}`;
}

function toPath(apiUrl: string, url: string): string {
  return (url.startsWith(apiUrl) ? url.slice(apiUrl.length) : new URL(url).pathname).split('?', 1).join('');
}
