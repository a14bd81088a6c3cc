import { request } from 'node:http';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createHttpServer, type HttpSettings } from '../../src/http/server.ts';
import { hmacSha256Hex } from '../../src/signature.ts';
import { createTestContext, type TestContext } from '../support/context.ts';
import { movedItem } from '../trackers/plane-payloads.ts';
import { dispatch } from '../workflow/plane.ts';
import { claim, open, walkTo } from '../workflow/walk.ts';

const secret = 'plane_wh_demo';

async function serve(context: TestContext, settings: Partial<HttpSettings> = {}): Promise<string> {
  const defaults = { host: '127.0.0.1', port: 0, tokens: [], planeSecrets: [secret] };
  const server = createHttpServer(context, { ...defaults, ...settings });
  onTestFinished(() => server.stop());
  const { url } = await server.start();
  return url;
}

/** `127.0.0.1` stands for the other address a machine may have: no test listens beyond loopback. */
async function serveOpen(context: TestContext, tokens: string[]): Promise<string> {
  const settings = { host: '127.0.0.1', port: 0, tokens, planeSecrets: [] };
  const server = createHttpServer(context, settings);
  onTestFinished(() => server.stop());
  const { url } = await server.start();
  settings.host = '0.0.0.0';
  return url;
}

function post(url: string, body: string | Buffer, headers: Record<string, string> = {}) {
  const signature = hmacSha256Hex(secret, Buffer.from(body));
  const given = {
    'content-type': 'application/json; charset=utf-8',
    'x-plane-event': 'issue',
    'x-plane-delivery': 'delivery-1',
    'x-plane-signature': signature,
    ...headers,
  };
  return fetch(`${url}/webhooks/plane`, { method: 'POST', body, headers: given });
}

