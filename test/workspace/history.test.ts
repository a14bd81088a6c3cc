import { symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { commitAll, createYardWithClone, runGit, writeFiles } from './support.ts';

async function createHistory() {
  const yard = await createYardWithClone();
  writeFiles(yard.clone, {
    'docs/work items/één.md': 'één\n\n',
    'docs/other.md': 'x\n',
    'src/app.ts': 'one\n2\nthree\nfour\n',
  });
  writeFileSync(join(yard.clone, 'binary'), Buffer.from([0, 1, 2, 255]));
  symlinkSync('/etc/passwd', join(yard.clone, 'docs', 'link'));
  commitAll(yard.clone, 'more');
  const collected = await yard.workspace.collect(yard.repo, {
    folder: 'ET-001',
    startCommit: yard.base,
    leftoverMessage: 'left',
    identity: { name: 'a', email: 'a@b' },
    keepRef: '1',
  });
  return { ...yard, commit: collected.commit };
}

describe('the history in the bare clone', () => {
  it('reads files byte for byte, and nothing where no regular file is', async () => {
    const { workspace, repo, commit, bareDir } = await createHistory();
    const path = 'docs/work items/één.md';
    const blob = runGit(bareDir, 'rev-parse', `${commit}:${path}`);
    expect(await workspace.readFile(repo, commit, path)).toEqual({ text: 'één\n\n', blob });
    const places = ['docs/none.md', 'docs', 'docs/', 'docs/link', 'docs/*.md'];
    const found = await Promise.all(places.map((place) => workspace.readFile(repo, commit, place)));
    expect(found).toEqual(places.map(() => null));
  });

  it('lists the files under a folder', async () => {
    const { workspace, repo, commit } = await createHistory();
    const docs = ['docs/link', 'docs/other.md', 'docs/work items/één.md'];
    expect(await workspace.listFiles(repo, commit, 'docs')).toEqual(docs);
    expect(await workspace.listFiles(repo, commit, 'docs/work items/')).toEqual(docs.slice(2));
    expect(await workspace.listFiles(repo, commit, 'doc')).toEqual([]);
    expect(await workspace.listFiles(repo, commit, 'docs/other.md')).toEqual([]);
    expect(await workspace.listFiles(repo, commit, '')).toEqual([
      'binary',
      ...docs,
      'readme.md',
      'src/app.ts',
    ]);
  });

  it('counts what changed', async () => {
    const { workspace, repo, commit, base } = await createHistory();
    expect(await workspace.diffStat(repo, base, base)).toEqual({ files: 0, insertions: 0, deletions: 0 });
    expect(await workspace.diffStat(repo, base, commit)).toEqual({ files: 5, insertions: 6, deletions: 1 });
  });

  it('knows who descends from whom; an unknown ancestor is none, an unknown descendant an error', async () => {
    const { workspace, repo, commit, base } = await createHistory();
    const unknown = '1'.repeat(40);
    expect(await workspace.isAncestor(repo, base, commit)).toBe(true);
    expect(await workspace.isAncestor(repo, base, base)).toBe(true);
    expect(await workspace.isAncestor(repo, commit, base)).toBe(false);
    expect(await workspace.isAncestor(repo, unknown, base)).toBe(false);
    await expect(workspace.isAncestor(repo, base, unknown)).rejects.toThrow('Not a valid commit');
  });

  it('takes full commit ids only', async () => {
    const { workspace, repo, base } = await createYardWithClone();
    for (const name of ['main', '--all', base.slice(0, 12), `${base}^`]) {
      await expect(workspace.treeOf(repo, name)).rejects.toThrow('is not a full commit id');
    }
  });
});

describe('moveBranch', () => {
  it('makes and moves a branch by compare-and-set, and may be repeated', async () => {
    const { workspace, repo, commit, base } = await createHistory();
    expect(await workspace.branchCommit(repo, 'task/ET-001')).toBeNull();
    await workspace.moveBranch(repo, 'task/ET-001', null, base);
    await workspace.moveBranch(repo, 'task/ET-001', null, base);
    expect(await workspace.branchCommit(repo, 'task/ET-001')).toBe(base);
    await workspace.moveBranch(repo, 'task/ET-001', base, commit);
    await workspace.moveBranch(repo, 'task/ET-001', base, commit);
    expect(await workspace.branchCommit(repo, 'task/ET-001')).toBe(commit);
  });

  it('refuses a branch that is elsewhere, and a commit nobody has', async () => {
    const { workspace, repo, commit, base } = await createHistory();
    await workspace.moveBranch(repo, 'x', null, commit);
    const elsewhere = workspace.moveBranch(repo, 'x', null, base);
    await expect(elsewhere).rejects.toThrow(`branch x is at ${commit}, not at no commit`);
    const absent = workspace.moveBranch(repo, 'y', commit, base);
    await expect(absent).rejects.toThrow(`branch y is at no commit, not at ${commit}`);
    await expect(workspace.moveBranch(repo, 'x', commit, '1'.repeat(40))).rejects.toThrow(
      'nonexistent object',
    );
    expect(await workspace.branchCommit(repo, 'x')).toBe(commit);
  });
});
