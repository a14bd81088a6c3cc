import { describe, expect, test } from 'vitest';
import { hmacSha256Hex } from '../../src/signature.ts';
import { parsePlaneEvent } from '../../src/trackers/plane-webhook.ts';
import { createDispatcher } from '../../src/workflow/intake/dispatch-event.ts';
import { createTestContext, type TestContext } from '../support/context.ts';
import { movedItem } from '../trackers/plane-payloads.ts';
import { postGitea, postGithub, postHealth, postPlane } from './deliveries.ts';
import { answer, refused, secrets, serve, stored } from './serve.ts';

const senders = { plane: postPlane, gitea: postGitea, github: postGithub } as const;

describe('a delivery of a forge', () => {
  test('of Gitea is Gitea’s at GitHub’s address too, and is verified with Gitea’s secret', async () => {
    const context = await createTestContext();
    const url = await serve(context);
    expect((await postGitea({ url, body: '{}', to: '/github' })).status).toBe(202);
    expect(stored(context)).toMatchObject([{ source: 'gitea', event_type: 'push', delivery_id: 'uuid-1' }]);
    const signedAsGithub = await postGitea({ url, body: '[]', to: '/github', secret: 'github-demo' });
    expect(await answer(signedAsGithub)).toEqual(refused(401, 'bad_signature'));
  });

  test('of Gitea needs the secret of Gitea at GitHub’s address', async () => {
    const url = await serve(await createTestContext(), { webhookSecrets: { ...secrets, gitea: [] } });
    const response = await postGitea({ url, body: '{}', to: '/github' });
    const message = expect.stringContaining('GITEA_WEBHOOK_SECRET');
    expect(await answer(response)).toEqual(refused(401, 'no_secret', message));
  });

  test('of Gitea is named by its type, which is finer than its event', async () => {
    const context = await createTestContext();
    const url = await serve(context);
    const review = {
      'x-gitea-event': 'pull_request_comment',
      'x-gitea-event-type': 'pull_request_review_comment',
    };
    await postGitea({ url, body: '{}', headers: review });
    await postGitea({ url, body: '[]', headers: { 'x-gitea-delivery': 'b', 'x-gitea-event-type': 'none' } });
    expect(stored(context)).toMatchObject([
      { event_type: 'pull_request_review_comment' },
      { event_type: 'push' },
    ]);
  });

  test('of Gitea may be signed as GitHub signs', async () => {
    const url = await serve(await createTestContext());
    const response = await postGitea({ url, body: '{}', headers: { 'x-gitea-signature': 'none' } });
    expect(response.status).toBe(202);
  });

  test('of Gitea that has no secret is signed with empty digests, and refused', async () => {
    const url = await serve(await createTestContext());
    const message = expect.stringContaining('the webhook has no secret');
    for (const to of ['/gitea', '/github']) {
      const response = await postGitea({ url, body: '{}', secret: '', to });
      expect(await answer(response)).toEqual(refused(401, 'bad_signature', message));
    }
    const github = { 'x-hub-signature-256': 'sha256=' };
    expect(await answer(await postGithub({ url, body: '{}', headers: github }))).toEqual(
      refused(401, 'bad_signature'),
    );
    expect(await answer(await postPlane({ url, body: '{}', headers: { 'x-plane-signature': '' } }))).toEqual(
      refused(401, 'bad_signature'),
    );
  });

  test('of GitHub at Gitea’s address is told where it belongs', async () => {
    const context = await createTestContext();
    const url = await serve(context);
    const message = 'this is a delivery of GitHub, and its address is /webhooks/github';
    const response = await postGithub({ url, body: '{}', to: '/gitea' });
    expect(await answer(response)).toEqual(refused(400, 'wrong_sender', message));
    expect(context.logged).toMatchObject([{ level: 'warn', fields: { reason: message } }]);
  });

  test('is verified as the facts of its sender say', async () => {
    const context = await createTestContext();
    const url = await serve(context);
    const body = '{\n  "sha": "0f3c",\n  "state": "success"\n}';
    const digest = '156b650053446ae0fa7be22913d651f903ccae1c7accd377cf8f3fe4be559076';
    const headers = { 'x-gitea-signature': digest, 'x-gitea-event-type': 'status' };
    expect((await postGitea({ url, body, headers, secret: 'unused' })).status).toBe(202);
  });
});

test('the facts’ delivery of Plane is taken as Plane signs it', async () => {
  const url = await serve(await createTestContext());
  const body = String.raw`{"event": "issue", "action": "updated", "webhook_id": "6b1f0c1e-0000-4000-8000-000000000001", "workspace_id": "6b1f0c1e-0000-4000-8000-000000000002", "data": {"id": "6b1f0c1e-0000-4000-8000-000000000003", "name": "Gr\u00fc\u00dfe", "sequence_id": 12, "sort_order": 65535.0}, "activity": {"field": "state_id", "new_value": "s2", "old_value": "s1", "actor": {"id": "u1"}, "old_identifier": null, "new_identifier": null}}`;
  const digest = '903596a013fe71902fa769c30e3b502d65530c8f889297982f9dfc8dc1fccb40';
  const headers = { 'x-plane-signature': digest };
  expect((await postPlane({ url, body, headers, secret: 'unused' })).status).toBe(202);
  const prefixed = { 'x-plane-signature': `sha256=${digest}` };
  expect(await answer(await postPlane({ url, body, headers: prefixed }))).toEqual(
    refused(401, 'bad_signature'),
  );
});

