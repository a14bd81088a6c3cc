import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { analyst, createYard, runGit, type Yard } from './support.ts';

/** A commit on top of the default branch that only the bare clone has. */
async function createCommit({ workspace, repo }: Yard, message = 'work') {
  const { baseCommit: base } = await workspace.refresh(repo);
  const tree = await workspace.treeOf(repo, base);
  const spec = { tree, parents: [base], message, identity: analyst, at: new Date(0) };
  return { base, commit: await workspace.commitTree(repo, spec) };
}

describe('push', () => {
  it('makes a branch that must not exist, and is fine when it is there already', async () => {
    const yard = createYard();
    const { workspace, repo, origin } = yard;
    const { commit } = await createCommit(yard);
    const spec = { commit, branch: 'task/ET-001', expected: null };
    expect(await workspace.push(repo, spec)).toEqual({ kind: 'pushed' });
    expect(await workspace.push(repo, spec)).toEqual({ kind: 'pushed' });
    expect(runGit(origin, 'rev-parse', 'task/ET-001')).toBe(commit);
  });

  it('moves a branch from what is expected, also to a rewritten history', async () => {
    const yard = createYard();
    const { workspace, repo, origin } = yard;
    const { base, commit } = await createCommit(yard, 'one');
    const { commit: other } = await createCommit(yard, 'two');
    await workspace.push(repo, { commit, branch: 'main', expected: base });
    const rewritten = { commit: other, branch: 'main', expected: commit };
    expect(await workspace.push(repo, rewritten)).toEqual({ kind: 'pushed' });
    expect(runGit(origin, 'rev-parse', 'main')).toBe(other);
  });

  it('leaves a branch that is elsewhere and tells where', async () => {
    const yard = createYard();
    const { workspace, repo, commitAtOrigin, origin } = yard;
    const { base, commit } = await createCommit(yard);
    const now = commitAtOrigin('main', { 'readme.md': 'moved\n' });
    const moved = { kind: 'moved', now };
    expect(await workspace.push(repo, { commit, branch: 'main', expected: base })).toEqual(moved);
    expect(await workspace.push(repo, { commit, branch: 'main', expected: null })).toEqual(moved);
    expect(await workspace.push(repo, { commit, branch: 'main', expected: 'any' })).toEqual(moved);
    const absent = await workspace.push(repo, { commit, branch: 'gone', expected: base });
    expect(absent).toEqual({ kind: 'moved', now: null });
    expect(runGit(origin, 'rev-parse', 'main')).toBe(now);
  });

  it('with any expectation makes a fast-forward', async () => {
    const yard = createYard();
    const { workspace, repo } = yard;
    const { commit } = await createCommit(yard);
    const spec = { commit, branch: 'main', expected: 'any' };
    expect(await workspace.push(repo, spec)).toEqual({ kind: 'pushed' });
  });

  it('explains the refusal of an origin that has the branch checked out', async () => {
    const yard = createYard();
    const { workspace, dir } = yard;
    const origin = join(dir, 'somebody');
    runGit(dir, 'clone', '--quiet', yard.origin, origin);
    const repo = { ...yard.repo, origin };
    const { base, commit } = await createCommit({ ...yard, repo });
    const pushed = workspace.push(repo, { commit, branch: 'main', expected: base });
    await expect(pushed).rejects.toMatchObject({ name: 'GitError', retryable: false, exitCode: 1 });
    await expect(pushed).rejects.toThrow(
      `origin ${origin} refused main: the origin has a work tree with this branch checked out; make it bare`,
    );
  });

  it('hands on what a hook of the origin says', async () => {
    const yard = createYard();
    const { workspace, repo, origin } = yard;
    const { base, commit } = await createCommit(yard);
    runGit(origin, 'config', 'core.hooksPath', origin);
    const hook = '#!/bin/sh\necho "main is protected: ask Alice" >&2\nexit 1\n';
    writeFileSync(join(origin, 'pre-receive'), hook, { mode: 0o755 });
    await expect(workspace.push(repo, { commit, branch: 'main', expected: base })).rejects.toThrow(
      'refused main: pre-receive hook declined (main is protected: ask Alice)',
    );
  });

  it('may be tried again when the origin cannot be reached', async () => {
    const yard = createYard();
    const { base, commit } = await createCommit(yard);
    const repo = { ...yard.repo, origin: 'http://bob:s3cret@127.0.0.1:1/shop.git' };
    const pushed = yard.workspace.push(repo, { commit, branch: 'main', expected: base });
    const error: unknown = await pushed.catch((error: unknown) => error);
    expect(error).toMatchObject({ name: 'GitError', retryable: true });
    expect(JSON.stringify(error) + String(error)).not.toContain('s3cret');
  });
});

describe('deleteAtOrigin', () => {
  it('deletes a branch that is where it was said to be, is fine when it is gone, and refuses the default branch', async () => {
    const yard = createYard();
    const { workspace, repo, commitAtOrigin } = yard;
    const first = commitAtOrigin('topic', { a: 'a' });
    const second = commitAtOrigin('topic', { b: 'b' });
    await workspace.refresh(repo);
    await expect(workspace.deleteAtOrigin(repo, 'topic', first)).rejects.toMatchObject({ retryable: true });
    expect(await workspace.fetchBranch(repo, 'topic')).toBe(second);
    await workspace.deleteAtOrigin(repo, 'topic', second);
    await workspace.deleteAtOrigin(repo, 'topic', second);
    expect(await workspace.fetchBranch(repo, 'topic')).toBeNull();
    await expect(workspace.deleteAtOrigin(repo, 'main', first)).rejects.toThrow('is the default branch');
  });
});
