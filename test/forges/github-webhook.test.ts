import { describe, expect, test } from 'vitest';
import { parseGithubEvent } from '../../src/forges/github-webhook.ts';
import { postGithub } from '../http/deliveries.ts';
import { serve } from '../http/serve.ts';
import { createTestContext } from '../support/context.ts';
import { githubExamples as all, listExamples as listOf, type Payload } from './github-webhook-examples.ts';

/** A copy of the first example that fits, with what was derived put in. */
function derive(name: string, action: string, edit: (payload: Payload) => void): Payload {
  const found = listOf(name).find((payload) => payload['action'] === action);
  const copy = structuredClone(found ?? {});
  edit(copy);
  return copy;
}

const part = (payload: Payload, name: string) => payload[name] as Payload;

const countBy = (words: readonly string[]) =>
  Object.fromEntries(
    [...new Set(words)].toSorted().map((word) => [word, words.filter((w) => w === word).length]),
  );

describe('GitHub’s own examples', () => {
  test('are all taken, signed and sent to a server', async () => {
    const context = await createTestContext();
    const url = await serve(context);
    const statuses = await Promise.all(
      all.map(async ({ name, payload }, index) => {
        const headers = { 'x-github-event': name, 'x-github-delivery': `guid-${index}` };
        return (await postGithub({ url, body: JSON.stringify(payload), headers })).status;
      }),
    );
    expect(countBy(statuses.map(String))).toEqual({ '202': 329 });
    const rows = context.database.db.prepare('SELECT COUNT(*) AS count FROM events').get();
    expect(rows).toEqual({ count: 329 });
  });

  test('are all understood, and the events that matter tell what they should', () => {
    const told = all.map(({ name, payload }) => `${name}: ${parseGithubEvent(name, payload).kind}`);
    expect(countBy(told.filter((line) => !line.endsWith(': ignored')))).toEqual({
      'check_run: checked': 8,
      'check_suite: checked': 9,
      'pull_request: changed': 15,
      'pull_request_review: reviewed': 4,
      'push: pushed': 2,
      'status: checked': 4,
      'workflow_run: checked': 5,
    });
    expect(told.filter((line) => line === 'ping: ignored')).toHaveLength(4);
  });

  test('of pull requests tell what became of them', () => {
    const news = listOf('pull_request').map((payload) => parseGithubEvent('pull_request', payload));
    expect(countBy(news.flatMap((one) => (one.kind === 'changed' ? [one.what] : [])))).toEqual({
      closed: 2,
      edited: 6,
      opened: 4,
      reopened: 2,
      synchronized: 1,
    });
    expect(news[0]).toEqual({
      kind: 'changed',
      what: 'opened',
      repo: 'Codertocat/Hello-World',
      number: 2,
      branch: 'changes',
      head: 'ec26c3e57ca3a959ca5aad62de7213c562f8c821',
      mergeCommit: null,
      by: 'Codertocat',
    });
  });

  test('of a closed pull request do not take the commit of a merge that was only tried for a merge', () => {
    const closed = derive('pull_request', 'closed', () => undefined);
    expect(part(closed, 'pull_request')['merge_commit_sha']).toEqual(expect.any(String));
    expect(parseGithubEvent('pull_request', closed)).toMatchObject({ what: 'closed', mergeCommit: null });
  });

  test('of pushes tell of branches, not of tags', () => {
    const news = listOf('push').map((payload) => parseGithubEvent('push', payload));
    expect(news.find(({ kind }) => kind === 'pushed')).toEqual({
      kind: 'pushed',
      repo: 'Codertocat/Hello-World',
      branch: 'master',
      commit: '6113728f27ae82c7b1a177c8d03f9e96e0adf246',
      by: 'Codertocat',
    });
  });

  test('of statuses name a branch when there is only one', () => {
    const news = listOf('status').map((payload) => parseGithubEvent('status', payload));
    const branches = news.map((one) => (one.kind === 'checked' ? one.branch : undefined));
    expect(branches).toEqual([null, null, 'master', null]);
    expect(news[0]).toMatchObject({ name: 'default', state: 'green' });
  });

  test('of reviews carry their id, their commit and their verdict', () => {
    const news = listOf('pull_request_review').map((one) => parseGithubEvent('pull_request_review', one));
    expect(news.map((one) => (one.kind === 'reviewed' ? one.verdict : undefined))).toEqual([
      'comment',
      'dismissed',
      'comment',
      'comment',
    ]);
    expect(news[0]).toMatchObject({
      id: '237895671',
      commit: 'ec26c3e57ca3a959ca5aad62de7213c562f8c821',
      branch: 'changes',
      number: 2,
      text: '',
      by: 'Codertocat',
    });
  });

  test('of checks are green, red or pending', () => {
    const states = (name: string) =>
      listOf(name).map((payload) => {
        const news = parseGithubEvent(name, payload);
        return `${String(payload['action'])}: ${news.kind === 'checked' ? news.state : news.kind}`;
      });
    expect(countBy(states('check_run'))).toEqual({
      'completed: green': 2,
      'completed: red': 1,
      'created: pending': 3,
      'requested_action: ignored': 1,
      'rerequested: pending': 2,
    });
    expect(countBy(states('check_suite'))).toEqual({
      'completed: green': 4,
      'requested: pending': 3,
      'rerequested: pending': 2,
    });
    expect(countBy(states('workflow_run'))).toEqual({
      'completed: green': 2,
      'completed: pending': 1,
      'requested: pending': 2,
    });
  });
});