describe('a delivery that does not name its event', () => {
  test.for([
    ['plane', 'X-Plane-Event'],
    ['gitea', 'X-Gitea-Event-Type'],
    ['github', 'X-GitHub-Event'],
  ] as const)('is refused at /webhooks/%s, with the header that is missing', async ([name, header]) => {
    const context = await createTestContext();
    const url = await serve(context);
    const without = {
      'x-plane-event': 'none',
      'x-gitea-event': 'none',
      'x-gitea-event-type': 'none',
      'x-github-event': 'none',
    };
    const response = await senders[name]({ url, body: '{}', headers: without });
    expect(await answer(response)).toEqual(refused(400, 'no_event', expect.stringContaining(header)));
    expect(stored(context)).toEqual([]);
  });
});

describe('a verdict about health', () => {
  test('names what its address names', async () => {
    const context = await createTestContext();
    const url = await serve(context);
    for (const to of ['/health', '/health/', '/health/shop', '/health/acme%2Fshop', '/health/ET-12']) {
      expect((await postHealth({ url, body: '{}', to })).status).toBe(202);
    }
    const types = ['verdict', 'verdict', 'verdict:shop', 'verdict:acme/shop', 'verdict:ET-12'];
    const expected = types.map((type) => ({ source: 'health', event_type: type, delivery_id: null }));
    expect(stored(context)).toMatchObject(expected);
  });

  test('may name a long thing', async () => {
    const context = await createTestContext();
    const url = await serve(context);
    const subject = `acme/${'s'.repeat(200)}`;
    await postHealth({ url, body: '{}', to: `/health/${encodeURIComponent(subject)}` });
    expect(stored(context)).toMatchObject([{ event_type: `verdict:${subject}` }]);
  });

  test('comes with the secret as a bearer, or is signed in one of three ways', async () => {
    const url = await serve(await createTestContext());
    const body = '{"status":"down"}';
    const digest = hmacSha256Hex('health-demo', Buffer.from(body));
    const ask = async (name: string, value: string) =>
      (await postHealth({ url, body, headers: { authorization: 'none', [name]: value } })).status;
    const good = [
      ['x-signature-256', `sha256=${digest}`],
      ['x-hub-signature-256', `sha256=${digest}`],
      ['x-signature', digest],
      ['x-signature', digest.toUpperCase()],
      ['authorization', 'bearer health-demo'],
    ] as const;
    const bad = [
      ['authorization', 'Basic health-demo'],
      ['authorization', 'Bearer '],
      ['authorization', 'Bearer health-demos'],
      ['authorization', `Bearer ${digest}`],
      ['x-signature', `sha256=${digest}`],
      ['x-signature', ''],
      ['x-signature-256', digest],
      ['x-signature-256', 'sha256='],
    ] as const;
    for (const [name, value] of good)
      expect([name, value, await ask(name, value)]).toEqual([name, value, 202]);
    for (const [name, value] of bad)
      expect([name, value, await ask(name, value)]).toEqual([name, value, 401]);
  });

  test('that repeats the bearer is stored without it, however it is escaped', async () => {
    const context = await createTestContext();
    const secret = 'hé"a/l\\th';
    const url = await serve(context, { webhookSecrets: { ...secrets, health: [secret, 'other'] } });
    const spelled = [
      JSON.stringify(secret).slice(1, -1),
      JSON.stringify(secret).slice(1, -1).replace('/', '\\/').replace('é', '\\u00E9'),
      secret
        .split('')
        .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
        .join(''),
    ];
    const text = `{"status":"down","headers":["Bearer ${spelled.join('","')}"],"reason":"other"}`;
    const signature = `sha256=${hmacSha256Hex(secret, Buffer.from(text))}`;
    const headers = { authorization: 'none', 'x-signature-256': signature };
    expect((await postHealth({ url, body: text, headers })).status).toBe(202);
    const kept = '{"status":"down","headers":["Bearer ***","***","***"],"reason":"***"}';
    expect(stored(context)).toMatchObject([{ payload: kept }]);
  });
});

describe('a delivery that is stored but not understood', () => {
  const dispatch = (context: TestContext) =>
    createDispatcher(context, {
      plane: (_context, event) => {
        const { kind } = parsePlaneEvent(JSON.parse(event.payload));
        return { subject: null, settle: () => kind };
      },
    }).dispatch();

  test('tells what is wrong with it in one short line', async () => {
    const context = await createTestContext();
    const url = await serve(context);
    const { data, ...rest } = movedItem();
    const body = JSON.stringify({ ...rest, data: { ...data, name: undefined, state: 'state-1' } });
    await postPlane({ url, body });
    dispatch(context);
    const why =
      'no delivery that Plane makes: data.name: Invalid input: expected string, received undefined; ' +
      'data.state: Invalid input: expected object, received string';
    expect(stored(context)).toMatchObject([{ state: 'failed', note: why }]);
    const logged = context.logged.find(({ level }) => level === 'error');
    expect(logged?.fields['err']).toMatchObject({ message: why });
    expect(logged?.fields['err']).not.toHaveProperty('stack');
    expect(logged?.fields['err']).not.toHaveProperty('issues');
  });

  test('because it is no JSON does not keep the next one from being understood', async () => {
    const context = await createTestContext();
    const url = await serve(context);
    await postPlane({ url, body: 'no json at all' });
    const headers = { 'x-plane-delivery': 'delivery-2' };
    await postPlane({ url, body: JSON.stringify(movedItem()), headers });
    dispatch(context);
    expect(stored(context)).toMatchObject([{ state: 'failed' }, { state: 'done', note: 'stateChanged' }]);
  });
});
