import { expect, it } from 'vitest';
import { giteaSource, parseGiteaEvent } from '../../src/forges/gitea-webhook.ts';
import { createTested } from '../conformance/forge.ts';
import { toDelivery } from '../doubles/gitea-events.ts';
import { createGiteaBench } from './gitea-client-bench.ts';

/** What a Signalbox would understand of everything the double tells, in its order. */
async function createWatched() {
  const bench = await createGiteaBench();
  const news: unknown[] = [];
  bench.server.onEvent((event) => {
    const { headers, body } = toDelivery(event, 'gitea-secret');
    const delivery = { headers, body: Buffer.from(body), subject: null };
    expect(giteaSource.verify(delivery, ['gitea-secret'])).toBeNull();
    news.push(parseGiteaEvent(giteaSource.identify(delivery).eventType, JSON.parse(body)));
  });
  return { bench, news };
}

it('tells by webhook what happens to a branch and its pull request', async () => {
  const { bench, news } = await createWatched();
  const { commit, task } = await createTested(bench);
  expect(news.splice(0)).toMatchObject([
    { kind: 'pushed', repo: 'acme/shop', branch: task.branch, commit, by: 'signalbox' },
    { kind: 'changed', what: 'opened', number: 1, branch: task.branch, head: commit, mergeCommit: null },
  ]);
  const head = await bench.server.people.pushCommit(task.branch, { 'shoes.txt': 'blue\n' }, 'alice');
  expect(news.splice(0)).toMatchObject([
    { kind: 'pushed', branch: task.branch, commit: head, by: 'alice' },
    { kind: 'changed', what: 'synchronized', number: 1, head, by: 'alice' },
  ]);
  const mergeCommit = bench.server.people.mergeByHand(1, 'alice');
  expect(news.splice(0)).toMatchObject([
    { kind: 'changed', what: 'merged', number: 1, mergeCommit, by: 'alice' },
    { kind: 'pushed', branch: 'main', commit: mergeCommit, by: 'alice' },
  ]);
});

it('tells by webhook what people and builds say', async () => {
  const { bench, news } = await createWatched();
  const { commit } = await createTested(bench);
  news.length = 0;
  const { people } = bench.server;
  people.review(1, 'alice', 'APPROVED', 'Fine.');
  people.review(1, 'alice', 'REQUEST_CHANGES', 'No.');
  people.review(1, 'alice', 'COMMENT', 'Hm.');
  people.comment(1, 'bob', 'Why red?');
  people.setStatus(commit, 'build', 'failure');
  people.close(1, 'bob');
  expect(news).toMatchObject([
    { kind: 'reviewed', verdict: 'approved', number: 1, commit, text: 'Fine.', by: 'alice' },
    { kind: 'reviewed', verdict: 'changes', text: 'No.' },
    { kind: 'reviewed', verdict: 'comment', text: 'Hm.' },
    { kind: 'commented', number: 1, text: 'Why red?', by: 'bob' },
    { kind: 'checked', commit, name: 'build', state: 'red' },
    { kind: 'changed', what: 'closed', number: 1, by: 'bob' },
  ]);
});

it('marks as merged what somebody pushes to the default branch', async () => {
  const { bench, news } = await createWatched();
  const { commit, task } = await createTested(bench);
  news.length = 0;
  const mergeCommit = await bench.mergeByHand(task.branch);
  await bench.commitAtOrigin('main', { 'other.txt': 'x\n' });
  bench.server.noticePushes();
  expect(news).toMatchObject([
    { kind: 'pushed', branch: 'main' },
    { kind: 'changed', what: 'merged', number: 1, head: commit, mergeCommit },
  ]);
});

it('is away while it is down, and back as it was', async () => {
  const { bench } = await createWatched();
  const { task } = await createTested(bench);
  bench.server.down();
  await expect(bench.forge.findChange(task)).rejects.toMatchObject({ retryable: true });
  bench.server.up();
  expect(await bench.forge.findChange(task)).toMatchObject({ id: '1', state: 'open' });
});
