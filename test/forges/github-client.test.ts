import { describe, expect, it } from 'vitest';
import { createGithubApi } from '../../src/forges/github-client.ts';
import { describePullRequestForge } from '../conformance/pull-request-forge.ts';
import { toPullJson } from '../doubles/github-shapes.ts';
import { createGithub, createGithubBench } from './github-bench.ts';

describePullRequestForge('github', createGithubBench);

describe('a pull request of GitHub', () => {
  it('is found by its branch and its base, and null where there was never any', async () => {
    const { github, api, open } = await createGithub();
    const { pull } = await open();
    expect(await api.find('task/ET-001', 'main')).toEqual(pull);
    expect(await api.find('task/ET-00', 'main')).toBeNull();
    expect(await api.find('task/ET-001', 'stable')).toBeNull();
    expect(github.requests).toContain(
      'GET /repos/acme/shop/pulls?page=1&per_page=100&head=acme%3Atask%2FET-001&base=main&state=all&sort=created&direction=desc',
    );
  });

  it("is no other branch's, should GitHub pass over what it was asked for", async () => {
    const { github, api, open } = await createGithub();
    await open();
    const { apiUrl, token } = github.settings;
    const headers = { authorization: `token ${token}` };
    const all: unknown = await (await fetch(`${apiUrl}/repos/acme/shop/pulls`, { headers })).json();
    expect(all).toMatchObject([{ number: 1, head: { ref: 'task/ET-001' } }]);
    github.failNext(200, all);
    expect(await api.find('task/ET-002', 'main')).toBeNull();
  });

  it('names no merge commit while GitHub only tries one', async () => {
    const { github, api, open } = await createGithub();
    const { pull } = await open();
    expect(pull).toMatchObject({ state: 'open', mergeCommit: null, by: null });
    expect(await api.find('task/ET-001', 'main')).toMatchObject({ mergeCommit: null });
    const mergeCommit = github.mergeByHand(pull.number, 'alice');
    const merged = { state: 'merged', mergeCommit, by: 'alice' };
    expect(await api.find('task/ET-001', 'main')).toMatchObject(merged);
  });

  it('is the open one, else the newest, with who closed it', async () => {
    const { github, api, open } = await createGithub();
    const first = await open();
    github.close(first.pull.number, 'alice');
    const second = await open();
    github.close(second.pull.number, 'bob');
    const closed = { number: second.pull.number, state: 'closed', by: 'bob', mergeCommit: null };
    expect(await api.find('task/ET-001', 'main')).toMatchObject(closed);
    github.reopen(first.pull.number);
    expect(await api.find('task/ET-001', 'main')).toMatchObject({ number: 1, state: 'open' });
  });

  it('is found when it exists already, also after the answer to its creation was lost', async () => {
    const { github, open } = await createGithub();
    github.loseNextAnswer();
    await expect(open()).rejects.toMatchObject({ name: 'HttpError', status: null, retryable: true });
    const { pull, head } = await open();
    expect(pull).toMatchObject({ number: 1, head });
    expect(github.repository.pulls()).toHaveLength(1);
  });

  it('cannot be made of a branch that is not there, or has nothing on it', async () => {
    const { api } = await createGithub();
    const words = { title: 'x', body: '', draft: false };
    await expect(api.create('task/ET-404', 'main', words)).rejects.toMatchObject({
      message: 'github answered 422 for POST /repos/acme/shop/pulls: Validation Failed: head invalid',
      retryable: false,
    });
    await expect(api.create('main', 'main', words)).rejects.toThrow('No commits between main and main');
  });

  it('says new words, and asks nothing where it says them already', async () => {
    const { github, api, open } = await createGithub();
    const { pull } = await open();
    const before = github.requests.length;
    await api.update(pull, { title: pull.title, body: pull.body, draft: false });
    expect(github.requests).toHaveLength(before);
    await api.update(pull, { title: 'ET-001: Sell hats', body: 'Blue.', draft: false });
    expect(await api.find('task/ET-001', 'main')).toMatchObject({
      title: 'ET-001: Sell hats',
      body: 'Blue.',
    });
    expect(github.requests.slice(before, -1)).toEqual(['PATCH /repos/acme/shop/pulls/1']);
  });

  it('becomes ready and a draft again, also when an answer was lost', async () => {
    const { github, api, open } = await createGithub();
    const { pull } = await open('task/ET-001', true);
    expect(pull.draft).toBe(true);
    const words = { title: pull.title, body: pull.body };
    await api.update(pull, { ...words, draft: false });
    expect(github.requests.at(-1)).toBe('POST /api/graphql');
    const ready = await api.find('task/ET-001', 'main');
    expect(ready).toMatchObject({ draft: false });
    github.loseNextAnswer();
    const toDraft = async () => api.update({ ...pull, draft: false }, { ...words, draft: true });
    await expect(toDraft()).rejects.toMatchObject({ retryable: true });
    await toDraft();
    expect(await api.find('task/ET-001', 'main')).toMatchObject({ draft: true });
  });

  it('is opened as ready where the repository knows no drafts, and stays so', async () => {
    const { github, api, open } = await createGithub();
    github.repository.drafts = false;
    const { pull } = await open('task/ET-001', true);
    expect(pull).toMatchObject({ number: 1, draft: false });
    await api.update(pull, { title: pull.title, body: 'Blue.', draft: true });
    expect(await api.find('task/ET-001', 'main')).toMatchObject({ draft: false, body: 'Blue.' });
  });

  it('tells what GraphQL refuses', async () => {
    const { github, api, open } = await createGithub();
    const { pull } = await open('task/ET-001', true);
    const makeReady = async (error: object) => {
      github.failNext(200, { data: null, errors: [error] }, {}, 'graphql');
      return api.update(pull, { title: pull.title, body: pull.body, draft: false });
    };
    const message = 'github answered 200 for POST /api/graphql: Not yours';
    const forbidden = { message, status: 200, retryable: false };
    await expect(makeReady({ type: 'FORBIDDEN', message: 'Not yours' })).rejects.toMatchObject(forbidden);
    const passing = { message: 'Something went wrong while executing your query.' };
    await expect(makeReady(passing)).rejects.toMatchObject({ retryable: true });
  });

  it('tells each review that was sent in, and by whom a deleted account is shown', async () => {
    const { github, api, open } = await createGithub();
    const { pull, head } = await open();
    for (const state of ['APPROVED', 'changes_requested', 'PENDING', 'DISMISSED', 'Commented']) {
      github.review(pull.number, 'alice', state, state);
    }
    const verdicts = (await api.listReviews(pull.number)).map(({ verdict, commit }) => ({ verdict, commit }));
    const expected = ['approved', 'changes', 'dismissed', 'comment'];
    expect(verdicts).toEqual(expected.map((verdict) => ({ verdict, commit: head })));
    const ghostly = { id: 2 ** 40, body: 'Boo.', user: null, created_at: '2031-05-06T07:08:09Z' };
    github.failNext(200, [ghostly]);
    const at = new Date('2031-05-06T07:08:09Z');
    const remark = { id: '1099511627776', text: 'Boo.', by: 'ghost', at };
    expect(await api.listComments(pull.number)).toEqual([remark]);
  });

  it('refuses an answer in an unknown shape rather than guess', async () => {
    const { github, api, open } = await createGithub();
    const { pull } = await open();
    github.failNext(200, [{ id: 1 }]);
    const message = /^github answered 200 for the comments of pull request 1 in an unknown shape: 0\.user/;
    const unknown = { message: expect.stringMatching(message), retryable: false };
    await expect(api.listComments(pull.number)).rejects.toMatchObject(unknown);
  });
});

