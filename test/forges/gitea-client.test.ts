import { describe, expect, it } from 'vitest';
import { createGiteaApi } from '../../src/forges/gitea-client.ts';
import { mergePull } from '../../src/forges/gitea-merge.ts';
import { type HttpClient } from '../../src/http-client/http-client.ts';
import { HttpError } from '../../src/http-client/http-error.ts';
import { describePullRequestForge } from '../conformance/pull-request-forge.ts';
import { toPull } from '../doubles/gitea-shapes.ts';
import { runGit } from '../workspace/support.ts';
import { createGiteaBench } from './gitea-client-bench.ts';

describePullRequestForge('Gitea', async () => createGiteaBench());

const words = { title: 'Sell shoes', body: 'Red ones.', draft: false };

/** A bench with `branches` at the origin, and a pull request of each. */
async function createPulls(...branches: string[]) {
  const bench = await createGiteaBench();
  const commits: string[] = [];
  for (const branch of branches) {
    commits.push(await bench.commitAtOrigin(branch, { [branch]: 'x\n' }));
    await bench.api.create(branch, 'main', words);
  }
  return { ...bench, commits };
}

describe('the client of Gitea, finding pull requests', () => {
  it('takes the open one of a branch, else the newest', async () => {
    const { api, server } = await createPulls('task/a');
    server.people.close(1, 'alice');
    await api.create('task/a', 'main', words);
    server.people.close(2, 'alice');
    expect(await api.find('task/a', 'main')).toMatchObject({ number: 2, state: 'closed', by: null });
    await api.create('task/a', 'main', words);
    // A comment makes an old one the one that changed last.
    server.people.comment(1, 'alice', 'Why?');
    expect(await api.find('task/a', 'main')).toMatchObject({ number: 3, state: 'open' });
    server.people.close(3, 'alice');
    server.people.comment(1, 'alice', 'Why?');
    expect(await api.find('task/a', 'main')).toMatchObject({ number: 3, state: 'closed' });
  });

  it('finds one whose branch is gone', async () => {
    const { api, origin, server, commits } = await createPulls('task/a');
    server.people.mergeByHand(1, 'alice');
    runGit(origin, 'update-ref', '-d', 'refs/heads/task/a');
    expect(await api.find('task/a', 'main')).toMatchObject({ number: 1, state: 'merged', head: commits[0] });
  });

  it('finds one behind many that others opened before', async () => {
    const bench = await createGiteaBench();
    await bench.commitAtOrigin('task/a', { a: 'x\n' });
    await bench.api.create('task/a', 'main', words);
    const [first] = bench.server.repository.pulls;
    if (first === undefined) throw new Error('no pull request was made');
    const others = Array.from({ length: 60 }, (_, index) => ({
      ...first,
      number: index + 1,
      branch: 'other',
    }));
    bench.server.repository.pulls.splice(0, 1, ...others, { ...first, number: 61 });
    expect(await bench.api.find('task/a', 'main')).toMatchObject({ number: 61 });
  });

  it('takes nothing from a fork, or to another base, for ours', async () => {
    const { api, server } = await createPulls('task/a');
    expect(await api.find('task/a', 'release')).toBeNull();
    const shown = server.repository.pulls.map((pull) => toPull(server.repository, pull, server.url));
    const forked = shown.map((pull) => ({ ...pull, head: { ...pull.head, repo_id: 2 } }));
    server.failNext(200, forked, /state=open/);
    expect(await api.find('task/a', 'main')).toBeNull();
  });

  it('returns one that exists in place of making another', async () => {
    const { api, server } = await createPulls('task/a');
    expect(await api.create('task/a', 'main', words)).toMatchObject({ number: 1, state: 'open' });
    expect(server.repository.pulls).toHaveLength(1);
  });

  it('reads every default mark of a draft, and writes what differs only', async () => {
    const { api, server } = await createPulls('task/a');
    const [pull] = server.repository.pulls;
    if (pull === undefined) throw new Error('no pull request was made');
    for (const title of ['WIP: Sell shoes', 'wip:Sell shoes', '[WIP] Sell shoes']) {
      pull.title = title;
      expect(await api.find('task/a', 'main')).toMatchObject({ title: 'Sell shoes', draft: true });
    }
    const found = await api.find('task/a', 'main');
    if (found === null) throw new Error('not found');
    server.requests.length = 0;
    await api.update(found, { ...words, draft: true });
    expect(server.requests).toEqual([]);
    await api.update(found, words);
    expect(pull.title).toBe('Sell shoes');
  });

  it('closes what is closed or merged already without complaint', async () => {
    const { api, server } = await createPulls('task/a', 'task/b');
    await api.close(1);
    await api.close(1);
    server.people.mergeByHand(2, 'alice');
    await api.close(2);
    expect(await api.find('task/b', 'main')).toMatchObject({ state: 'merged', by: 'alice' });
  });
});

