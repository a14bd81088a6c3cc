import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { giteaSource } from '../forges/gitea-webhook.ts';
import { githubSource } from '../forges/github-webhook.ts';
import { healthSource } from '../monitors/health-webhook.ts';
import type { NewEvent } from '../store/inbox.ts';
import { planeSource } from '../trackers/plane-webhook.ts';
import type { Delivery, WebhookSource } from '../webhook.ts';
import type { Context } from '../workflow/context.ts';
import { recordEvent } from '../workflow/intake/record-event.ts';
import { redact } from './redact.ts';
import { checkJsonType, refuse } from './refuse.ts';

const ACCEPTED = 202;
const BAD_REQUEST = 400;
const UNAUTHORIZED = 401;

type SourceName = WebhookSource['name'];

/** By the kind of sender; with none, its deliveries are refused. */
export type WebhookSecrets = Readonly<Record<SourceName, readonly string[]>>;

const sources = {
  plane: planeSource,
  gitea: giteaSource,
  github: githubSource,
  health: healthSource,
} as const satisfies Record<SourceName, WebhookSource>;

const eventHeaders: Readonly<Record<SourceName, string>> = {
  plane: 'X-Plane-Event',
  gitea: 'X-Gitea-Event-Type',
  github: 'X-GitHub-Event',
  health: '',
};

/**
 * `POST /webhooks/…` for every sender, and `/webhooks/health/:subject`. Most senders take any answer as delivered and
 * never repeat it, so an event is verified and stored before it is answered, and understood later.
 */
export function addWebhooks(app: FastifyInstance, context: Context, secrets: WebhookSecrets): void {
  const take = (route: WebhookSource) => (request: FastifyRequest, reply: FastifyReply) => {
    const delivery = toDelivery(request);
    const source = toSource(route, delivery);
    checkDelivery(source, delivery, secrets[source.name]);
    const recorded = recordEvent(context, toEvent(source, delivery, secrets[source.name]));
    return reply.code(ACCEPTED).send(recorded);
  };
  void app.register((scope, _options, done) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, parsed) => parsed(null, body));
    for (const source of Object.values(sources)) scope.post(`/webhooks/${source.name}`, take(source));
    scope.post('/webhooks/health/:subject', take(healthSource));
    done();
  });
}

function toDelivery({ headers, params, body }: FastifyRequest): Delivery {
  const { subject } = params as { subject?: string };
  return {
    headers: Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value[0] : value]),
    ),
    body: Buffer.isBuffer(body) ? body : Buffer.alloc(0),
    subject: subject === undefined || subject === '' ? null : subject,
  };
}

/** Gitea sends GitHub’s headers as well as its own, so its own decide, at either address. */
function toSource(route: WebhookSource, { headers }: Delivery): WebhookSource {
  if (route !== giteaSource && route !== githubSource) return route;
  const isGitea = headers['x-gitea-event'] !== undefined || headers['x-gitea-event-type'] !== undefined;
  if (isGitea) return giteaSource;
  if (route === giteaSource && headers['x-github-event'] !== undefined) {
    throw refuse(
      BAD_REQUEST,
      'wrong_sender',
      'this is a delivery of GitHub, and its address is /webhooks/github',
    );
  }
  return route;
}

function checkDelivery(source: WebhookSource, delivery: Delivery, secrets: readonly string[]): void {
  checkJsonType(delivery.headers['content-type']);
  if (secrets.length === 0) {
    const why = `${source.secretVariable} is not set, so no delivery can be verified`;
    throw refuse(UNAUTHORIZED, 'no_secret', why);
  }
  const refusal = source.verify(delivery, secrets);
  if (refusal !== null) throw refuse(refusal.status, refusal.code, refusal.message);
  if (delivery.body.length === 0) throw refuse(BAD_REQUEST, 'empty_body', 'the body is empty');
  if (source.identify(delivery).eventType === '') {
    const why = `${eventHeaders[source.name]} is missing, which names the event`;
    throw refuse(BAD_REQUEST, 'no_event', why);
  }
}

/** Only monitors send the secret itself, and some of them repeat their headers in the body. */
function toEvent(source: WebhookSource, delivery: Delivery, secrets: readonly string[]): NewEvent {
  const text = delivery.body.toString('utf8');
  const payload = source === healthSource ? redact(text, secrets) : text;
  return { source: source.name, ...source.identify(delivery), payload };
}