it('takes a pull request from a fork for nobody’s, whatever its branch is called', async () => {
  const { github, api, open } = await createGithub();
  const { pull } = await open();
  const shown = github.repository.findPull(pull.number);
  if (shown === undefined) throw new Error('no pull request');
  const names = { owner: 'acme', repo: 'shop', webUrl: 'https://github.example.org' };
  const own = toPullJson(shown, names, null);
  const { head } = own;
  // As GitHub answers a head that it cannot read: with all there are, the newest first.
  const foreign = { ...own, number: 99, head: { ...head, label: `mallory:${head.ref}` } };
  github.failNext(200, [foreign, own], {}, '/pulls?');
  expect(await api.find(head.ref, 'main')).toMatchObject({ number: pull.number });
  github.failNext(200, [foreign, { ...foreign, head: { ...head, label: null } }], {}, '/pulls?');
  expect(await api.find(head.ref, 'main')).toBeNull();
  const renamed = { ...own, head: { ...head, label: `ACME:${head.ref}` } };
  github.failNext(200, [renamed], {}, '/pulls?');
  expect(await api.find(head.ref, 'main')).toMatchObject({ number: pull.number });
});

it('does not follow pages that never end', async () => {
  const { github, api, open } = await createGithub();
  const { pull } = await open();
  const link = { link: '<https://api.example.org/x?page=2>; rel="next"' };
  for (let page = 1; page <= 201; page += 1) github.failNext(200, [], link, '/comments');
  const failure = { message: expect.stringContaining('more than 200 pages'), retryable: false };
  await expect(api.listComments(pull.number)).rejects.toMatchObject(failure);
});

