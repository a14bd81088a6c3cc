import { describe, expect, test } from 'vitest';
import { createTestContext } from '../support/context.ts';
import { type Posted, postGitea, postGithub, postHealth, postPlane } from './deliveries.ts';
import { answer, serve, stored } from './serve.ts';

async function postAll(post: (posted: Posted) => Promise<Response>, posted: readonly Posted[]) {
  const answers: unknown[] = [];
  for (const one of posted) answers.push((await answer(await post(one))).body);
  return answers;
}

describe('a repeat', () => {
  test('of Plane has another delivery id and the same body', async () => {
    const context = await createTestContext();
    const url = await serve(context);
    const again = (id: string) => ({ url, body: '{}', headers: { 'x-plane-delivery': id } });
    const repeated = [{ event: 1 }, { duplicate: true }, { duplicate: true }];
    expect(await postAll(postPlane, [again('a'), again('b'), again('a')])).toEqual(repeated);
    expect(stored(context)).toMatchObject([{ event_type: 'issue', delivery_id: 'a', deliveries: 3 }]);
  });

  test('of Gitea is a replay from its pages, or the same event by a second webhook', async () => {
    const context = await createTestContext();
    const url = await serve(context);
    const again = (id: string) => ({ url, body: '{}', headers: { 'x-gitea-delivery': id } });
    const repeated = [{ event: 1 }, { duplicate: true }, { duplicate: true }];
    expect(await postAll(postGitea, [again('a'), again('b'), again('a')])).toEqual(repeated);
    expect(stored(context)).toMatchObject([{ event_type: 'push', delivery_id: 'a', deliveries: 3 }]);
  });

  test('of GitHub keeps its delivery id; equal bodies under two ids are two events', async () => {
    const context = await createTestContext();
    const url = await serve(context);
    const again = (id: string, body = '{}') => ({ url, body, headers: { 'x-github-delivery': id } });
    const repeated = [{ event: 1 }, { duplicate: true }, { event: 2 }];
    expect(await postAll(postGithub, [again('a'), again('a'), again('b')])).toEqual(repeated);
    expect(stored(context)).toMatchObject([{ delivery_id: 'a', deliveries: 2 }, { delivery_id: 'b' }]);
  });

  test('of an alert is a second alert', async () => {
    const context = await createTestContext();
    const url = await serve(context);
    const alert = { url, body: '{"project":"shop","status":"down"}' };
    expect(await postAll(postHealth, [alert, alert])).toEqual([{ event: 1 }, { event: 2 }]);
  });

  test('is not seen in a delivery of another sender that has the same id', async () => {
    const context = await createTestContext();
    const url = await serve(context);
    const body = '{}';
    const id = 'one-id-of-two';
    const gitea = { url, body, headers: { 'x-gitea-delivery': id } };
    const github = { url, body, headers: { 'x-github-delivery': id } };
    expect(await postAll(postGitea, [gitea])).toEqual([{ event: 1 }]);
    expect(await postAll(postGithub, [github, github])).toEqual([{ event: 2 }, { duplicate: true }]);
    expect(stored(context)).toMatchObject([
      { source: 'gitea', deliveries: 1 },
      { source: 'github', deliveries: 2 },
    ]);
  });

  test('is seen in what an earlier installation took, whatever it called the sender', async () => {
    const context = await createTestContext();
    const url = await serve(context);
    context.database.db
      .prepare(
        `INSERT INTO events (source, event_type, payload, delivery_id) VALUES ('webhook', 'push', '{}', 'old')`,
      )
      .run();
    const again = { url, body: '{}', headers: { 'x-github-delivery': 'old' } };
    expect(await postAll(postGithub, [again])).toEqual([{ duplicate: true }]);
  });

  test('of what failed wakes the dispatcher, which tries it anew', async () => {
    const context = await createTestContext();
    const url = await serve(context);
    await postGithub({ url, body: '{}' });
    context.store.inbox.markFailed(1, 'a bug', '2026-03-01 12:00:00.000');
    const before = context.nudges.count;
    await postGithub({ url, body: '{}' });
    expect(stored(context)).toMatchObject([{ state: 'pending', deliveries: 2 }]);
    expect(context.nudges.count).toBe(before + 1);
  });

  test('is not seen in deliveries without an id', async () => {
    const url = await serve(await createTestContext());
    const nameless = (headers: Record<string, string>) => ({ url, body: '{}', headers });
    const given = [nameless({ 'x-github-delivery': '' }), nameless({ 'x-github-delivery': 'none' })];
    expect(await postAll(postGithub, given)).toEqual([{ event: 1 }, { event: 2 }]);
  });
});
