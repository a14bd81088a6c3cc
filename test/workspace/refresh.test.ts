import { existsSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createYard, runGit } from './support.ts';

describe('refresh', () => {
  it('returns the commit of the default branch, first and after it moved', async () => {
    const { workspace, repo, commitAtOrigin, origin } = createYard();
    const first = await workspace.refresh(repo);
    expect(first.baseCommit).toBe(runGit(origin, 'rev-parse', 'main'));
    const next = commitAtOrigin('main', { 'readme.md': 'shop, open\n' });
    expect(await workspace.refresh(repo)).toEqual({ baseCommit: next });
    expect(await workspace.refresh(repo)).toEqual({ baseCommit: next });
  });

  it('follows a default branch that was rewritten', async () => {
    const { workspace, repo, commitAtOrigin, origin } = createYard();
    const first = (await workspace.refresh(repo)).baseCommit;
    commitAtOrigin('main', { a: 'a' });
    await workspace.refresh(repo);
    runGit(origin, 'update-ref', 'refs/heads/main', first);
    expect(await workspace.refresh(repo)).toEqual({ baseCommit: first });
  });

  it('bears being asked many times at once, together with looks at other branches', async () => {
    const { workspace, repo, commitAtOrigin } = createYard();
    const main = commitAtOrigin('main', { a: 'a' });
    const side = commitAtOrigin('side', { b: 'b' });
    const answers = await Promise.all([
      ...Array.from({ length: 6 }, () => workspace.refresh(repo)),
      ...Array.from({ length: 3 }, () => workspace.fetchBranch(repo, 'side')),
    ]);
    expect(answers).toEqual([
      ...Array.from({ length: 6 }, () => ({ baseCommit: main })),
      ...Array.from({ length: 3 }, () => side),
    ]);
  });

  it('names the origin and the branch when the origin is empty', async () => {
    const { workspace, repo, dir } = createYard();
    const empty = join(dir, 'empty.git');
    runGit(dir, 'init', '--quiet', '--bare', empty);
    const refreshed = workspace.refresh({ ...repo, key: 'empty', origin: empty });
    await expect(refreshed).rejects.toMatchObject({
      message: `origin ${empty} has no branch main: it is empty, push a first commit`,
      retryable: false,
    });
  });

  it('names the branches there are when the default branch is not among them', async () => {
    const { workspace, repo, origin } = createYard();
    const refreshed = workspace.refresh({ ...repo, defaultBranch: 'trunk' });
    await expect(refreshed).rejects.toThrow(`origin ${origin} has no branch trunk: it has main`);
  });

  it('says so when there is no repository at the origin', async () => {
    const { workspace, repo, dir } = createYard();
    const refreshed = workspace.refresh({ ...repo, origin: join(dir, 'nowhere') });
    await expect(refreshed).rejects.toThrow('does not appear to be a git repository');
  });

  it('makes the bare clone anew when a crash left half of one', async () => {
    const { workspace, repo, bareDir, dir } = createYard();
    runGit(dir, 'init', '--quiet', '--bare', `${bareDir}.new`);
    const { baseCommit } = await workspace.refresh(repo);
    expect(runGit(bareDir, 'cat-file', '-t', baseCommit)).toBe('commit');
    expect(existsSync(`${bareDir}.new`)).toBe(false);
  });

  it('takes away a lock that a killed git left, and leaves a fresh one', async () => {
    const { workspace, repo, bareDir, commitAtOrigin } = createYard();
    await workspace.refresh(repo);
    const lock = join(bareDir, 'refs', 'signalbox', 'origin', 'main.lock');
    writeFileSync(lock, '');
    const next = commitAtOrigin('main', { a: 'a' });
    await expect(workspace.refresh(repo)).rejects.toMatchObject({ retryable: true });
    const anHourAgo = Date.now() / 1000 - 3600;
    utimesSync(lock, anHourAgo, anHourAgo);
    expect(await workspace.refresh(repo)).toEqual({ baseCommit: next });
  });
});

describe('fetchBranch', () => {
  it('tells absent from present, and follows branches whose names nest in turn', async () => {
    const { workspace, repo, origin, commitAtOrigin } = createYard();
    expect(await workspace.fetchBranch(repo, 'topic')).toBeNull();
    const flat = commitAtOrigin('topic', { a: 'a' });
    expect(await workspace.fetchBranch(repo, 'topic')).toBe(flat);
    runGit(origin, 'branch', '-D', 'topic');
    const nested = commitAtOrigin('topic/één', { b: 'b' });
    expect(await workspace.fetchBranch(repo, 'topic/één')).toBe(nested);
    expect(await workspace.fetchBranch(repo, 'topic')).toBeNull();
  });

  it.each(['', '-f', 'a b', 'a:refs/heads/main', 'a..b', 'a*', '/a'])(
    'refuses "%s" as a name',
    async (name) => {
      const { workspace, repo } = createYard();
      await expect(workspace.fetchBranch(repo, name)).rejects.toThrow('is not a branch name');
    },
  );
});
