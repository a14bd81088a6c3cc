import Sqlite from 'better-sqlite3';
import { describe, expect, onTestFinished, test } from 'vitest';
import { hmacSha256Hex } from '../../src/signature.ts';
import { createTestContext } from '../support/context.ts';
import { postGitea, postGithub, postHealth, postPlane } from './deliveries.ts';
import { answer, refused, secrets, serve, stored } from './serve.ts';

const senders = {
  plane: { post: postPlane, variable: 'PLANE_WEBHOOK_SECRET' },
  gitea: { post: postGitea, variable: 'GITEA_WEBHOOK_SECRET' },
  github: { post: postGithub, variable: 'GITHUB_WEBHOOK_SECRET' },
  health: { post: postHealth, variable: 'HEALTH_WEBHOOK_SECRET' },
} as const;

const names = ['plane', 'gitea', 'github', 'health'] as const;

describe.each(names)('POST /webhooks/%s', (name) => {
  const { post, variable } = senders[name];

  test('stores a delivery byte by byte and then answers 202', async () => {
    const context = await createTestContext();
    const url = await serve(context);
    const body = `{"event": "issue",  "name": "Gr\\u00fc\\u00dfe", "sort_order": 65535.0}`;
    expect(await answer(await post({ url, body }))).toEqual({ status: 202, body: { event: 1 } });
    expect(stored(context)).toMatchObject([{ source: name, payload: body, state: 'pending' }]);
    expect(context.checkpoints).toEqual(['event-recorded']);
    expect(context.nudges.count).toBe(1);
  });

  test('does not say 202 when the event could not be stored', async () => {
    const context = await createTestContext();
    const url = await serve(context);
    context.database.db.exec('DROP TABLE events');
    const message = 'the request failed; the log says why';
    expect(await answer(await post({ url, body: '{}' }))).toEqual(refused(500, 'internal', message));
    expect(context.logged.some(({ level }) => level === 'error')).toBe(true);
  });

  test('does not say 202 while another program holds the database', async () => {
    const context = await createTestContext();
    const url = await serve(context);
    context.database.db.pragma('busy_timeout = 20');
    const other = new Sqlite(context.path);
    onTestFinished(() => void other.close());
    other.exec('BEGIN IMMEDIATE');
    expect(await answer(await post({ url, body: '{}' }))).toEqual(refused(500, 'internal'));
    other.exec('ROLLBACK');
    expect(stored(context)).toEqual([]);
    expect(await answer(await post({ url, body: '{}' }))).toMatchObject({ status: 202 });
  });

  test('takes the older and the newer secret, and no third', async () => {
    const context = await createTestContext();
    const url = await serve(context, { webhookSecrets: { ...secrets, [name]: ['older', 'newer'] } });
    const statuses: number[] = [];
    for (const secret of ['older', 'newer', 'third']) {
      statuses.push((await post({ url, body: `{"a":"${secret}"}`, secret })).status);
    }
    expect(statuses).toEqual([202, 202, 401]);
  });

  test('without a secret nothing can be verified, and the answer says what to set', async () => {
    const context = await createTestContext();
    const url = await serve(context, { webhookSecrets: { ...secrets, [name]: [] } });
    const message = expect.stringContaining(variable);
    expect(await answer(await post({ url, body: '{}' }))).toEqual(refused(401, 'no_secret', message));
    expect(context.logged).toMatchObject([{ level: 'warn', fields: { status: 401, reason: message } }]);
    expect(stored(context)).toEqual([]);
  });

  test('refuses a delivery of somebody else, and one that is not signed', async () => {
    const context = await createTestContext();
    const url = await serve(context);
    expect(await answer(await post({ url, body: '{}', secret: 'other' }))).toEqual(
      refused(401, 'bad_signature'),
    );
    const unsigned = await fetch(`${url}/webhooks/${name}`, {
      method: 'POST',
      body: '{}',
      headers: { 'content-type': 'application/json' },
    });
    expect(await answer(unsigned)).toEqual(refused(401, 'bad_signature'));
    expect(stored(context)).toEqual([]);
    const [line] = context.logged;
    expect(line).toMatchObject({ level: 'warn', fields: { url: `/webhooks/${name}`, status: 401 } });
    expect(line?.fields['reason']).toEqual(expect.any(String));
  });

  test('refuses an empty body', async () => {
    const url = await serve(await createTestContext());
    expect(await answer(await post({ url, body: '' }))).toEqual(refused(400, 'empty_body'));
  });

  test('refuses a content type that is not JSON’s', async () => {
    const url = await serve(await createTestContext());
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'application/json-patch', '']) {
      const response = await post({ url, body: '{}', headers: { 'content-type': type } });
      expect(await answer(response)).toEqual(refused(415, 'content_type'));
    }
  });

  test('takes JSON in whatever way its type is written', async () => {
    const url = await serve(await createTestContext());
    for (const type of ['application/json; charset=utf-8', 'Application/JSON;charset=UTF-8']) {
      expect((await post({ url, body: '{}', headers: { 'content-type': type } })).status).toBe(202);
    }
  });

  test('refuses a body over the limit', async () => {
    const context = await createTestContext();
    const url = await serve(context);
    const body = Buffer.alloc(5 * 1024 * 1024 + 1, 'x');
    expect(await answer(await post({ url, body }))).toEqual(refused(413, 'body_too_large'));
    expect(stored(context)).toEqual([]);
    expect(context.logged).toMatchObject([{ level: 'warn', fields: { status: 413 } }]);
  });

  test('is there for POST only', async () => {
    const url = await serve(await createTestContext());
    for (const method of ['GET', 'PUT', 'DELETE']) {
      const message = `there is no ${method} /webhooks/${name}`;
      const response = await fetch(`${url}/webhooks/${name}`, { method });
      expect(await answer(response)).toEqual(refused(404, 'not_found', message));
    }
  });

  test('leaves no secret and no signature in the table or the log', async () => {
    const context = await createTestContext();
    const url = await serve(context);
    const [secret = ''] = secrets[name];
    for (const given of [secret, 'other']) {
      const to = `/${name}?token=${secret}`;
      await post({ url, body: '{"a":1}', secret: given, to });
      await post({ url, body: '{"a":1}', secret: given, to, headers: { 'content-type': 'text/plain' } });
    }
    const everything = JSON.stringify([stored(context), context.logged]);
    expect(stored(context)).toHaveLength(1);
    expect(context.logged.length).toBeGreaterThanOrEqual(3);
    expect(everything).not.toContain(secret);
    expect(everything).not.toContain(hmacSha256Hex(secret, Buffer.from('{"a":1}')));
  });
});
