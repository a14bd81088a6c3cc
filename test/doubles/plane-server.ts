import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createSender, type PlaneDelivery, type PlaneListener, type Spellings } from './plane-events.ts';
import { createHands } from './plane-hands.ts';
import {
  addProject,
  addUser,
  createModel,
  type PlaneModel,
  type PlaneProject,
  type PlaneUser,
  type PlaneVersion,
  versions,
} from './plane-model.ts';
import { answerApi } from './plane-routes.ts';
import { createThrottle } from './plane-throttle.ts';

export type PlaneOptions = {
  /** The workspace's slug. */
  workspace?: string;
  /** What the first project's keys begin with. */
  identifier?: string;
  version?: PlaneVersion;
  /** Of the webhook. */
  secret?: string;
  spellings?: Spellings;
  /** Plane's own limit is 60; tests that look often need more. */
  requestsPerMinute?: number;
  now?: () => number;
};

type LoggedRequest = { method: string; path: string; body: unknown; status: number };

type NextAnswer = { status: number; headers: Record<string, string>; body: unknown };

/** What is going to happen to requests. */
type Faults = { down: boolean; losses: Loss[]; stallsNext: boolean; next: NextAnswer[] };

type Loss = { on: RegExp; whenLost: () => void };

export type PlaneServerDouble = Awaited<ReturnType<typeof startPlane>>;

/**
 * A Plane CE over HTTP that remembers what is done to it, by REST and by people's hands: answers, errors and webhooks
 * in the shapes of Plane's sources. Close it after the test.
 */
export async function startPlane(options: PlaneOptions = {}) {
  const secret = options.secret ?? 'plane_wh_demo';
  const sender = createSender(() => model, { secret, spellings: options.spellings ?? 'one' });
  const model: PlaneModel = createModel(
    options.workspace ?? 'acme',
    options.version ?? '1.3.1',
    options.now ?? Date.now,
    (change) => {
      const byRest = change.actor === me;
      if (!byRest || versions[model.version].apiEvents) sender.tell(change);
    },
  );
  const me = addUser(model, 'Signalbox');
  const ada = addUser(model, 'Ada');
  const project = addProject(model, options.identifier ?? 'ET');
  const apiKey = 'plane_api_0123456789abcdef';
  const faults: Faults = { down: false, losses: [], stallsNext: false, next: [] };
  const requests: LoggedRequest[] = [];
  const throttle = createThrottle(options.requestsPerMinute ?? 1000);
  const { url, close } = await listen({ model, me, apiKey, faults, requests, throttle });
  return {
    url,
    close,
    apiKey,
    secret,
    workspace: model.workspace.slug,
    project: project.id,
    /** The user of the API key. */
    me,
    /** Who does what nobody else is named for. */
    ada,
    requests,
    ...createHands(model, { ada, project }),
    addProject: (identifier: string): PlaneProject => addProject(model, identifier),
    addUser: (name: string): PlaneUser => addUser(model, name),
    /** Another version from the next request on. */
    install: (version: PlaneVersion) => void (model.version = version),
    ...toSwitches(faults),
    ...toWebhooks(sender),
  };
}

function toSwitches(faults: Faults) {
  return {
    /** Every connection is cut until `up`. */
    down: () => void (faults.down = true),
    up: () => void (faults.down = false),
    /** The next request that writes, or the next that matches as `METHOD /path`, is done, and its answer lost. */
    loseNextAnswer: (on = /./, whenLost: Loss['whenLost'] = () => {}) =>
      void faults.losses.push({ on, whenLost }),
    /** The next request is read, and neither done nor answered. */
    stallNext: () => void (faults.stallsNext = true),
    /** The next request is answered so and does nothing; several of them come one after the other. */
    failNext: (status: number, headers: Record<string, string> = {}, body: unknown = { error: 'failed' }) =>
      void faults.next.push({ status, headers, body }),
  };
}

function toWebhooks(sender: ReturnType<typeof createSender>) {
  return {
    /** Gets every delivery: the exact text and its headers, signed. One that throws was not reached. */
    onEvent: (listener: PlaneListener) => sender.listen(listener),
    /** Posts every delivery to an address, and looks at no status. */
    sendTo: (address: string) =>
      sender.listen(async (body, headers) => {
        const response = await fetch(address, { method: 'POST', body, headers });
        await response.arrayBuffer();
      }),
    deliveries: sender.deliveries as readonly PlaneDelivery[],
    /** Sends again what did not arrive, each under a fresh id. */
    redeliver: () => sender.redeliver(),
    /** Resolves when everything that happened was sent. */
    settled: () => sender.settled(),
  };
}

type Behind = {
  model: PlaneModel;
  me: PlaneUser;
  apiKey: string;
  faults: Faults;
  requests: LoggedRequest[];
  throttle: ReturnType<typeof createThrottle>;
};

async function listen(behind: Behind) {
  const server = createServer((request, response) => void handle(behind, request, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const close = async () => {
    if (!server.listening) return;
    const closed = once(server, 'close');
    server.close();
    server.closeAllConnections();
    await closed;
  };
  return { url, close };
}

async function handle(behind: Behind, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { faults, requests } = behind;
  if (faults.down) return void request.socket.destroy();
  if (faults.stallsNext) {
    faults.stallsNext = false;
    return;
  }
  const method = request.method ?? 'GET';
  const { pathname, search, searchParams } = new URL(request.url ?? '/', 'http://plane');
  const text = await new Response(request).text();
  const body: unknown = text === '' ? undefined : JSON.parse(text);
  const {
    status,
    headers,
    body: answer,
  } = faults.next.shift() ??
  toAnswer(behind, request, {
    method,
    path: pathname,
    query: searchParams,
    body,
  });
  requests.push({ method, path: `${pathname}${search}`, body, status });
  const loss =
    method === 'GET' ? undefined : faults.losses.find(({ on }) => on.test(`${method} ${pathname}`));
  if (loss !== undefined) {
    faults.losses = faults.losses.filter((one) => one !== loss);
    loss.whenLost();
    return void request.socket.destroy();
  }
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(typeof answer === 'string' ? answer : JSON.stringify(answer));
}

function toAnswer(
  { model, me, apiKey, throttle }: Behind,
  { headers }: IncomingMessage,
  request: { method: string; path: string; query: URLSearchParams; body: unknown },
): NextAnswer {
  const { path } = request;
  if (!path.startsWith('/api/v1/')) return { status: 404, headers: {}, body: { error: 'Page not found.' } };
  if (!path.endsWith('/')) return { status: 301, headers: { location: `${path}/` }, body: '' };
  const key = headers['x-api-key'];
  const credentials = 'Authentication credentials were not provided.';
  if (key === undefined || key === '') return { status: 401, headers: {}, body: { detail: credentials } };
  if (key !== apiKey) return { status: 403, headers: {}, body: { detail: 'Given API token is not valid' } };
  const turn = throttle();
  if (turn.refused) {
    const told = { error_code: 5900, error_message: 'RATE_LIMIT_EXCEEDED' };
    return { status: 429, headers: turn.headers, body: told };
  }
  const answer = answerApi(model, me, { ...request, path: path.slice('/api/v1'.length) });
  return { ...answer, headers: turn.headers };
}
