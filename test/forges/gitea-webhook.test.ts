import { describe, expect, test } from 'vitest';
import { parseGiteaEvent } from '../../src/forges/gitea-webhook.ts';
import { toPostText } from '../../src/forges/post-marker.ts';
import { PayloadError } from '../../src/payload.ts';
import {
  base,
  changed,
  commented,
  created,
  deleted,
  forgejoRun,
  head,
  mergeCommit,
  pullRequest,
  push,
  reviewed,
  status,
  workflowJob,
  workflowRun,
} from './gitea-webhook-payloads.ts';

const repo = 'acme/shop';
const branch = 'task/et-12';
const ignored = (why: string) => ({ kind: 'ignored', why: expect.stringContaining(why) });

describe('a push to Gitea', () => {
  test.for([
    ['moves', push()],
    ['makes', created],
  ] as const)('that %s a branch tells where it is', ([, payload]) => {
    const expected = { kind: 'pushed', repo, branch, commit: head, by: 'bot' };
    expect(parseGiteaEvent('push', payload)).toEqual(expected);
  });

  test('that deletes a branch, or is of a tag, is ignored', () => {
    expect(parseGiteaEvent('push', deleted)).toEqual(ignored('branch task/et-12 was deleted'));
    expect(parseGiteaEvent('push', push({ ref: 'refs/tags/v1' }))).toEqual(
      ignored('refs/tags/v1 is no branch'),
    );
  });
});

describe('a pull request at Gitea', () => {
  const news = { kind: 'changed', repo, number: 7, branch, head, mergeCommit: null, by: 'alice' };

  test.for([
    ['pull_request', 'opened', 'opened'],
    ['pull_request', 'closed', 'closed'],
    ['pull_request', 'reopened', 'reopened'],
    ['pull_request', 'edited', 'edited'],
    ['pull_request_sync', 'synchronized', 'synchronized'],
  ] as const)('told as %s with %s was %s', ([type, action, what]) => {
    expect(parseGiteaEvent(type, changed(action))).toEqual({ ...news, what });
  });

  test('that was closed by merging tells the merge commit and who merged it', () => {
    const merged = {
      state: 'closed',
      merged: true,
      merge_commit_sha: mergeCommit,
      merged_by: { login: 'bob' },
    };
    const expected = { ...news, what: 'merged', mergeCommit, by: 'bob' };
    expect(parseGiteaEvent('pull_request', changed('closed', merged))).toEqual(expected);
  });

  test.for([
    ['pull_request', 'assigned'],
    ['pull_request', 'deleted'],
    ['pull_request_label', 'label_updated'],
    ['pull_request_review_request', 'review_requested'],
  ] as const)('told as %s with %s is ignored', ([type, action]) => {
    expect(parseGiteaEvent(type, changed(action)).kind).toBe('ignored');
  });

  test('from a fork is none of ours, though its branch has our name', () => {
    const fork = { ref: branch, sha: head, repo: { full_name: 'mallory/shop' } };
    const why = 'pull request 7 comes from another repository';
    expect(parseGiteaEvent('pull_request', changed('opened', { head: fork }))).toEqual(ignored(why));
    const gone = { ...fork, repo: null };
    expect(parseGiteaEvent('pull_request', changed('opened', { head: gone }))).toEqual(ignored(why));
    const payload = {
      ...reviewed('pull_request_review_approved'),
      pull_request: pullRequest({ head: fork }),
    };
    expect(parseGiteaEvent('pull_request_review_approved', payload)).toEqual(ignored(why));
  });
});

describe('a review at Gitea', () => {
  test.for([
    ['approved', 'approved'],
    ['rejected', 'changes'],
    ['comment', 'comment'],
  ] as const)('%s is about the head of the pull request, and has no id', ([word, verdict]) => {
    const type = `pull_request_review_${word}`;
    expect(parseGiteaEvent(type, reviewed(type))).toEqual({
      kind: 'reviewed',
      verdict,
      repo,
      number: 7,
      branch,
      commit: head,
      id: null,
      text: 'As discussed.',
      by: 'alice',
    });
  });
});