const raw = { Style: 'merge', StdOut: 'CONFLICT (content): Merge conflict in a.ts', StdErr: '', Err: {} };
const told = (message: string) => ({ message, url: '/api/swagger' });

describe('the client of Gitea, merging', () => {
  it.each([
    [405, told('The PR is already merged'), { kind: 'already' }],
    [405, told('Please try again later'), { kind: 'not-ready', why: 'Please try again later' }],
    [405, told('User not allowed to merge PR'), { kind: 'refused', why: 'User not allowed to merge PR' }],
    [
      405,
      told('Work in progress PRs cannot be merged'),
      { kind: 'refused', why: expect.stringMatching(/^Work in progress/) },
    ],
    [405, told('not ready to be merged: red'), { kind: 'refused', why: 'not ready to be merged: red' }],
    [
      405,
      told('squash is not allowed an allowed merge style'),
      { kind: 'refused', why: expect.stringMatching(/style$/) },
    ],
    [409, raw, { kind: 'conflict', why: 'CONFLICT (content): Merge conflict in a.ts' }],
    [409, told('head out of date'), { kind: 'head-moved', why: 'head out of date' }],
    [409, told('merge push out of date'), { kind: 'not-ready', why: 'merge push out of date' }],
    [
      409,
      told('pull request is already scheduled to auto merge'),
      { kind: 'not-ready', why: expect.stringMatching(/scheduled/) },
    ],
    [
      409,
      told('PushRejected with remote message: no'),
      { kind: 'refused', why: 'PushRejected with remote message: no' },
    ],
    [
      404,
      told("The target couldn't be found."),
      { kind: 'refused', why: expect.stringMatching(/missing, or closed/) },
    ],
    [423, told('Repo is archived'), { kind: 'refused', why: 'the repository is archived' }],
    [
      500,
      told('is blocked by an open dependency'),
      { kind: 'refused', why: expect.stringMatching(/depends on others.*dependency$/) },
    ],
    [
      500,
      told('Merge DivergingFastForwardOnly Error'),
      { kind: 'not-ready', why: expect.stringMatching(/fast-forwarded/) },
    ],
  ])('reads %i %j', async (status, body, answer) => {
    const client: HttpClient = {
      request: async ({ accept = [] }) => {
        if (accept.includes(status)) return { status, headers: new Headers(), body };
        throw new HttpError(`gitea answered ${status}`, { status, retryable: true, body });
      },
    };
    const order = { style: 'merge', head: '0'.repeat(40), title: 't', message: 'm' } as const;
    expect(await mergePull(client, '/pulls/1', order)).toEqual(answer);
  });

  it('takes a fault of the server without words for something that may pass', async () => {
    const { api, server, commits } = await createPulls('task/a');
    server.failNext(500, told(''), /merge$/);
    const order = { style: 'merge', head: commits[0] ?? '', title: 't', message: 'm' } as const;
    await expect(api.merge(1, order)).rejects.toMatchObject({ retryable: true, status: 500 });
  });

  it('meets each of these where it comes from', async () => {
    const { api, server, commits } = await createPulls('task/a');
    const { repository } = server;
    const order = { style: 'squash', head: commits[0] ?? '', title: 't', message: 'm' } as const;
    repository.mayMerge = false;
    expect(await api.merge(1, order)).toMatchObject({
      kind: 'refused',
      why: expect.stringMatching(/not allowed to merge/),
    });
    repository.mayMerge = true;
    repository.styles.delete('squash');
    expect(await api.merge(1, order)).toMatchObject({
      kind: 'refused',
      why: expect.stringMatching(/^squash is not allowed/),
    });
    repository.styles.add('squash');
    expect(await api.merge(1, { ...order, head: '0'.repeat(40) })).toMatchObject({ kind: 'head-moved' });
    repository.archived = true;
    expect(await api.merge(1, order)).toMatchObject({
      kind: 'refused',
      why: expect.stringMatching(/archived/),
    });
    repository.archived = false;
    expect(await api.merge(1, order)).toEqual({ kind: 'merged' });
    expect(await api.merge(1, order)).toEqual({ kind: 'already' });
  });
});

