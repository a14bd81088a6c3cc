import Fastify, { type FastifyInstance, type FastifyReply } from 'fastify';
import { onTestFinished } from 'vitest';
import { refuse } from './github-replies.ts';
import {
  createGithubRepository,
  type GithubPullState,
  type GithubRepository,
  type GithubYard,
} from './github-repository.ts';
import { addGithubRoutes } from './github-routes.ts';

const githubToken = 'ghp_0123456789abcdefABCDEF';

const owner = 'acme';
const repo = 'shop';
/** Whom the token belongs to. */
const me = 'signalbox';

type Failure = { status: number; body: unknown; headers: Readonly<Record<string, string>>; on: string };

type Switches = {
  down: boolean;
  hanging: boolean;
  losing: boolean;
  /** What comes of the next answer before it breaks off. */
  beginning: string | null;
  failures: Failure[];
  requests: string[];
  limit: { remaining: number; resetAt: number };
};

/** GitHub Enterprise Server's REST and GraphQL for one repository, over the yard's origin; gone after the test. */
export async function startGithub(yard: GithubYard) {
  const repository = createGithubRepository(yard);
  const limit = { remaining: 5000, resetAt: Math.ceil(Date.now() / 1000) + 3600 };
  const switches: Switches = {
    down: false,
    hanging: false,
    losing: false,
    beginning: null,
    failures: [],
    requests: [],
    limit,
  };
  const app = Fastify({ forceCloseConnections: true, routerOptions: { maxParamLength: 300 } });
  addSwitches(app, switches);
  const names = { owner, repo, webUrl: '' };
  addGithubRoutes(app, { repository, names, me });
  onTestFinished(async () => app.close());
  names.webUrl = await app.listen({ host: '127.0.0.1', port: 0 });
  return {
    settings: { apiUrl: `${names.webUrl}/api/v3`, token: githubToken, owner, repo },
    repository,
    ...createHands(repository),
    /** Such as `GET /repos/acme/shop/pulls?page=1`, in the order they came. */
    requests: switches.requests,
    limit,
    down: () => {
      switches.down = true;
    },
    up: () => {
      switches.down = false;
    },
    /** Every request from here on is taken and never answered. */
    hang: () => {
      switches.hanging = true;
    },
    /** The next write is done, but its answer does not arrive. */
    loseNextAnswer: () => {
      switches.losing = true;
    },
    /** The next request gets a part of its answer. */
    breakOffNextAnswer: (beginning: string) => {
      switches.beginning = beginning;
    },
    /** The next request, or the next of whose method and address `on` is a part, is answered so and does nothing. */
    failNext: (status: number, body: unknown, headers: Readonly<Record<string, string>> = {}, on = '') => {
      switches.failures.push({ status, body, headers, on });
    },
  };
}

function addSwitches(app: FastifyInstance, switches: Switches): void {
  app.addHook('onRequest', async (request, reply) => {
    if (switches.down) return request.raw.socket.destroy();
    const line = `${request.method} ${request.url.replace('/api/v3', '')}`;
    switches.requests.push(line);
    if (switches.hanging) return new Promise(() => {});
    const { beginning } = switches;
    if (beginning !== null) {
      switches.beginning = null;
      reply.hijack().raw.writeHead(200, { 'content-type': 'application/json', 'content-length': 500 });
      return reply.raw.write(beginning, () => request.raw.socket.destroy());
    }
    const failure = switches.failures.find(({ on }) => line.includes(on));
    switches.failures = switches.failures.filter((one) => one !== failure);
    if (failure !== undefined) return reply.code(failure.status).headers(failure.headers).send(failure.body);
    return answerForLimit(switches, reply) ?? answerForToken(request.headers.authorization, reply);
  });
  app.addHook('onSend', async (request) => {
    if (!switches.losing || request.method === 'GET') return;
    switches.losing = false;
    request.raw.socket.destroy();
  });
}

/** Counts the call, and answers it where there were too many. */
function answerForLimit({ limit }: Switches, reply: FastifyReply): FastifyReply | undefined {
  const allowed = limit.remaining > 0;
  limit.remaining = Math.max(0, limit.remaining - 1);
  reply.headers({
    'x-ratelimit-limit': '5000',
    'x-ratelimit-remaining': String(limit.remaining),
    'x-ratelimit-reset': String(limit.resetAt),
  });
  return allowed ? undefined : refuse(reply, 403, 'API rate limit exceeded for user ID 1.');
}

function answerForToken(authorization = '', reply: FastifyReply): FastifyReply | undefined {
  const [kind = '', token] = authorization.split(' ');
  const known = /^(token|bearer)$/i.test(kind) && token === githubToken;
  return known ? undefined : refuse(reply, 401, 'Bad credentials');
}

/** What people and their builds do, none of it over HTTP. */
function createHands(repository: GithubRepository) {
  const { yard, runs, statuses } = repository;
  const pullOf = (number: number): GithubPullState => {
    const pull = repository.findPull(number);
    if (pull === undefined) throw new Error(`no pull request ${number}`);
    return pull;
  };
  return {
    review: (number: number, by: string, state: string, text: string) => {
      const pull = pullOf(number);
      const { id, at } = repository.stamp();
      const sentAt = state === 'PENDING' ? null : at;
      pull.reviews.push({ id, by, state, text, commit: pull.head, at: sentAt });
    },
    comment: (number: number, by: string, text: string) => {
      pullOf(number).comments.push({ ...repository.stamp(), by, text });
    },
    /** By the button, with a merge commit, and returns that. */
    mergeByHand: (number: number, by: string): string => {
      const { status, message, sha } = repository.merge(pullOf(number), { style: 'merge', by });
      if (sha === undefined) throw new Error(`${status} ${message}`);
      return sha;
    },
    close: (number: number, by: string) => {
      Object.assign(pullOf(number), { state: 'closed', closedBy: by });
    },
    reopen: (number: number) => {
      Object.assign(pullOf(number), { state: 'open', closedBy: null });
    },
    pushCommit: yard.commitAtOrigin,
    setStatus: (commit: string, context: string, state: string, text = '') => {
      const status = { ...repository.stamp(), context, state, text };
      statuses.set(commit, [...(statuses.get(commit) ?? []), status]);
    },
    /** A new run; `conclusion` is null for one that is not completed. */
    setCheckRun: (
      commit: string,
      name: string,
      told: { conclusion: string | null; status?: string; app?: string },
    ) => {
      const { conclusion, app = 'github-actions' } = told;
      const status = told.status ?? (conclusion === null ? 'in_progress' : 'completed');
      const run = { ...repository.stamp(), name, app, status, conclusion };
      runs.set(commit, [...(runs.get(commit) ?? []), run]);
    },
  };
}