async function answer(response: Response) {
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

const refused = (status: number, error: string, message: unknown = expect.any(String)) => ({
  status,
  body: { error, message },
});

describe('POST /webhooks/plane', () => {
  test('stores a signed delivery and then answers 202', async () => {
    const context = await createTestContext();
    const url = await serve(context);
    const body = `{"event": "issue", "name": "Gr\\u00fc\\u00dfe"}`;
    expect(await answer(await post(url, body))).toEqual({ status: 202, body: { event: 1 } });
    expect(context.store.inbox.find(1)).toMatchObject({
      source: 'plane',
      event_type: 'issue',
      payload: body,
      delivery_id: 'delivery-1',
      state: 'pending',
    });
    expect(context.checkpoints).toEqual(['event-recorded']);
  });

  test('says 202 to a repeat as well, whatever its delivery id', async () => {
    const context = await createTestContext();
    const url = await serve(context);
    await post(url, '{}');
    const again = await post(url, '{}', { 'x-plane-delivery': 'delivery-2' });
    expect(await answer(again)).toEqual({ status: 202, body: { duplicate: true } });
  });

  test('does not say 202 when the event could not be stored', async () => {
    const context = await createTestContext();
    const url = await serve(context);
    context.database.db.exec('DROP TABLE events');
    const message = 'the request failed; the log says why';
    expect(await answer(await post(url, '{}'))).toEqual(refused(500, 'internal', message));
    expect(context.logged.some(({ level }) => level === 'error')).toBe(true);
  });

  test.for([
    ['wrong', hmacSha256Hex('other', Buffer.from('{}'))],
    ['empty', ''],
    ['of another kind', `sha256=${hmacSha256Hex(secret, Buffer.from('{}'))}`],
  ] as const)('refuses a signature that is %s', async ([, signature]) => {
    const context = await createTestContext();
    const url = await serve(context);
    const response = await post(url, '{}', { 'x-plane-signature': signature });
    expect(await answer(response)).toEqual(refused(401, 'bad_signature'));
    expect(context.store.inbox.find(1)).toBeUndefined();
  });

  test('refuses a delivery without a signature, and an empty one', async () => {
    const url = await serve(await createTestContext());
    const response = await fetch(`${url}/webhooks/plane`, {
      method: 'POST',
      body: '{}',
      headers: { 'content-type': 'application/json' },
    });
    expect(await answer(response)).toEqual(refused(401, 'bad_signature'));
    expect(await answer(await post(url, ''))).toEqual(refused(400, 'empty_body'));
  });

  test('takes the older and the newer secret', async () => {
    const context = await createTestContext();
    const url = await serve(context, { planeSecrets: ['older', secret] });
    const older = await post(url, '{"a":1}', {
      'x-plane-delivery': 'delivery-2',
      'x-plane-signature': hmacSha256Hex('older', Buffer.from('{"a":1}')),
    });
    expect([older.status, (await post(url, '{}')).status]).toEqual([202, 202]);
  });

  test('without a secret nothing can be verified, and the answer says what to set', async () => {
    const url = await serve(await createTestContext(), { planeSecrets: [] });
    const message = expect.stringContaining('PLANE_WEBHOOK_SECRET');
    expect(await answer(await post(url, '{}'))).toEqual(refused(401, 'no_secret', message));
  });

  test.for(['text/plain', 'application/x-www-form-urlencoded', 'application/jsonp', ''])(
    'refuses the content type "%s"',
    async (type) => {
      const url = await serve(await createTestContext());
      expect(await answer(await post(url, '{}', { 'content-type': type }))).toMatchObject({
        status: 415,
        body: { error: 'content_type' },
      });
    },
  );

  test('refuses a body over the limit', async () => {
    const context = await createTestContext();
    const url = await serve(context);
    const tooLarge = Buffer.alloc(5 * 1024 * 1024 + 1, 'x');
    expect(await answer(await post(url, tooLarge))).toEqual(refused(413, 'body_too_large'));
    expect(context.store.inbox.find(1)).toBeUndefined();
  });

  test('names what is wrong with a delivery of another shape in one short line', async () => {
    const context = await createTestContext();
    const url = await serve(context);
    const { data, ...rest } = movedItem();
    await post(url, JSON.stringify({ ...rest, data: { ...data, name: undefined, state: 'state-1' } }));
    dispatch(context);
    const why =
      'no delivery that Plane makes: data.name: Invalid input: expected string, received undefined; ' +
      'data.state: Invalid input: expected object, received string';
    expect(context.store.inbox.find(1)).toMatchObject({ state: 'failed', note: why });
    const logged = context.logged.find(({ level }) => level === 'error');
    expect(logged?.fields['err']).toMatchObject({ message: why });
    expect(logged?.fields['err']).not.toHaveProperty('stack');
    expect(logged?.fields['err']).not.toHaveProperty('issues');
  });

  test('keeps a signed body that is no JSON, and goes on with the next', async () => {
    const context = await createTestContext();
    const url = await serve(context);
    expect((await post(url, 'no json at all')).status).toBe(202);
    const good = JSON.stringify(movedItem());
    expect((await post(url, good, { 'x-plane-delivery': 'delivery-2' })).status).toBe(202);
    dispatch(context);
    expect([1, 2].map((id) => context.store.inbox.find(id)?.state)).toEqual(['failed', 'done']);
    expect(context.store.tasks.listOpen()).toHaveLength(1);
  });
});

describe('GET /queue', () => {
  test('tells what runs, what waits and why', async () => {
    const context = await createTestContext();
    const url = await serve(context);
    const [first, second] = [open(context), open(context)];
    claim(context);
    context.store.freezes.freeze('till', 'degraded', 'TILL-9', '2026-03-01 11:00:00.000');
    context.database.db
      .prepare(`INSERT INTO job_deps (task_id, depends_on_task_id, created_at) VALUES (?, ?, '2026')`)
      .run(second.id, first.id);
    const { status, body } = await answer(await fetch(`${url}/queue`));
    expect(status).toBe(200);
    expect(body).toMatchObject({
      counts: { queued: 1, running: 1, done: 0, failed: 0 },
      running: [{ job: 1, agent: 'analyst', task: 'ET-001', repo: 'shop', since: '2026-03-01 12:00:00.000' }],
      blocked: [{ job: 2, task: 'ET-002', code: 'dependency', reason: 'It depends on ET-001 (analysis).' }],
      recent: [],
      dependencies: [{ task: 'ET-002', dependsOn: 'ET-001' }],
      frozen: [{ repo: 'till', reason: 'degraded', since: '2026-03-01 11:00:00.000', workItemId: 'TILL-9' }],
    });
  });

  test('tells what ended lately', async () => {
    const context = await createTestContext();
    const url = await serve(context);
    walkTo(context, open(context).id, 'analysis/approval');
    const { body } = await answer(await fetch(`${url}/queue`));
    expect(body['recent']).toEqual([
      {
        job: 1,
        agent: 'analyst',
        task: 'ET-001',
        status: 'done',
        error: null,
        at: '2026-03-01 12:00:00.000',
      },
    ]);
    expect(body['blocked']).toMatchObject([{ job: null, task: 'ET-001', code: 'brd' }]);
  });

  test('asks for the bearer where one is set', async () => {
    const url = await serve(await createTestContext(), { tokens: ['old', 'new'] });
    const ask = async (headers: Record<string, string>) =>
      answer(await fetch(`${url}/queue`, { headers })).then(({ status, body }) => [status, body['error']]);
    expect(await ask({})).toEqual([401, 'no_bearer']);
    expect(await ask({ authorization: 'Basic new' })).toEqual([401, 'no_bearer']);
    expect(await ask({ authorization: 'Bearer newer' })).toEqual([403, 'wrong_bearer']);
    expect(await ask({ authorization: 'Bearer new' })).toEqual([200, undefined]);
    expect(await ask({ authorization: 'bearer old' })).toEqual([200, undefined]);
  });

  test('is open to this machine only where none is set', async () => {
    const url = await serveOpen(await createTestContext(), []);
    const message = expect.stringContaining('HTTP_TOKEN');
    expect(await answer(await fetch(`${url}/queue`))).toEqual(refused(403, 'no_token', message));
  });
});

describe('the server', () => {
  test('says in one sentence that its port or its address cannot be had', async () => {
    const context = await createTestContext();
    const { port } = new URL(await serve(context));
    await expect(serve(context, { port: Number(port) })).rejects.toThrow(
      `HTTP_PORT ${port} is in use: another program listens there on 127.0.0.1.`,
    );
    await expect(serve(context, { host: '192.0.2.1' })).rejects.toThrow(
      'HTTP_HOST 192.0.2.1 is no address of this machine.',
    );
  });

  test('tells whether it is well and whether it is paused', async () => {
    const context = await createTestContext();
    const url = await serve(context, { tokens: ['t'] });
    expect(await answer(await fetch(`${url}/healthz`))).toMatchObject({
      status: 200,
      body: { status: 'ok', paused: false },
    });
    context.store.pauses.pause('*', 'Ada', 'lunch', '2026-03-01 12:00:00.000');
    expect(await answer(await fetch(`${url}/healthz`))).toMatchObject({ body: { paused: true } });
  });

  test.for(['GET /', 'GET /webhooks/plane', 'POST /queue', 'PUT /healthz'])(
    'answers %s with a 404 in JSON',
    async (line) => {
      const url = await serve(await createTestContext());
      const [method = '', path = ''] = line.split(' ');
      const response = await fetch(`${url}${path}`, { method });
      expect(await answer(response)).toEqual(refused(404, 'not_found', `there is no ${line}`));
    },
  );

  test('answers an address that cannot be decoded as it answers every other fault', async () => {
    const url = await serve(await createTestContext());
    const body = await new Promise<string>((resolve, reject) => {
      const { hostname, port } = new URL(url);
      request({ hostname, port, path: '/%zz' }, (response) => {
        let text = '';
        response.on('data', (chunk: Buffer) => {
          text += String(chunk);
        });
        response.on('end', () => resolve(`${response.statusCode} ${text}`));
      })
        .on('error', reject)
        .end();
    });
    expect(body).toMatch(/^400 /);
    expect(Object.keys(JSON.parse(body.slice(4)) as object)).toEqual(['error', 'message']);
  });
});
