import type { FastifyInstance } from 'fastify';
import { toEnglish } from '../locale/to-english.ts';
import { fromBearerHeader, isOneOf } from '../signature.ts';
import type { Context } from '../workflow/context.ts';
import { describeQueue } from '../workflow/describe-queue.ts';
import { refuse } from './refuse.ts';

const UNAUTHORIZED = 401;
const FORBIDDEN = 403;

/** What runs, what waits and why. With HTTP_TOKEN set its bearer is asked for; without, only this machine may look. */
export function addQueue(
  app: FastifyInstance,
  context: Context,
  access: { host: string; tokens: readonly string[] },
): void {
  app.get('/queue', (request) => {
    checkOperator(request.headers.authorization, access);
    return toEnglish(describeQueue(context));
  });
}

const loopback = /^(127\.|localhost$|::1$)/;

function checkOperator(
  authorization: string | undefined,
  access: { host: string; tokens: readonly string[] },
): void {
  if (access.tokens.length === 0) {
    if (loopback.test(access.host)) return;
    throw refuse(FORBIDDEN, 'no_token', 'HTTP_TOKEN is not set, and HTTP_HOST is open to other machines');
  }
  const given = fromBearerHeader(authorization);
  if (given === undefined)
    throw refuse(UNAUTHORIZED, 'no_bearer', 'expected Authorization: Bearer and HTTP_TOKEN');
  if (!isOneOf(access.tokens, given)) {
    throw refuse(FORBIDDEN, 'wrong_bearer', 'the bearer token is not HTTP_TOKEN');
  }
}