describe('a comment at Gitea', () => {
  const news = {
    kind: 'commented',
    repo,
    number: 7,
    id: '5',
    text: '/approve',
    by: 'alice',
    at: new Date('2026-03-01T12:00:00Z'),
  };

  test.for(['issue_comment', 'pull_request_comment'])('on a pull request is told as %s', (type) => {
    expect(parseGiteaEvent(type, commented())).toEqual(news);
    expect(parseGiteaEvent(type, commented({ is_pull: undefined }))).toEqual(news);
  });

  test('on an issue, or one that is edited or deleted, is ignored', () => {
    const onIssue = { is_pull: false, pull_request: null, issue: { number: 7, pull_request: null } };
    expect(parseGiteaEvent('issue_comment', commented(onIssue))).toEqual(ignored('no pull request'));
    for (const action of ['edited', 'deleted']) {
      const why = `${action} of a comment`;
      expect(parseGiteaEvent('pull_request_comment', commented({ action }))).toEqual(ignored(why));
    }
  });

  test('of our own is known by its mark, however long it is, and tells nothing', () => {
    const { comment } = commented();
    const body = toPostText({ key: 'k', text: 'x'.repeat(60_000) });
    const payload = commented({ comment: { ...comment, body } });
    expect(parseGiteaEvent('pull_request_comment', payload)).toEqual(ignored('our own post'));
  });

  test('that is huge is kept in part', () => {
    const { comment } = commented();
    const payload = commented({ comment: { ...comment, body: 'x'.repeat(1_000_000) } });
    expect(parseGiteaEvent('issue_comment', payload)).toMatchObject({ text: `${'x'.repeat(20_000)}…` });
  });
});

describe('a check at Gitea', () => {
  const news = { kind: 'checked', repo, commit: head };

  test.for([
    ['pending', 'pending'],
    ['success', 'green'],
    ['skipped', 'green'],
    ['failure', 'red'],
    ['error', 'red'],
    ['warning', 'red'],
  ] as const)('with the status %s is %s, on a branch that is not told', ([word, state]) => {
    const expected = { ...news, branch: null, name: 'ci.yml / test (push)', state };
    expect(parseGiteaEvent('status', status(word))).toEqual(expected);
  });

  test.for([
    ['requested', undefined, 'pending'],
    ['in_progress', undefined, 'pending'],
    ['completed', 'success', 'green'],
    ['completed', 'skipped', 'green'],
    ['completed', 'failure', 'red'],
    ['completed', 'cancelled', 'red'],
  ] as const)('whose run is %s (%s) is %s', ([action, conclusion, state]) => {
    const expected = { ...news, branch, name: 'CI', state };
    expect(parseGiteaEvent('workflow_run', workflowRun(action, conclusion))).toEqual(expected);
  });

  test('of a run without a name is called as its file', () => {
    const payload = { ...workflowRun('completed', 'success'), workflow: { id: 'ci.yml', name: '' } };
    expect(parseGiteaEvent('workflow_run', payload)).toMatchObject({ name: 'ci.yml' });
  });

  test('of a job is heard at its end only', () => {
    const ended = parseGiteaEvent('workflow_job', workflowJob('completed', 'failure'));
    expect(ended).toEqual({ ...news, branch, name: 'test', state: 'red' });
    for (const action of ['queued', 'waiting', 'in_progress']) {
      expect(parseGiteaEvent('workflow_job', workflowJob(action))).toEqual(ignored(`a job is ${action}`));
    }
  });

  test.for([
    ['success', {}, 'green', branch],
    ['recover', {}, 'green', branch],
    ['failure', {}, 'red', branch],
    ['failure', { status: 'cancelled' }, 'red', branch],
    ['failure', { status: 'skipped' }, 'green', branch],
    ['success', { prettyref: '#7' }, 'green', null],
  ] as const)('of Forgejo: %s of %j is %s', ([action, run, state, onBranch]) => {
    const expected = { ...news, branch: onBranch, name: 'ci.yml', state };
    expect(parseGiteaEvent(`action_run_${action}`, forgejoRun(action, run))).toEqual(expected);
  });
});

test.for(['create', 'issues', 'package', 'constructor', '__proto__', ''])(
  'the event "%s" is ignored',
  (type) => {
    expect(parseGiteaEvent(type, { anything: true })).toEqual(ignored(`event ${type} changes nothing here`));
  },
);

describe('a delivery that Gitea does not make is an error that names what was expected', () => {
  test.for([
    ['push', push({ after: `--upload-pack=${base}` }), 'after: expected the id of a commit, in hex'],
    ['push', push({ repository: { full_name: 'shop' } }), 'repository.full_name: expected owner/name'],
    ['push', 'text', 'expected object'],
    ['pull_request', changed('opened', { number: '7' }), 'pull_request.number'],
    ['pull_request', changed('opened', { head: { ref: branch } }), 'pull_request.head.sha'],
    ['status', status('perfect'), 'state: expected the state or the conclusion of a check'],
    ['workflow_run', workflowRun('completed', 'perfect'), 'workflow_run.conclusion'],
    ['issue_comment', commented({ comment: null }), 'comment'],
    ['action_run_failure', { action: 'failure' }, 'run'],
  ] as const)('%s', ([type, payload, expected]) => {
    expect(() => parseGiteaEvent(type, payload)).toThrow(PayloadError);
    expect(() => parseGiteaEvent(type, payload)).toThrow(expected);
  });
});