describe('derived from GitHub’s examples, which have none:', () => {
  test('a pull request that was merged', () => {
    const payload = derive('pull_request', 'closed', (copy) => {
      const mergedBy = { login: 'hubot' };
      Object.assign(part(copy, 'pull_request'), {
        merged: true,
        merged_by: mergedBy,
        merge_commit_sha: 'f00d'.repeat(10),
      });
    });
    const expected = { what: 'merged', mergeCommit: 'f00d'.repeat(10), by: 'hubot' };
    expect(parseGithubEvent('pull_request', payload)).toMatchObject(expected);
  });

  test('a pull request from a fork, and from one that is gone', () => {
    for (const repo of [{ full_name: 'mallory/Hello-World' }, null]) {
      const payload = derive('pull_request', 'opened', (copy) => {
        Object.assign(part(part(copy, 'pull_request'), 'head'), { repo });
      });
      const why = expect.stringMatching(/^pull request \d+ comes from another repository$/);
      expect(parseGithubEvent('pull_request', payload)).toEqual({ kind: 'ignored', why });
    }
  });

  test.for([
    ['approved', 'approved'],
    ['changes_requested', 'changes'],
    ['CHANGES_REQUESTED', 'changes'],
  ] as const)('a review that is %s', ([state, verdict]) => {
    const payload = derive('pull_request_review', 'submitted', (copy) => {
      Object.assign(part(copy, 'review'), { state, body: 'Too broad.' });
    });
    expect(parseGithubEvent('pull_request_review', payload)).toMatchObject({ verdict, text: 'Too broad.' });
  });

  test('a review that was edited', () => {
    const payload = derive('pull_request_review', 'submitted', (copy) => {
      copy['action'] = 'edited';
    });
    expect(parseGithubEvent('pull_request_review', payload).kind).toBe('ignored');
  });

  test.for([
    ['completed', 'completed', 'failure', 'red'],
    ['completed', 'completed', 'timed_out', 'red'],
    ['completed', 'completed', 'cancelled', 'red'],
    ['completed', 'completed', 'neutral', 'green'],
    ['completed', 'completed', 'action_required', 'red'],
    ['in_progress', 'in_progress', null, 'pending'],
  ] as const)('a run of a workflow: %s, %s, %s', ([action, status, conclusion, state]) => {
    const payload = derive('workflow_run', 'completed', (copy) => {
      copy['action'] = action;
      Object.assign(part(copy, 'workflow_run'), { name: 'CI', status, conclusion });
    });
    expect(parseGithubEvent('workflow_run', payload)).toMatchObject({ kind: 'checked', name: 'CI', state });
  });

  test('a comment on a pull request', () => {
    const payload = derive('issue_comment', 'created', (copy) => {
      part(copy, 'issue')['pull_request'] = { url: 'https://api.github.com/repos/x/y/pulls/1' };
    });
    expect(parseGithubEvent('issue_comment', payload)).toEqual({
      kind: 'commented',
      repo: 'Codertocat/Hello-World',
      number: 1,
      id: '492700400',
      text: expect.any(String),
      by: 'Codertocat',
      at: new Date('2019-05-15T15:20:21Z'),
    });
  });

  test('a deleted branch', () => {
    const [tag] = listOf('push').filter((payload) => payload['deleted'] === true);
    const payload = { ...tag, ref: 'refs/heads/changes' };
    const why = 'branch changes was deleted';
    expect(parseGithubEvent('push', payload)).toEqual({ kind: 'ignored', why });
  });
});

test.for(['workflow_job', 'constructor', '__proto__', ''])('the event "%s" is ignored', (name) => {
  const why = `event ${name} changes nothing here`;
  expect(parseGithubEvent(name, null)).toEqual({ kind: 'ignored', why });
});
