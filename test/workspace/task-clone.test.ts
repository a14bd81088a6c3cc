import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { analyst, commitAll, createYard, createYardWithClone, runGit, writeFiles } from './support.ts';

describe('checkOut', () => {
  it('gives a clone on the branch, with the identity, the borrowed objects and no remote', async () => {
    const { clone, base, bareDir } = await createYardWithClone();
    expect(runGit(clone, 'rev-parse', 'HEAD')).toBe(base);
    expect(runGit(clone, 'symbolic-ref', '--short', 'HEAD')).toBe('task/ET-001');
    expect(runGit(clone, 'status', '--porcelain')).toBe('');
    expect(runGit(clone, 'remote')).toBe('');
    expect(runGit(clone, 'config', 'user.name')).toBe(analyst.name);
    expect(runGit(clone, 'config', 'user.email')).toBe(analyst.email);
    expect(runGit(clone, 'diff', '--stat', 'main...HEAD')).toBe('');
    const alternates = readFileSync(join(clone, '.git', 'objects', 'info', 'alternates'), 'utf8');
    expect(alternates).toBe(`${bareDir}/objects\n`);
    expect(existsSync(join(clone, '.git', 'FETCH_HEAD'))).toBe(false);
  });

  it('detaches HEAD when no branch is named', async () => {
    const { workspace, repo, base } = await createYardWithClone();
    const spec = { folder: 'Prüfung 1', branch: null, commit: base, identity: analyst };
    const { path } = await workspace.checkOut(repo, spec);
    expect(runGit(path, 'rev-parse', 'HEAD')).toBe(base);
    expect(runGit(path, 'rev-parse', '--symbolic-full-name', 'HEAD')).toBe('HEAD');
  });

  it('can check out the default branch itself', async () => {
    const { workspace, repo, base } = await createYardWithClone();
    const spec = { folder: 'main', branch: 'main', commit: base, identity: analyst };
    const { path } = await workspace.checkOut(repo, spec);
    expect(runGit(path, 'status', '--porcelain', '--branch')).toBe('## main');
  });

  it('brings the tags', async () => {
    const { workspace, repo, origin } = createYard();
    runGit(origin, 'tag', 'v1.0', 'main');
    const { baseCommit } = await workspace.refresh(repo);
    const spec = { folder: 'a', branch: 'a', commit: baseCommit, identity: analyst };
    const { path } = await workspace.checkOut(repo, spec);
    expect(runGit(path, 'describe', '--tags')).toBe('v1.0');
  });

  it('replaces what stood there, after saving it', async () => {
    const { workspace, repo, clone, base, bareDir } = await createYardWithClone();
    commitAll(clone, 'half');
    writeFiles(clone, { 'notes.md': 'not finished\n' });
    const spec = { folder: 'ET-001', branch: 'task/ET-001', commit: base, identity: analyst };
    await workspace.checkOut(repo, { ...spec, saveLeftoversAs: '17' });
    expect(existsSync(join(clone, 'notes.md'))).toBe(false);
    const saved = 'refs/signalbox/runs/17';
    expect(runGit(bareDir, 'show', `${saved}:notes.md`)).toBe('not finished');
    expect(runGit(bareDir, 'log', '--format=%s', saved)).toBe('Leftovers of 17 in ET-001\nhalf\nfirst');
    await workspace.checkOut(repo, { ...spec, saveLeftoversAs: '17' });
    expect(runGit(bareDir, 'show', `${saved}:notes.md`)).toBe('not finished');
  });

  it('saves the files of a clone whose git directory was destroyed', async () => {
    const { workspace, repo, clone, base, bareDir } = await createYardWithClone();
    writeFiles(clone, { 'notes.md': 'not finished\n' });
    rmSync(join(clone, '.git', 'HEAD'));
    const spec = { folder: 'ET-001', branch: 'x', commit: base, identity: analyst };
    await workspace.checkOut(repo, { ...spec, saveLeftoversAs: 'refs/signalbox/runs/18' });
    expect(runGit(bareDir, 'show', 'refs/signalbox/runs/18:notes.md')).toBe('not finished');
    expect(runGit(bareDir, 'log', '--format=%s', 'refs/signalbox/runs/18')).toBe('Leftovers of 18 in ET-001');
    expect(runGit(clone, 'status', '--porcelain')).toBe('');
  });

  it('saves what it can where a name cannot be kept', async () => {
    const { workspace, repo, clone, base, bareDir } = await createYardWithClone();
    writeFiles(clone, { 'GIT~1': 'refused by git\n', 'notes.md': 'not finished\n' });
    const spec = { folder: 'ET-001', branch: 'x', commit: base, identity: analyst, saveLeftoversAs: '19' };
    await workspace.checkOut(repo, spec);
    expect(runGit(bareDir, 'show', 'refs/signalbox/runs/19:notes.md')).toBe('not finished');
  });

  it('starts over where a crash left a half-built clone', async () => {
    const { workspace, repo, clone, base } = await createYardWithClone();
    const tasks = dirname(clone);
    mkdirSync(join(tasks, '.new-ET-001'));
    writeFileSync(join(tasks, '.new-ET-001', 'half'), '');
    const spec = { folder: 'ET-001', branch: 'task/ET-001', commit: base, identity: analyst };
    await workspace.checkOut(repo, spec);
    expect(readdirSync(tasks)).toEqual(['ET-001']);
    expect(existsSync(join(clone, 'half'))).toBe(false);
  });

  it.each(['', '.', '..', '../x', 'a/b', '.git', 'a\nb', '-rf'])(
    'refuses "%s" as a folder',
    async (folder) => {
      const { workspace, repo } = createYard();
      const { baseCommit } = await workspace.refresh(repo);
      const spec = { folder, branch: 'x', commit: baseCommit, identity: analyst };
      await expect(workspace.checkOut(repo, spec)).rejects.toThrow('is not a plain name');
    },
  );
});

describe('remove', () => {
  it('takes the clone away and is fine when there is none', async () => {
    const { workspace, repo, clone } = await createYardWithClone();
    await workspace.remove(repo, 'ET-001');
    await workspace.remove(repo, 'ET-001');
    expect(existsSync(clone)).toBe(false);
  });

  it('removes a link, not what it leads to', async () => {
    const { workspace, repo, clone, dir } = await createYardWithClone();
    writeFiles(dir, { 'precious/file': 'x' });
    rmSync(clone, { recursive: true });
    symlinkSync(join(dir, 'precious'), clone);
    await workspace.remove(repo, 'ET-001');
    expect(readdirSync(join(dir, 'precious'))).toEqual(['file']);
  });
});

describe('removeLocks', () => {
  it('takes away what a killed git left, and nothing beyond the clone that a link leads to', async () => {
    const { workspace, repo, clone, dir } = await createYardWithClone();
    const outside = join(dir, 'outside');
    writeFiles(outside, { 'their.lock': '' });
    writeFiles(clone, { '.git/index.lock': '', '.git/refs/heads/task/ET-001.lock': '' });
    symlinkSync(outside, join(clone, '.git', 'refs', 'led'));
    await workspace.removeLocks(repo, 'ET-001');
    commitAll(clone, 'goes on');
    expect(runGit(clone, 'log', '-1', '--format=%s')).toBe('goes on');
    expect(existsSync(join(outside, 'their.lock'))).toBe(true);
  });

  it('does nothing where there is no clone', async () => {
    const { workspace, repo } = await createYardWithClone();
    await expect(workspace.removeLocks(repo, 'ET-002')).resolves.toBeUndefined();
  });
});
