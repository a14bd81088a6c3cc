import { request } from 'node:http';
import { connect } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createHttpServer } from '../../src/http/server.ts';
import { createTestContext, type TestContext } from '../support/context.ts';
import { claim, open, walkTo } from '../workflow/walk.ts';
import { answer, refused, secrets, serve } from './serve.ts';

/** `127.0.0.1` stands for the other address a machine may have: no test listens beyond loopback. */
async function serveOpen(context: TestContext, tokens: string[]): Promise<string> {
  const settings = { host: '127.0.0.1', port: 0, tokens, webhookSecrets: secrets };
  const server = createHttpServer(context, settings);
  onTestFinished(() => server.stop());
  const { url } = await server.start();
  settings.host = '0.0.0.0';
  return url;
}

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
      freezes: [{ id: 1, repo: 'till', by: null, clearedAt: null, clearedBy: null, clearedWhy: null }],
      paused: [],
      deployments: [],
      rollbacks: [],
      locks: [],
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
        outcome: 'completed',
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

  test('does not wait for ever for a body that is shorter than it says', async () => {
    const context = await createTestContext();
    const { hostname, port } = new URL(await serve(context, { requestTimeoutMs: 60 }));
    const socket = connect(Number(port), hostname);
    onTestFinished(() => void socket.destroy());
    socket.write('POST /webhooks/plane HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\n{"a"');
    const chunks: Buffer[] = await Array.fromAsync(socket);
    expect(Buffer.concat(chunks).toString()).toMatch(/^HTTP\/1\.1 408 /);
    expect(context.logged).toMatchObject([{ level: 'warn', fields: { url: '/webhooks/plane' } }]);
  });

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
