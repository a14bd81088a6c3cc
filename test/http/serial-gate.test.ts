import { describe, expect, test } from 'vitest';
import { createTestContext, project, type TestContext } from '../support/context.ts';
import { answer, refused, serve } from './serve.ts';

const token = 'operator-token';

async function setUp(tokens = [token]) {
  const till = project({
    name: 'tills',
    prefix: 'TI',
    repo: { key: 'acme/till', origin: '', defaultBranch: '' },
  });
  const context = await createTestContext({ projects: [project(), till] });
  const url = await serve(context, { tokens });
  const post = async (verb: 'freeze' | 'unfreeze', body: unknown, headers: Record<string, string> = {}) => {
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    const sent = { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...headers };
    return fetch(`${url}/serial-gate/${verb}`, { method: 'POST', body: text, headers: sent });
  };
  const ask = async (...args: Parameters<typeof post>) => answer(await post(...args));
  return { context, url, post, ask };
}

const journal = ({ database }: TestContext) =>
  database.db.prepare('SELECT repo, frozen_by, reason, cleared_by, cleared_why FROM repo_freeze').all();
const news = ({ database }: TestContext) =>
  database.db.prepare('SELECT message FROM notices ORDER BY id').pluck().all().join('\n');
const now = '2026-03-01 12:00:00.000';
const asked = { repo: 'shop', reason: 'nightly backup', by: 'cron' };
const row = { id: 1, reason: 'nightly backup', since: now, by: 'cron (HTTP)', workItemId: null };

describe('POST /serial-gate', () => {
  test('freezes and unfreezes a repository, keeps who, when and why, and tells the chats', async () => {
    const { context, ask } = await setUp();
    const frozen = { status: 201, body: { repo: 'shop', frozen: [row], cleared: [], id: 1 } };
    expect(await ask('freeze', asked)).toEqual(frozen);
    expect(news(context)).toContain('shop was frozen by cron (HTTP): nightly backup');
    expect(await ask('unfreeze', { repo: 'SHOP', reason: 'copied' })).toEqual({
      status: 200,
      body: { repo: 'shop', frozen: [], cleared: [row] },
    });
    expect(news(context)).toContain('shop is open again: HTTP lifted the freeze (copied)');
    expect(journal(context)).toEqual([
      {
        repo: 'shop',
        frozen_by: 'cron (HTTP)',
        reason: 'nightly backup',
        cleared_by: 'HTTP',
        cleared_why: 'copied',
      },
    ]);
    expect(context.nudges.count).toBe(2);
  });

  test('takes the name of a project too, and lifts one freeze by its number or all together', async () => {
    const { context, ask } = await setUp();
    for (const reason of ['one', 'two', 'three', 'four']) await ask('freeze', { repo: 'tills', reason });
    const ids = async (body: object) => {
      const { body: told } = await ask('unfreeze', { repo: 'Acme/Till', ...body });
      return [told['frozen'], told['cleared']].map((rows) => (rows as { id: number }[]).map(({ id }) => id));
    };
    expect(await ids({ id: 2 })).toEqual([[1, 3, 4], [2]]);
    expect(await ids({ ids: [4, 1] })).toEqual([[3], [1, 4]]);
    expect(await ids({})).toEqual([[], [3]]);
    expect(context.store.freezes.listAllActive()).toEqual([]);
  });

  test('conflicts with what is so already', async () => {
    const { context, ask } = await setUp();
    const open = refused(409, 'not_frozen', 'shop is not frozen');
    expect(await ask('unfreeze', { repo: 'shop' })).toEqual(open);
    await ask('freeze', asked);
    const message = 'shop is frozen already by the same caller for this reason: freeze 1';
    expect(await ask('freeze', asked)).toEqual(refused(409, 'already_frozen', message));
    expect(await ask('freeze', { ...asked, by: 'Ada' })).toMatchObject({ status: 201, body: { id: 2 } });
    const unknown = refused(409, 'no_such_freeze', 'shop has no freeze 9; it is frozen by 1, 2');
    expect(await ask('unfreeze', { repo: 'shop', ids: [1, 9] })).toEqual(unknown);
    expect(context.store.freezes.listActive('shop')).toHaveLength(2);
  });

  test('opens nothing while a rollback is under way', async () => {
    const { context, ask } = await setUp();
    await ask('freeze', asked);
    const release = { task_id: 1, repo: 'shop', deployment_id: null, commit_sha: null, to_sha: null };
    context.store.rollbacks.ask({ ...release, asked_by: 'Ada' }, now);
    const why = expect.stringMatching(/^a rollback of shop asked for by Ada is under way/);
    expect(await ask('unfreeze', { repo: 'shop' })).toEqual(refused(409, 'rolling_back', why));
    context.store.rollbacks.end(1, { state: 'failed', exitCode: 1, output: '' }, now);
    expect(await ask('unfreeze', { repo: 'shop' })).toMatchObject({ status: 200 });
  });

  test('does not know a repository that no project has, unless it is frozen', async () => {
    const { context, ask } = await setUp();
    const message = 'no project has a repository shpo; there are: shop, acme/till';
    for (const verb of ['freeze', 'unfreeze'] as const) {
      expect(await ask(verb, { repo: 'shpo', reason: 'x' })).toEqual(refused(404, 'no_repo', message));
    }
    context.store.freezes.freeze('attic', 'left over', null, now);
    expect(await ask('unfreeze', { repo: 'Attic' })).toMatchObject({ status: 200, body: { repo: 'attic' } });
  });
});

