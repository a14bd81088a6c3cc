import type { AddressInfo } from 'node:net';
import fastify, { type FastifyInstance, type FastifyReply } from 'fastify';
import { listenAt } from '../listen.ts';
import type { Context } from '../workflow/context.ts';
import { addQueue } from './queue.ts';
import { addSerialGate } from './serial-gate.ts';
import { addTelegram, type TelegramWebhook } from './telegram.ts';
import { addWebhooks, type WebhookSecrets } from './webhooks.ts';

export type HttpSettings = {
  host: string;
  port: number;
  /** Bearer tokens for the operator's routes; none: this machine alone may look, and nobody change anything. */
  tokens: readonly string[];
  webhookSecrets: WebhookSecrets;
  telegram?: TelegramWebhook | null;
  /** In which a request must have arrived, its body too. */
  requestTimeoutMs?: number;
};

export type HttpServer = {
  /** Resolves to the address it listens at; port 0 takes a free one. */
  start(): Promise<{ url: string }>;
  stop(): Promise<void>;
};

const BODY_LIMIT_BYTES = 5 * 1024 * 1024;
const REQUEST_TIMEOUT_MS = 30_000;
/** Of a part of an address, such as the name of a repository with its owner. */
const LONGEST_PART = 300;
const BAD_REQUEST = 400;
const NOT_FOUND = 404;
const SERVER_ERROR = 500;

/** What fastify refuses by itself, in our words. */
const codesByStatus: Readonly<Record<number, string>> = { 413: 'body_too_large', 415: 'content_type' };

/** The web's way in: webhooks, the queue, freezes, and whether the process is well. Errors are `{ error, message }`. */
export function createHttpServer(context: Context, settings: HttpSettings): HttpServer {
  const { requestTimeoutMs = REQUEST_TIMEOUT_MS } = settings;
  const app = fastify({
    bodyLimit: BODY_LIMIT_BYTES,
    requestTimeout: requestTimeoutMs,
    // Node takes the longer of the two for the whole request.
    http: { headersTimeout: requestTimeoutMs, connectionsCheckingInterval: requestTimeoutMs / 2 },
    routerOptions: { maxParamLength: LONGEST_PART },
    forceCloseConnections: true,
    // Faults before any route is found, such as an address that cannot be decoded.
    frameworkErrors: (error, _request, reply: FastifyReply) => {
      void reply.code(BAD_REQUEST).send({ error: 'bad_request', message: error.message });
    },
  });
  addErrors(app, context);
  app.get('/healthz', () => ({ status: 'ok', version: 1, paused: context.store.pauses.list().length > 0 }));
  addWebhooks(app, context, settings.webhookSecrets);
  addTelegram(app, context, settings.telegram ?? null);
  addQueue(app, context, settings);
  addSerialGate(app, context, settings);
  return {
    async start() {
      await listenAt(app, settings, { host: 'HTTP_HOST', port: 'HTTP_PORT' });
      const { port } = app.server.address() as AddressInfo;
      const host = settings.host.includes(':') ? `[${settings.host}]` : settings.host;
      return { url: `http://${host}:${port}` };
    },
    stop: () => app.close(),
  };
}

function addErrors(app: FastifyInstance, { log }: Context): void {
  app.setNotFoundHandler((request, reply) =>
    reply
      .code(NOT_FOUND)
      .send({ error: 'not_found', message: `there is no ${request.method} ${request.url}` }),
  );
  app.setErrorHandler((error: Fault, request, reply) => {
    const status = error.statusCode ?? SERVER_ERROR;
    if (status < SERVER_ERROR) {
      log.warn({ url: toPath(request.url), status, reason: error.message }, 'request refused');
      return reply.code(status).send({ error: toCode(error, status), message: error.message });
    }
    log.error({ url: toPath(request.url), err: error }, 'request failed');
    return reply.code(status).send({ error: 'internal', message: 'the request failed; the log says why' });
  });
}

/** Without the query, where people put tokens. */
function toPath(url: string): string {
  return url.split('?', 1)[0] ?? '';
}

type Fault = Error & { statusCode?: number; code?: string };

function toCode({ code }: Fault, status: number): string {
  if (code !== undefined && !code.startsWith('FST_')) return code;
  return codesByStatus[status] ?? 'bad_request';
}