describe('the client of Gitea, reading', () => {
  it('leaves out reviews that are none yet, and tells which were dismissed', async () => {
    const { api, server, commits } = await createPulls('task/a');
    const dismissed = server.people.review(1, 'alice', 'APPROVED', 'Fine.');
    server.people.dismiss(1, dismissed);
    server.people.review(1, 'bob', 'REQUEST_CHANGES', 'No.');
    expect(await api.listReviews(1)).toMatchObject([
      { verdict: 'dismissed', by: 'alice' },
      { verdict: 'changes', by: 'bob' },
    ]);
    const about = { user: null, body: '', commit_id: commits[0], submitted_at: '2031-05-06T07:08:09Z' };
    const none = ['REQUEST_REVIEW', 'PENDING'].map((state, id) => ({ id, state, ...about }));
    server.failNext(200, none, /reviews/);
    server.failNext(200, [], /reviews/);
    expect(await api.listReviews(1)).toEqual([]);
  });

  it('reads a list once that knows no pages', async () => {
    const { api, server } = await createPulls('task/a');
    const at = '2031-05-06T07:08:09+02:00';
    const whole = Array.from({ length: 70 }, (_, id) => ({ id, body: `${id}`, user: null, created_at: at }));
    server.failNext(200, whole, /comments/);
    server.failNext(200, whole, /comments/);
    const comments = await api.listComments(1);
    expect(comments).toHaveLength(70);
    expect(comments[0]).toEqual({ id: '0', text: '0', by: '', at: new Date(at) });
  });

  it('takes a warning for a failure, and what was skipped for a success', async () => {
    const { api, server, commits } = await createPulls('task/a');
    const [commit = ''] = commits;
    const meant = {
      success: 'green',
      skipped: 'green',
      pending: 'pending',
      failure: 'red',
      error: 'red',
      warning: 'red',
    } as const;
    const words = Object.keys(meant) as (keyof typeof meant)[];
    for (const word of words) server.people.setStatus(commit, word, word, 'after 3 min');
    const checks = await api.listChecks(commit);
    expect(Object.fromEntries(checks.map(({ name, state }) => [name, state]))).toEqual(meant);
    expect(checks[0]?.details).toMatch(/^after 3 min http/);
  });

  it('takes the newest of several statuses of one check, in whatever order they come', async () => {
    const { api, server, commits } = await createPulls('task/a');
    const [commit = ''] = commits;
    const older = { id: 3, context: 'build', status: 'failure' };
    const newer = { id: 5, context: 'build', status: 'success' };
    for (const statuses of [
      [older, newer],
      [newer, older],
    ]) {
      server.failNext(200, { state: 'failure', statuses }, /status/);
      server.failNext(200, { state: 'pending', statuses: null }, /status/);
      expect(await api.listChecks(commit)).toEqual([{ name: 'build', state: 'green', details: '' }]);
    }
  });

  it('refuses a wrong token at once, and tells it nobody', async () => {
    const { server } = await createGiteaBench();
    const api = createGiteaApi({ ...server, url: `${server.url}/`, token: 'wrong-token' });
    const failure = await api.find('task/a', 'main').catch((error: unknown) => error);
    expect(failure).toMatchObject({ status: 401, retryable: false });
    expect(String(failure)).toMatch(/^HttpError: gitea answered 401 for GET \/repos\/acme\/shop\/pulls/);
    expect(String(failure)).not.toContain('wrong-token');
  });

  it('names what it does not understand of an answer', async () => {
    const { api, server } = await createGiteaBench();
    server.failNext(200, [{ number: 'seven' }]);
    const failure = await api.find('task/a', 'main').catch((error: unknown) => error);
    expect(failure).toMatchObject({ retryable: false });
    expect(String(failure)).toMatch(
      /gitea answered GET \/repos\/acme\/shop\/pulls\S* with another shape: 0\.number/,
    );
  });
});