describe('the audit log', () => {
  test('holds who froze and unfroze, what and why, and what changed nothing', async () => {
    const { context, ask } = await setUp();
    await ask('freeze', asked);
    await ask('freeze', asked);
    await ask('unfreeze', { repo: 'shpo' });
    await ask('unfreeze', { repo: 'shop', id: 9 });
    await ask('unfreeze', { repo: 'shop', reason: 'copied', by: 'Ada' });
    await ask('unfreeze', { repo: 'shop' });
    const rows = context.store.audit.listLatest(9).toReversed();
    expect(rows.map(({ who, action, target, outcome }) => [who, action, target, outcome])).toEqual([
      ['cron (HTTP)', 'freeze', 'shop', 'done'],
      ['cron (HTTP)', 'freeze', 'shop', 'unchanged'],
      ['HTTP', 'unfreeze', null, 'unchanged'],
      ['HTTP', 'unfreeze', 'shop', 'unchanged'],
      ['Ada (HTTP)', 'unfreeze', 'shop', 'done'],
      ['HTTP', 'unfreeze', 'shop', 'unchanged'],
    ]);
    const nobody = { user_id: null, chat_id: null, role: 'operator', via: 'command', at: now };
    expect(rows[0]).toMatchObject({ ...nobody, detail: 'freeze 1: nightly backup' });
    expect(rows[4]).toMatchObject({ ...nobody, detail: 'lifted freeze 1: copied' });
    expect(rows[5]?.detail).toBe('shop is not frozen');
  });

  test('and the journal have it both or neither', async () => {
    const { context, ask } = await setUp();
    await ask('freeze', asked);
    const { add } = context.store.audit;
    context.store.audit.add = () => {
      throw new Error('the disk is full');
    };
    expect(await ask('freeze', { ...asked, reason: 'another' })).toMatchObject({ status: 500 });
    expect(await ask('unfreeze', asked)).toMatchObject({ status: 500 });
    expect(context.store.freezes.listActive('shop')).toMatchObject([{ reason: 'nightly backup' }]);
    context.store.audit.add = add;
    expect(await ask('unfreeze', asked)).toMatchObject({ status: 200 });
  });
});

