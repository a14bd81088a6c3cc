import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createGitOrigin } from './git-origin.ts';
import { type GiteaEvent, toEvent } from './gitea-events.ts';
import { type Answer, refusal } from './gitea-merge.ts';
import { createGiteaPeople } from './gitea-people.ts';
import { type GiteaRepository, noticePushes } from './gitea-repository.ts';
import { answerCall } from './gitea-routes.ts';

type GiteaServerSettings = {
  /** A bare repository, which others push to as they like. */
  origin: string;
  owner?: string;
  repo?: string;
  /** The one token that is known, and whose it is. */
  token?: string;
  user?: string;
};

/**
 * Gitea over HTTP on loopback, as far as Signalbox speaks to it: pull requests of one repository, over a real bare one.
 * Pushes to it are noticed at each request, by each hand and by `noticePushes`.
 */
export async function startGiteaServer(settings: GiteaServerSettings) {
  const { token = 'gitea-test-token' } = settings;
  const requests: string[] = [];
  const faults = createFaults();
  const listeners: ((event: GiteaEvent) => void)[] = [];
  let root = '';
  const repository = createRepository(settings, (happening) => {
    if (listeners.length === 0) return;
    const event = toEvent(repository, happening, root);
    for (const listener of listeners) listener(event);
  });
  const server = createServer((request, response) => {
    const what = `${request.method} ${request.url}`;
    requests.push(what);
    void readJson(request).then((body) => {
      const loss = faults.takeLoss(what);
      const answer = faults.answerTo(what) ?? answerRequest({ repository, token, root }, request, body);
      loss?.whenLost();
      if (loss !== undefined || faults.isDown()) request.socket.destroy();
      else send(response, answer);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  root = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url: root,
    token,
    owner: repository.owner,
    repo: repository.name,
    /** Settings of the repository that a test may change, and all that Gitea knows of it. */
    repository,
    people: createGiteaPeople(repository),
    /** Each as `METHOD /path?query`. */
    requests,
    noticePushes: () => noticePushes(repository),
    /** Told of everything a webhook would tell, at once; toDelivery of gitea-events.ts makes a signed delivery of it. */
    onEvent: (listener: (event: GiteaEvent) => void) => {
      listeners.push(listener);
    },
    down: () => faults.setDown(true),
    up: () => faults.setDown(false),
    /** The next write, or the next that matches as `METHOD /path?query`, is done, but its answer does not arrive. */
    loseNextAnswer: faults.loseNextAnswer,
    /** The next request that matches is answered so, and not done. Matched with `METHOD /path?query`. */
    failNext: faults.failNext,
    close: async () => close(server),
  };
}

function createRepository(
  { origin, owner = 'acme', repo = 'shop', user = 'signalbox' }: GiteaServerSettings,
  happened: GiteaRepository['happened'],
): GiteaRepository {
  const git = createGitOrigin(origin);
  let lastId = 0;
  return {
    git,
    owner,
    name: repo,
    defaultBranch: 'main',
    user,
    pulls: [],
    statuses: [],
    branches: git.branches(),
    styles: new Set(['merge', 'squash', 'fast-forward-only']),
    mayMerge: true,
    archived: false,
    notReady: null,
    checking: 0,
    nextId: () => {
      lastId += 1;
      return lastId;
    },
    happened,
  };
}

type Fault = { on: RegExp; answer: Answer };
type Loss = { on: RegExp; whenLost: () => void };

function createFaults() {
  const planned: Fault[] = [];
  const losses: Loss[] = [];
  let isDown = false;
  return {
    isDown: () => isDown,
    setDown: (down: boolean) => {
      isDown = down;
    },
    loseNextAnswer: (on = /./, whenLost: Loss['whenLost'] = () => {}) => {
      losses.push({ on, whenLost });
    },
    takeLoss: (what: string): Loss | undefined => {
      const index = what.startsWith('GET ') ? -1 : losses.findIndex(({ on }) => on.test(what));
      return index === -1 ? undefined : losses.splice(index, 1)[0];
    },
    failNext: (status: number, body: unknown, on = /./) => {
      planned.push({ on, answer: { status, body } });
    },
    answerTo: (what: string): Answer | null => {
      if (isDown) return refusal(502, 'down');
      const index = planned.findIndex(({ on }) => on.test(what));
      return index === -1 ? null : (planned.splice(index, 1)[0]?.answer ?? null);
    },
  };
}

type Serving = { repository: GiteaRepository; token: string; root: string };

function answerRequest(
  { repository, token, root }: Serving,
  request: IncomingMessage,
  body: Readonly<Record<string, unknown>>,
): Answer {
  const allowed = [`token ${token}`, `Bearer ${token}`];
  if (!allowed.includes(request.headers.authorization ?? '')) {
    return refusal(401, 'invalid username, password or token');
  }
  noticePushes(repository);
  const url = new URL(request.url ?? '/', root);
  return answerCall(repository, request.method ?? '', { url, body, root, by: repository.user });
}

async function readJson(request: IncomingMessage): Promise<Readonly<Record<string, unknown>>> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString('utf8');
  return text === '' ? {} : (JSON.parse(text) as Record<string, unknown>);
}

function send(response: ServerResponse, { status, body, headers = {} }: Answer): void {
  response.writeHead(status, { 'content-type': 'application/json;charset=utf-8', ...headers });
  response.end(body === undefined ? undefined : JSON.stringify(body));
}

async function close(server: Server): Promise<void> {
  server.closeAllConnections();
  server.close();
  await once(server, 'close');
}
