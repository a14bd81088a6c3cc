import { createHash } from 'node:crypto';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { isSignedByOneOf } from '../signature.ts';
import type { Context } from '../workflow/context.ts';
import { recordEvent } from '../workflow/record-event.ts';
import { refuse } from './refuse.ts';

const ACCEPTED = 202;
const BAD_REQUEST = 400;
const UNAUTHORIZED = 401;
const UNSUPPORTED_TYPE = 415;

/**
 * Plane signs the raw bytes with HMAC-SHA256 in bare hex and takes any answer as delivered, so the event is stored
 * before it is answered. Every attempt has a delivery id of its own, hence the body's hash tells repeats.
 */
export function addPlaneWebhook(app: FastifyInstance, context: Context, secrets: readonly string[]): void {
  void app.register((scope, _options, done) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, parsed) => parsed(null, body));
    scope.post('/webhooks/plane', async (request, reply) => {
      const body = checkedBody(request, secrets);
      const recorded = recordEvent(context, {
        source: 'plane',
        eventType: header(request, 'x-plane-event') ?? 'unknown',
        payload: body.toString('utf8'),
        deliveryId: header(request, 'x-plane-delivery') ?? null,
        bodyHash: createHash('sha256').update(body).digest('hex'),
      });
      return reply.code(ACCEPTED).send(recorded);
    });
    done();
  });
}

function checkedBody(request: FastifyRequest, secrets: readonly string[]): Buffer {
  const type = header(request, 'content-type') ?? '';
  if (!/^application\/json\b/i.test(type)) {
    throw refuse(UNSUPPORTED_TYPE, 'content_type', `expected application/json, got "${type}"`);
  }
  if (secrets.length === 0) {
    throw refuse(
      UNAUTHORIZED,
      'no_secret',
      'PLANE_WEBHOOK_SECRET is not set, so no delivery can be verified',
    );
  }
  const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
  if (!isSignedByOneOf(secrets, body, header(request, 'x-plane-signature'))) {
    throw refuse(UNAUTHORIZED, 'bad_signature', 'X-Plane-Signature does not match the body');
  }
  if (body.length === 0) throw refuse(BAD_REQUEST, 'empty_body', 'the body is empty');
  return body;
}

function header(request: FastifyRequest, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value[0] : value;
}
