import type { z } from 'zod';
import {
  createHttpClient,
  type HttpAnswer,
  type HttpClient,
  type HttpRequest,
} from '../http-client/http-client.ts';
import { parseAnswer } from '../payload.ts';
import { toUser, userSchema } from './plane-schemas.ts';
import type { TrackerUser } from './tracker.ts';
import { TrackerError } from './tracker-error.ts';

export type PlaneSettings = {
  url: string;
  apiKey: string;
  /** Plane allows 60 a minute and key, unless its API_KEY_RATE_LIMIT says otherwise. */
  requestsPerMinute: number;
  timeoutMs?: number;
};

/** How a server's routes call work items: `work-items` since 1.1.0, `issues` before and as a deprecated alias after. */
type ItemsWord = 'work-items' | 'issues';

/** One Plane with one key, whose rate limit all its projects share. */
export type PlaneServer = {
  /** What people open in a browser, without a slash at its end. */
  url: string;
  http: HttpClient;
  whoAmI(): Promise<TrackerUser>;
  itemsWord: ItemsWord;
};

export type PlaneProject = { server: PlaneServer; workspace: string; project: string };

const NOT_FOUND = 404;

/** REST API of Plane CE 1.3.1 and before (plane/api); every path ends with a slash, or Plane redirects. */
export function createPlaneServer({ apiKey, ...settings }: PlaneSettings): PlaneServer {
  const url = settings.url.replace(/\/+$/, '');
  const http = createHttpClient({
    service: 'plane',
    baseUrl: `${url}/api/v1`,
    headers: { 'x-api-key': apiKey },
    secrets: [apiKey],
    perMinute: settings.requestsPerMinute,
    ...(settings.timeoutMs === undefined ? {} : { timeoutMs: settings.timeoutMs }),
  });
  let me: TrackerUser | null = null;
  const whoAmI = async () => {
    me ??= toUser(await look(http, '/users/me/', userSchema));
    return me;
  };
  return { url, http, whoAmI, itemsWord: 'work-items' };
}

/** What the path below the API's root answers to a GET. */
export async function look<T>(http: HttpClient, path: string, schema: z.ZodType<T>): Promise<T> {
  const { body } = await http.request({ method: 'GET', path });
  return parseAnswer(schema, body, 'plane', `GET ${path}`);
}

export function projectPath({ workspace, project }: PlaneProject): string {
  return `/workspaces/${encodeURIComponent(workspace)}/projects/${encodeURIComponent(project)}`;
}

/** `pathOf` makes the path with the server's word for work items. */
export type ItemsRequest = Omit<HttpRequest, 'path'> & { pathOf(word: ItemsWord): string };

/** `what` is the request as errors name it. */
export type PlaneAnswer = Pick<HttpAnswer, 'status' | 'body'> & { what: string };

/**
 * A request below the route of work items. Null means that there is no such thing: Plane said so itself, and it
 * serves the list of the same route.
 */
export async function askItems(place: PlaneProject, request: ItemsRequest): Promise<PlaneAnswer | null> {
  const { server } = place;
  const word = server.itemsWord;
  const first = await sendTo(server, word, request);
  if (first.status !== NOT_FOUND) return first;
  server.itemsWord = await findItemsWord(place);
  const answer = server.itemsWord === word ? first : await sendTo(server, server.itemsWord, request);
  if (answer.status !== NOT_FOUND) return answer;
  if (typeof answer.body === 'object') return null;
  // A proxy in front of a Plane that restarts says 404 in its own words.
  throw new TrackerError(`${answer.what} was answered 404, but not by plane`, { retryable: true });
}

async function sendTo(
  { http }: PlaneServer,
  word: ItemsWord,
  { pathOf, accept = [], ...request }: ItemsRequest,
): Promise<PlaneAnswer> {
  const path = pathOf(word);
  const { status, body } = await http.request({ ...request, path, accept: [...accept, NOT_FOUND] });
  return { status, body, what: `${request.method} ${path}` };
}

/** Older servers know no `work-items`, and answer 404 as they do for an item that is gone: the list tells which. */
async function findItemsWord(place: PlaneProject): Promise<ItemsWord> {
  const { server } = place;
  const other = server.itemsWord === 'issues' ? 'work-items' : 'issues';
  for (const word of [server.itemsWord, other] as const) {
    const path = `${projectPath(place)}/${word}/?per_page=1&fields=id`;
    const { status } = await server.http.request({ method: 'GET', path, accept: [NOT_FOUND] });
    if (status !== NOT_FOUND) return word;
  }
  throw new TrackerError(
    `plane serves neither work-items nor issues of project ${place.project} in workspace ${place.workspace}`,
    { retryable: true },
  );
}
