import type { FastifyReply, FastifyRequest } from 'fastify';
import { fromBearerHeader, isOneOf } from '../signature.ts';
import { refuse } from './refuse.ts';

const UNAUTHORIZED = 401;
const FORBIDDEN = 403;

/** Bearer tokens for the operator's routes, and where the server listens. */
export type Access = { host: string; tokens: readonly string[] };

/** Throws the refusal of whoever did not bring one of the tokens. */
export function checkBearer(
  { headers }: FastifyRequest,
  reply: FastifyReply,
  tokens: readonly string[],
): void {
  const given = fromBearerHeader(headers.authorization);
  if (given === undefined) {
    void reply.header('www-authenticate', 'Bearer realm="signalbox"');
    throw refuse(UNAUTHORIZED, 'no_bearer', 'expected Authorization: Bearer and HTTP_TOKEN');
  }
  if (!isOneOf(tokens, given)) {
    throw refuse(FORBIDDEN, 'wrong_bearer', 'the bearer token is not HTTP_TOKEN');
  }
}

/** What the operator's routes refuse everybody while no HTTP_TOKEN is set; `why` they do. */
export function refuseWithoutToken(why: string): Error {
  return refuse(FORBIDDEN, 'no_token', `HTTP_TOKEN is not set, and ${why}`);
}