describe('the checks of a commit on GitHub', () => {
  it('are statuses and check runs of all pages, the newest of each', async () => {
    const { github, api, open } = await createGithub();
    const { head } = await open();
    github.setCheckRun(head, 'build', { conclusion: 'failure' });
    for (let index = 0; index < 110; index += 1) {
      github.setStatus(head, `status ${index}`, 'success');
      github.setCheckRun(head, `run ${index}`, { conclusion: 'success' });
    }
    github.setCheckRun(head, 'build', { conclusion: 'success' });
    github.setStatus(head, 'status 3', 'error', 'out of shoes');
    const checks = await api.listChecks(head);
    expect(checks).toHaveLength(221);
    expect(checks.filter(({ state }) => state !== 'green')).toEqual([
      {
        name: 'status 3',
        state: 'red',
        details: expect.stringMatching(/^error: out of shoes \(https:\/\/ci\.example\.org\/\d+\)$/),
      },
    ]);
    const asked = github.requests.filter((request) => request.includes(`/commits/${head}/`));
    expect(asked.map((request) => request.replace(/.*\//, ''))).toEqual([
      'status?page=1&per_page=100',
      'status?page=2&per_page=100',
      'check-runs?page=1&per_page=100',
      'check-runs?page=2&per_page=100',
    ]);
  });

  it('cannot be told for a commit that GitHub does not know', async () => {
    const { api } = await createGithub();
    const unknown = { status: 422, message: expect.stringContaining('No commit found for SHA') };
    await expect(api.listChecks('1'.repeat(40))).rejects.toMatchObject(unknown);
  });
});

describe('the address of a file', () => {
  const at = (apiUrl: string) =>
    createGithubApi({ apiUrl, token: 't', owner: 'acme', repo: 'shop' }).fileUrl('task/ET 1', 'docs/a#b.md');

  it.each([
    ['https://api.github.com', 'https://github.com'],
    ['https://api.github.com/', 'https://github.com'],
    ['https://api.acme.ghe.com', 'https://acme.ghe.com'],
    ['https://git.acme.example/api/v3', 'https://git.acme.example'],
    ['http://api.acme.example:8080/api/v3/', 'http://api.acme.example:8080'],
  ])('is, for the API at %s, on %s', (apiUrl, web) => {
    expect(at(apiUrl)).toBe(`${web}/acme/shop/blob/task/ET%201/docs/a%23b.md`);
  });
});
