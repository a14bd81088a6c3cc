import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { ApiError } from './api-error.ts';
import { takeFault } from './faults.ts';
import { findMethod } from './methods/method-table.ts';
import type { EmulatorFault } from './model.ts';
import { type Params, readInteger } from './parameters.ts';
import { type Body, readBody } from './read-body.ts';
import { type EmulatorState, recordCall } from './state.ts';

type Outcome = { result: unknown } | { error: ApiError };

const largestBodyBytes = 60 * 1024 * 1024;

/** The Bot API, which reads bodies of every type itself. */
export function registerApi(app: FastifyInstance, state: EmulatorState): void {
  void app.register(async (api) => {
    api.removeAllContentTypeParsers();
    api.addContentTypeParser(
      '*',
      { parseAs: 'buffer', bodyLimit: largestBodyBytes },
      (_request, body, done) => done(null, body),
    );
    api.route({
      method: ['GET', 'POST'],
      url: '/bot:token/:method',
      handler: (request, reply) => answerCall(state, request, reply),
    });
  });
}

async function answerCall(
  state: EmulatorState,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<unknown> {
  const { token, method: name } = request.params as { token: string; method: string };
  const time = state.now();
  let body: Body = { params: {}, files: new Map() };
  let fault: Awaited<ReturnType<typeof takeFault>>;
  let outcome: Outcome;
  try {
    body = await readBody(request.query, request.headers['content-type'], request.body);
    fault = await takeFault(state.faults, name, readInteger(body.params, 'chat_id'));
    outcome = fault?.kind === 'refused' ? refusal() : await run(state, token, name, body, fault, request);
  } catch (error) {
    outcome = toOutcome(error);
  }
  const method = findMethod(name)?.name ?? name;
  record(state, method, body.params, outcome, time, fault?.kind);
  if (fault?.kind === 'refused' || fault?.kind === 'lost-answer') {
    reply.hijack();
    request.raw.socket.destroy();
    return undefined;
  }
  return sendOutcome(reply, outcome);
}

async function run(
  state: EmulatorState,
  token: string,
  name: string,
  body: Body,
  fault: EmulatorFault | undefined,
  request: FastifyRequest,
): Promise<Outcome> {
  if (fault?.kind === 'error') throw new ApiError(fault.code, fault.description, fault.parameters);
  if (token !== state.token) throw new ApiError(401, 'Unauthorized');
  const method = findMethod(name);
  if (method === undefined) throw new ApiError(404, 'Not Found: method not found');
  const gone = new AbortController();
  const abandon = (): void => gone.abort();
  request.raw.socket.once('close', abandon);
  // The caller may have hung up during an injected delay.
  if (request.raw.socket.destroyed) abandon();
  try {
    return { result: await method.run(state, { ...body, gone: gone.signal }) };
  } finally {
    request.raw.socket.off('close', abandon);
  }
}

function refusal(): Outcome {
  return { error: new ApiError(0, 'the connection was refused by an injected fault') };
}

function toOutcome(error: unknown): Outcome {
  if (error instanceof ApiError) return { error };
  throw error;
}

function record(
  state: EmulatorState,
  method: string,
  params: Params,
  outcome: Outcome,
  time: Date,
  fault: EmulatorFault['kind'] | undefined,
): void {
  const error = 'error' in outcome ? { error: outcome.error.message } : {};
  recordCall(state, { method, params, ok: !('error' in outcome), ...error, time, ...(fault && { fault }) });
}

function sendOutcome(reply: FastifyReply, outcome: Outcome): FastifyReply {
  if ('result' in outcome) return reply.send({ ok: true, result: outcome.result });
  const { code, message, parameters } = outcome.error;
  const status = code >= 400 && code < 600 ? code : 500;
  return reply
    .code(status)
    .send({ ok: false, error_code: code, description: message, ...(parameters && { parameters }) });
}
