import { describe, expect, it } from 'vitest';
import { runGit } from '../workspace/support.ts';
import { createGithub } from './github-bench.ts';

const words = { title: 'Merge ET-001: Sell shoes', message: 'Signalbox-Task: ET-001' };

async function createOpened() {
  const opened = await createGithub();
  const { pull, head, base } = await opened.open();
  const merge = async (how: { style?: 'merge' | 'squash' | 'ff'; head?: string } = {}) =>
    opened.api.merge(pull.number, { style: 'merge', head, ...words, ...how });
  const tip = () => runGit(opened.yard.origin, 'rev-parse', 'main');
  return { ...opened, pull, head, base, merge, tip };
}

describe('a merge by GitHub', () => {
  it.each(['merge', 'squash'] as const)('makes one commit by %s, in the words given', async (style) => {
    const { yard, merge, head, base, tip } = await createOpened();
    expect(await merge({ style })).toEqual({ kind: 'merged' });
    const parents = runGit(yard.origin, 'rev-parse', 'main^@').split('\n');
    expect(parents).toEqual(style === 'merge' ? [base, head] : [base]);
    const message = runGit(yard.origin, 'log', '-1', '--format=%B', tip());
    expect(message).toBe(`${words.title}\n\n${words.message}`);
  });

  it('is one that was made already, whoever made it', async () => {
    const { github, pull, merge, tip } = await createOpened();
    github.loseNextAnswer();
    await expect(merge()).rejects.toMatchObject({ status: null, retryable: true });
    const merged = tip();
    expect(await merge()).toEqual({ kind: 'already' });
    expect(tip()).toBe(merged);
    expect(await merge({ head: '1'.repeat(40) })).toEqual({ kind: 'already' });
    expect(github.repository.findPull(pull.number)?.merged?.commit).toBe(merged);
  });

  it('is not made of a head that nobody tested', async () => {
    const { github, merge, base, tip } = await createOpened();
    github.pushCommit('task/ET-001', { 'untested.txt': 'x\n' });
    const why = 'Head branch was modified. Review and try the merge again.';
    expect(await merge()).toEqual({ kind: 'head-moved', why });
    expect(tip()).toBe(base);
  });

  it('is not ready where branches conflict, which GitHub says as of one that it still checks', async () => {
    const { github, merge } = await createOpened();
    github.pushCommit('main', { 'task/ET-001.txt': 'blue\n' });
    expect(await merge()).toEqual({ kind: 'not-ready', why: 'Pull Request is not mergeable' });
  });

  it('is refused for a style that GitHub, or the repository, does not know', async () => {
    const { github, merge, base, tip } = await createOpened();
    const before = github.requests.length;
    const why = 'github cannot merge by fast-forward';
    expect(await merge({ style: 'ff' })).toEqual({ kind: 'refused', why });
    expect(github.requests).toHaveLength(before);
    github.repository.styles.delete('squash');
    const off = 'Squash merges are not allowed on this repository.';
    expect(await merge({ style: 'squash' })).toEqual({ kind: 'refused', why: off });
    expect(tip()).toBe(base);
  });

  it('is refused for a draft, and for what was closed', async () => {
    const { github, api, pull, merge } = await createOpened();
    await api.update(pull, { title: pull.title, body: pull.body, draft: true });
    expect(await merge()).toEqual({ kind: 'refused', why: 'Pull Request is still a draft' });
    github.close(pull.number, 'alice');
    expect(await merge()).toEqual({ kind: 'refused', why: 'pull request 1 is closed' });
  });

  it('is refused where there is no such pull request', async () => {
    const { api, head } = await createOpened();
    const missing = api.merge(404, { style: 'merge', head, ...words });
    expect(await missing).toEqual({ kind: 'refused', why: 'Not Found' });
  });

  // Words of github.com, as its users quote them.
  it.each([
    [405, 'Base branch was modified. Review and try the merge again.', 'not-ready'],
    [405, 'Required status check "build" is expected.', 'not-ready'],
    [405, '2 of 3 required status checks are expected.', 'not-ready'],
    [405, 'Required status check "build" is failing.', 'refused'],
    [405, 'At least 1 approving review is required by reviewers with write access.', 'refused'],
    [405, "You're not authorized to push to this branch.", 'refused'],
    [405, 'Repository rule violations found\n\nChanges must be made through the merge queue\n\n', 'refused'],
    [405, 'Merge conflict in shoes.txt', 'conflict'],
    [405, 'Head branch was modified. Review and try the merge again.', 'head-moved'],
    [409, 'Merge already in progress', 'not-ready'],
    [403, 'Resource not accessible by personal access token', 'refused'],
    [422, 'Validation Failed', 'refused'],
  ])('takes %s "%s" for %s', async (status, message, kind) => {
    const { github, merge, base, tip } = await createOpened();
    github.failNext(status, { message, documentation_url: 'https://docs.github.com' });
    expect(await merge()).toEqual({ kind, why: message.replaceAll(/\s+/g, ' ').trim() });
    expect(tip()).toBe(base);
  });

  it.each([
    [401, {}, false],
    [500, {}, true],
    [403, { 'retry-after': '30' }, true],
  ])('has no answer for %s with %o', async (status, headers, retryable) => {
    const { github, merge } = await createOpened();
    github.failNext(status, { message: 'No' }, headers);
    await expect(merge()).rejects.toMatchObject({ name: 'HttpError', status, retryable });
  });
});