describe('whoever', () => {
  test('brings no token, a malformed or a wrong one is refused, and nothing is logged of it', async () => {
    const { context, post } = await setUp(['older-token', token]);
    const none = { authorization: '' };
    for (const verb of ['freeze', 'unfreeze'] as const) {
      for (const headers of [none, { authorization: `Basic ${token}` }, { authorization: token }]) {
        const response = await post(verb, asked, headers);
        expect(response.headers.get('www-authenticate')).toBe('Bearer realm="signalbox"');
        expect(await answer(response)).toEqual(refused(401, 'no_bearer'));
      }
      const wrong = await post(verb, asked, { authorization: `Bearer ${token}s` });
      expect(await answer(wrong)).toEqual(refused(403, 'wrong_bearer'));
    }
    expect((await post('freeze', asked, { authorization: 'bearer older-token' })).status).toBe(201);
    expect(JSON.stringify(context.logged)).not.toContain(token);
  });

  test('is on this machine is asked for it too', async () => {
    const { context, ask } = await setUp([]);
    const message = expect.stringContaining('HTTP_TOKEN is not set');
    expect(await ask('freeze', asked)).toEqual(refused(403, 'no_token', message));
    expect(journal(context)).toEqual([]);
  });
});

const senseless = [
  ['freeze', '[]', 'expected { "repo", "reason", "by"? }: Invalid input: expected object, received array'],
  ['freeze', '{"repo":7,"reason":"x"}', 'repo: Invalid input: expected string, received number'],
  ['freeze', '{"repo":["shop"],"reason":"x"}', 'repo: Invalid input: expected string, received array'],
  ['freeze', '{"repo":"shop"}', 'reason: Invalid input: expected string, received undefined'],
  ['freeze', '{"repo":"shop","reason":" \\n "}', 'reason: Too small'],
  ['freeze', `{"repo":"shop","reason":"${'x'.repeat(501)}"}`, 'reason: Too big'],
  ['freeze', '{"repo":"shop","reason":"a\\u001b[2Jb"}', 'reason: expected no control characters'],
  ['freeze', `{"repo":"shop","reason":"x","by":"${'x'.repeat(101)}"}`, 'by: Too big'],
  ['freeze', '{"repo":"shop","reason":"x","reasn":"y"}', 'Unrecognized key: "reasn"'],
  ['unfreeze', '{"repo":"shop","ids":[]}', 'ids: Too small'],
  ['unfreeze', '{"repo":"shop","id":"1"}', 'id: Invalid input: expected number, received string'],
  ['unfreeze', '{"repo":"shop","id":1,"ids":[1]}', 'expected id or ids, not both'],
] as const;

describe('a body', () => {
  test('that makes no sense is refused with what was expected and what is wrong', async () => {
    const { context, ask } = await setUp();
    for (const [verb, body, message] of senseless) {
      expect(await ask(verb, body)).toEqual(refused(400, 'bad_body', expect.stringContaining(message)));
    }
    expect(journal(context)).toEqual([]);
  });

  test('that is no JSON, is not called JSON or is too large is refused before it is understood', async () => {
    const { ask, url } = await setUp();
    for (const body of ['{"repo"', '']) {
      expect(await ask('freeze', body)).toEqual(refused(400, 'bad_request'));
    }
    for (const type of ['text/plain', 'application/x-www-form-urlencoded']) {
      const message = `expected application/json, got "${type}"`;
      const headers = { 'content-type': type };
      expect(await ask('freeze', asked, headers)).toEqual(refused(415, 'content_type', message));
    }
    const large = JSON.stringify({ ...asked, reason: 'x'.repeat(5_000_000) });
    expect(await ask('freeze', large)).toEqual(refused(413, 'body_too_large'));
    const message = 'there is no GET /serial-gate/freeze';
    const got = await answer(await fetch(`${url}/serial-gate/freeze`));
    expect(got).toEqual(refused(404, 'not_found', message));
  });

  test('may hold lines and letters of any kind, which become one clean line', async () => {
    const { context, ask } = await setUp();
    expect(
      (await ask('freeze', { repo: 'shop', reason: '  заморозка\n\tдо пятницы 🚀\u202e ' })).status,
    ).toBe(201);
    expect(context.store.freezes.listActive('shop')).toMatchObject([{ reason: 'заморозка до пятницы 🚀' }]);
  });
});
