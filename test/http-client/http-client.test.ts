import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { inspect } from 'node:util';
import { afterEach, describe, expect, it, onTestFinished, test, vi } from 'vitest';
import { createHttpClient, type HttpClientSettings, probeUrl } from '../../src/http-client/http-client.ts';
import { HttpError } from '../../src/http-client/http-error.ts';

async function serve(answer: RequestListener, path = '/healthz'): Promise<string> {
  const server = createServer(answer).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`;
}

test('a URL that answers 2xx is healthy, whatever it says', async () => {
  const url = await serve((_request, response) => response.writeHead(204).end());
  expect(await probeUrl(url)).toBeNull();
});

test('any other status is named', async () => {
  const url = await serve((_request, response) => response.writeHead(503).end('no'));
  expect(await probeUrl(url)).toBe(`GET ${url} answered 503`);
});

test('a URL where nobody listens is not healthy, and why is told', async () => {
  const url = await serve((request) => request.socket.destroy());
  expect(await probeUrl(url)).toMatch(/^GET http.* failed: \S/);
  expect(await probeUrl('http://127.0.0.1:1/')).toMatch(/failed: .*(ECONNREFUSED|bad port)/);
});

const secret = 'token_0123456789abcdef';
const look = { method: 'GET', path: '/things?page=1' } as const;

type Said = { method: string; url: string; headers: Record<string, unknown>; body: string };

/** A client of a service that gives these answers in turn, the last one for ever. */
async function createBench(
  answers: [status: number, headers: Record<string, string>, body?: string][],
  settings: Partial<HttpClientSettings> = {},
) {
  const said: Said[] = [];
  const baseUrl = await serve((request, response) => {
    void Array.fromAsync(request).then((chunks: Buffer[]) => {
      const { method = '', url = '', headers } = request;
      said.push({ method, url, headers, body: Buffer.concat(chunks).toString() });
      const [status, answerHeaders, body] = answers[Math.min(said.length, answers.length) - 1] ?? [500, {}];
      response.writeHead(status, answerHeaders).end(body);
    });
  }, '');
  const headers = { authorization: `Bearer ${secret}` };
  const client = createHttpClient({ service: 'thinger', baseUrl, headers, secrets: [secret], ...settings });
  return { client, said };
}

async function failureOf(promise: Promise<unknown>): Promise<HttpError> {
  const error = await promise.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof HttpError)) throw new Error(`not refused by an HttpError: ${String(error)}`);
  return error;
}

/** All a logger could print of an error. */
function printed(error: unknown): string {
  return inspect(error, { depth: null, showHidden: true });
}

afterEach(() => void vi.useRealTimers());

describe('a client', () => {
  it('sends JSON with its headers, and gives back parsed JSON', async () => {
    const { client, said } = await createBench([[201, { 'x-made': 'yes' }, '{"id":7}']]);
    const answer = await client.request({ method: 'POST', path: '/things', body: { name: 'Größe' } });
    expect(answer).toMatchObject({ status: 201, body: { id: 7 } });
    expect(answer.headers.get('x-made')).toBe('yes');
    expect(said).toMatchObject([
      {
        method: 'POST',
        url: '/things',
        body: '{"name":"Größe"}',
        headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/json' },
      },
    ]);
  });

  it('gives back text that is no JSON as it is, and nothing as undefined', async () => {
    const { client, said } = await createBench([
      [200, {}, 'ok'],
      [204, {}],
    ]);
    expect((await client.request(look)).body).toBe('ok');
    expect((await client.request(look)).body).toBeUndefined();
    expect(said[0]?.headers).not.toHaveProperty('content-type');
  });

  it.each([
    [400, false],
    [401, false],
    [403, false],
    [404, false],
    [409, false],
    [408, true],
    [425, true],
    [429, true],
    [500, true],
    [502, true],
  ])('refuses %i, which may pass by itself: %s', async (status, retryable) => {
    const { client } = await createBench([[status, {}, '{"message":"no  way"}']]);
    const error = await failureOf(client.request(look));
    expect(error).toMatchObject({ status, retryable, retryAfterMs: null, body: { message: 'no  way' } });
    expect(error.message).toBe(`thinger answered ${status} for GET /things?page=1: {"message":"no way"}`);
  });

  it('takes a status that the caller accepts for an answer', async () => {
    const { client } = await createBench([[404, {}, '{"message":"gone"}']]);
    const answer = await client.request({ ...look, accept: [404] });
    expect(answer).toMatchObject({ status: 404, body: { message: 'gone' } });
  });

  it('follows no redirect, and says where it leads', async () => {
    const { client, said } = await createBench([[301, { location: '/things/' }]]);
    const error = await failureOf(client.request({ ...look, method: 'POST', body: {} }));
    expect(error).toMatchObject({ status: 301, retryable: false });
    expect(error.message).toContain('moved to /things/');
    expect(said).toHaveLength(1);
  });

  it('cuts a long answer in its message', async () => {
    const { client } = await createBench([[500, {}, 'x'.repeat(5000)]]);
    const { message } = await failureOf(client.request(look));
    expect(message.length).toBeLessThan(400);
    expect(message).toMatch(/x…$/);
  });
});

describe('a service that does not answer', () => {
  it('in time may do so later', async () => {
    const baseUrl = await serve(() => {}, '');
    const client = createHttpClient({ service: 'thinger', baseUrl, headers: {}, secrets: [], timeoutMs: 40 });
    const error = await failureOf(client.request(look));
    expect(error).toMatchObject({ status: null, retryable: true });
    expect(error.message).toBe('thinger could not be asked for GET /things?page=1: no answer within 0.04 s');
  });

  it('to the end is cut off too', async () => {
    const baseUrl = await serve((_request, response) => void response.writeHead(200).write('{"id"'), '');
    const client = createHttpClient({ service: 'thinger', baseUrl, headers: {}, secrets: [], timeoutMs: 60 });
    const error = await failureOf(client.request(look));
    expect(error).toMatchObject({ status: null, retryable: true });
    expect(error.message).toContain('no answer within 0.06 s');
  });

  it('at all may do so later', async () => {
    const baseUrl = await serve((request) => request.socket.destroy(), '');
    const client = createHttpClient({ service: 'thinger', baseUrl, headers: {}, secrets: [] });
    const error = await failureOf(client.request(look));
    expect(error).toMatchObject({ status: null, retryable: true });
    expect(error.message).toMatch(/^thinger could not be asked for GET \/things\?page=1: \S/);
  });
});

describe('the pace', () => {
  it('leaves a service alone that said how long to wait, and tells the caller', async () => {
    const { client, said } = await createBench([
      [429, { 'retry-after': '30' }, '{}'],
      [200, {}, '{}'],
    ]);
    const refused = await failureOf(client.request(look));
    expect(refused).toMatchObject({ status: 429, retryable: true, retryAfterMs: 30_000 });
    const held = await failureOf(client.request(look));
    expect(held).toMatchObject({ status: null, retryable: true });
    expect(held.retryAfterMs).toBeGreaterThan(29_000);
    expect(held.message).toMatch(/^thinger was not asked for GET \/things\?page=1: its rate limit .* 30 s$/);
    expect(said).toHaveLength(1);
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 30_001 });
    expect((await client.request(look)).status).toBe(200);
  });

  it('reads a Retry-After that is a date', async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: new Date('2031-05-06T07:08:09Z') });
    const { client } = await createBench([[503, { 'retry-after': 'Tue, 06 May 2031 07:08:29 GMT' }]]);
    expect(await failureOf(client.request(look))).toMatchObject({ retryable: true, retryAfterMs: 20_000 });
  });

  it.each(['soon', '', '-5'])('is not confused by a Retry-After of %j', async (after) => {
    const { client, said } = await createBench([
      [503, { 'retry-after': after }],
      [200, {}],
    ]);
    const { retryAfterMs } = await failureOf(client.request(look));
    expect(retryAfterMs ?? 0).toBe(0);
    expect((await client.request(look)).status).toBe(200);
    expect(said).toHaveLength(2);
  });

  it('is silenced by a mistaken header for an hour at most', async () => {
    const { client } = await createBench([[503, { 'retry-after': '99999999999' }]]);
    expect(await failureOf(client.request(look))).toMatchObject({ retryAfterMs: 3_600_000 });
  });

  it('waits a short time itself', async () => {
    const { client, said } = await createBench([
      [429, { 'retry-after': '0.2' }],
      [200, {}],
    ]);
    const before = performance.now();
    await failureOf(client.request(look));
    await client.request(look);
    expect(performance.now() - before).toBeGreaterThan(190);
    expect(said).toHaveLength(2);
  });

  it('stops when an answer says that the rate limit is used up', async () => {
    const reset = String(Math.ceil(Date.now() / 1000) + 40);
    const usedUp = { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': reset };
    const { client, said } = await createBench([[200, usedUp, '{}']]);
    expect((await client.request(look)).status).toBe(200);
    const held = await failureOf(client.request(look));
    expect(held).toMatchObject({ status: null, retryable: true });
    expect(held.retryAfterMs).toBeGreaterThan(38_000);
    expect(said).toHaveLength(1);
  });

  it('retries a 403 for too many requests, but no refusal that merely was the last one allowed', async () => {
    const reset = String(Math.ceil(Date.now() / 1000) + 40);
    const usedUp = { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': reset };
    const forbidden = await createBench([[403, usedUp, '{}']]);
    expect(await failureOf(forbidden.client.request(look))).toMatchObject({ status: 403, retryable: true });
    const wrong = await createBench([[422, usedUp, '{}']]);
    expect(await failureOf(wrong.client.request(look))).toMatchObject({
      status: 422,
      retryable: false,
      retryAfterMs: null,
    });
  });

  it('sends so many requests a minute and no more, whoever asks', async () => {
    const { client, said } = await createBench([[200, {}]], { perMinute: 3 });
    const all = await Promise.allSettled(Array.from({ length: 5 }, () => client.request(look)));
    expect(all.map(({ status }) => status).toSorted()).toEqual([
      'fulfilled',
      'fulfilled',
      'fulfilled',
      'rejected',
      'rejected',
    ]);
    const held = await failureOf(client.request(look));
    expect(held).toMatchObject({ status: null, retryable: true });
    expect(held.retryAfterMs).toBeGreaterThan(50_000);
    expect(said).toHaveLength(3);
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 60_001 });
    await client.request(look);
    expect(said).toHaveLength(4);
  });
});

describe('a secret', () => {
  it.each<[string, [number, Record<string, string>, string]]>([
    ['in JSON', [400, {}, `{"error":"bad ${secret}","deep":[{"it":"${secret}"}]}`]],
    ['in text', [502, {}, `<h1>${secret}</h1>`]],
    ['in an address', [302, { location: `https://login.example.org/?next=${secret}` }, '']],
  ])('that an answer repeats %s is in no error', async (_where, answer) => {
    const { client } = await createBench([answer]);
    const error = await failureOf(client.request(look));
    expect(printed(error)).not.toContain(secret);
    expect(error.message).toContain('***');
  });

  it('that cannot be a header is in no error', async () => {
    const bad = `${secret}\n${secret}`;
    const client = createHttpClient({
      service: 'thinger',
      baseUrl: 'http://127.0.0.1:9',
      headers: { authorization: bad },
      secrets: [bad, secret],
    });
    expect(printed(await failureOf(client.request(look)))).not.toContain(secret);
  });

  it('that is empty hides nothing', async () => {
    const { client } = await createBench([[400, {}, 'plain']], { secrets: [''] });
    expect((await failureOf(client.request(look))).message).toMatch(/: plain$/);
  });
});
