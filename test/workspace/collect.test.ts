import { mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { analyst, commitAll, createYardWithClone, runGit, writeFiles } from './support.ts';

const leftovers = {
  folder: 'ET-001',
  leftoverMessage: 'ET-001: what the analyst left uncommitted',
  identity: analyst,
  keepRef: 'refs/signalbox/runs/7',
};

describe('collect', () => {
  it('finds nothing when nothing was done', async () => {
    const { workspace, repo, base } = await createYardWithClone();
    const found = await workspace.collect(repo, { ...leftovers, startCommit: base });
    expect(found).toEqual({ commit: base, descends: true, changedPaths: [], commits: 0 });
  });

  it('brings the agent\u2019s commits, commits the rest, pins both and moves no branch', async () => {
    const { workspace, repo, base, clone, bareDir } = await createYardWithClone();
    writeFiles(clone, { 'docs/work-items/ET-001/01-brd.md': '# BRD\n' });
    const own = commitAll(clone, 'brd');
    writeFiles(clone, { 'ünïcode name.md': 'left\n', 'src/app.ts': 'changed\n' });
    rmSync(join(clone, 'readme.md'));
    const found = await workspace.collect(repo, { ...leftovers, startCommit: base });
    expect(found).toMatchObject({ descends: true, commits: 2 });
    expect(found.changedPaths.toSorted()).toEqual(
      ['docs/work-items/ET-001/01-brd.md', 'readme.md', 'src/app.ts', 'ünïcode name.md'].toSorted(),
    );
    expect(runGit(bareDir, 'rev-parse', 'refs/signalbox/runs/7')).toBe(found.commit);
    expect(runGit(bareDir, 'log', '-1', '--format=%s|%an|%ce|%P', found.commit)).toBe(
      `${leftovers.leftoverMessage}|${analyst.name}|${analyst.email}|${own}`,
    );
    expect(runGit(bareDir, 'for-each-ref', '--format=%(refname)')).toBe(
      'refs/signalbox/origin/main\nrefs/signalbox/runs/7',
    );
  });

  it('returns the same commit when it is repeated at another time', async () => {
    const { workspace, repo, base, clone, bareDir } = await createYardWithClone();
    writeFiles(clone, { 'a.txt': 'a\n' });
    const spec = { ...leftovers, startCommit: base };
    const { commit } = await workspace.collect(repo, spec);
    const spelling = { tree: await workspace.treeOf(repo, commit), parents: [base], identity: analyst };
    const message = leftovers.leftoverMessage;
    const earlier = await workspace.commitTree(repo, { ...spelling, message, at: new Date(0) });
    runGit(bareDir, 'update-ref', spec.keepRef, earlier);
    expect((await workspace.collect(repo, spec)).commit).toBe(earlier);
    writeFiles(clone, { 'b.txt': 'b\n' });
    expect((await workspace.collect(repo, spec)).changedPaths).toEqual(['a.txt', 'b.txt']);
  });

  it('keeps ignored files out, and tracked ones in though they match', async () => {
    const { workspace, repo, clone } = await createYardWithClone();
    writeFiles(clone, { '.gitignore': '*.log\nnode_modules/\n', 'kept.log': 'old\n' });
    runGit(clone, 'add', '--force', 'kept.log');
    const start = commitAll(clone, 'ignore');
    writeFiles(clone, { 'kept.log': 'new\n', 'x.log': 'x', 'node_modules/p/index.js': 'x', 'x.txt': 'x' });
    const { changedPaths } = await workspace.collect(repo, { ...leftovers, startCommit: start });
    expect(changedPaths).toEqual(['kept.log', 'x.txt']);
  });

  it('detects that the agent rewrote or left the history it started from', async () => {
    const { workspace, repo, clone, base } = await createYardWithClone();
    writeFiles(clone, { a: 'a' });
    runGit(clone, 'add', '--all');
    runGit(clone, 'commit', '--quiet', '--amend', '--message', 'rewritten');
    const found = await workspace.collect(repo, { ...leftovers, startCommit: base });
    expect(found).toMatchObject({ descends: false, changedPaths: ['a'], commits: 1 });
  });

  it('keeps the files of a repository made inside the tree, but no linked work tree', async () => {
    const { workspace, repo, clone, base, bareDir } = await createYardWithClone();
    writeFiles(clone, { '.gitignore': '*.secret\n', 'new/app/main.ts': 'x\n', 'new/app/a.secret': 'x\n' });
    runGit(join(clone, 'new/app'), 'init', '--quiet');
    writeFiles(clone, { 'new/app/deep/er.ts': 'y\n', 'new/lib.ts': 'z\n', 'committed/one.ts': '1\n' });
    runGit(join(clone, 'new/app/deep'), 'init', '--quiet');
    runGit(join(clone, 'committed'), 'init', '--quiet');
    runGit(join(clone, 'committed'), 'add', '.');
    runGit(join(clone, 'committed'), 'commit', '--quiet', '-m', 'x');
    runGit(clone, 'worktree', 'add', '--quiet', '--detach', 'linked');
    const { commit } = await workspace.collect(repo, { ...leftovers, startCommit: base });
    expect(runGit(bareDir, 'ls-tree', '-r', '--name-only', commit).split('\n')).toEqual([
      '.gitignore',
      'committed/one.ts',
      'new/app/deep/er.ts',
      'new/app/main.ts',
      'new/lib.ts',
      'readme.md',
      'src/app.ts',
    ]);
  });

  it('stores a symbolic link as a link and follows none', async () => {
    const { workspace, repo, clone, base, dir, bareDir } = await createYardWithClone();
    writeFiles(dir, { 'outside/app.ts': 'secret\n', 'outside/more.ts': 'secret\n' });
    renameSync(join(clone, 'src'), join(dir, 'away'));
    symlinkSync(join(dir, 'outside'), join(clone, 'src'));
    symlinkSync('/etc/passwd', join(clone, 'pass'));
    symlinkSync('.', join(clone, 'loop'));
    const { commit, changedPaths } = await workspace.collect(repo, { ...leftovers, startCommit: base });
    expect(changedPaths.toSorted()).toEqual(['loop', 'pass', 'src', 'src/app.ts']);
    expect(runGit(bareDir, 'ls-tree', commit, 'src', 'pass')).toMatch(/^120000 .*\n120000 /);
  });

  it('copes with a folder that became a file, a file that became a folder, and an emptied tree', async () => {
    const { workspace, repo, clone, base } = await createYardWithClone();
    rmSync(join(clone, 'src'), { recursive: true });
    writeFileSync(join(clone, 'src'), 'a file\n');
    rmSync(join(clone, 'readme.md'));
    mkdirSync(join(clone, 'readme.md'));
    writeFileSync(join(clone, 'readme.md', 'x'), 'x');
    const spec = { ...leftovers, startCommit: base };
    const { changedPaths } = await workspace.collect(repo, spec);
    expect(changedPaths.toSorted()).toEqual(['readme.md', 'readme.md/x', 'src', 'src/app.ts']);
    rmSync(join(clone, 'src'));
    rmSync(join(clone, 'readme.md'), { recursive: true });
    const emptied = await workspace.collect(repo, spec);
    expect(emptied.changedPaths.toSorted()).toEqual(['readme.md', 'src/app.ts']);
  });

  it.each([
    ['was deleted', (git: string) => rmSync(git, { recursive: true })],
    ['lost its HEAD', (git: string) => rmSync(join(git, 'HEAD'))],
    ['lost its objects', (git: string) => rmSync(join(git, 'objects'), { recursive: true })],
    ['has an unborn HEAD', (git: string) => writeFileSync(join(git, 'HEAD'), 'ref: refs/heads/none\n')],
    ['has a broken configuration', (git: string) => writeFileSync(join(git, 'config'), '[broken')],
  ])('says clearly that the clone cannot be read when .git %s', async (_what, destroy) => {
    const { workspace, repo, clone, base } = await createYardWithClone();
    destroy(join(clone, '.git'));
    const collected = workspace.collect(repo, { ...leftovers, startCommit: base });
    await expect(collected).rejects.toMatchObject({ name: 'GitError', code: 'git-failed', retryable: false });
    await expect(collected).rejects.toThrow('the clone ET-001 can no longer be read');
  });

  it('does not follow a .git that points to another repository', async () => {
    const { workspace, repo, clone, base, origin } = await createYardWithClone();
    rmSync(join(clone, '.git'), { recursive: true });
    writeFileSync(join(clone, '.git'), `gitdir: ${origin}\n`);
    const collected = workspace.collect(repo, { ...leftovers, startCommit: base });
    await expect(collected).rejects.toThrow('its .git folder is gone');
  });
});
