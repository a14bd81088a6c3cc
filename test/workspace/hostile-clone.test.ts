import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { analyst, commitAll, createFolder, createYardWithClone, runGit, writeFiles } from './support.ts';

// Each trap leaves a file of its name in the folder of markers when git springs it.
function createTraps() {
  const markers = createFolder();
  return {
    sprung: () => readdirSync(markers).toSorted(),
    trap: (name: string) => `touch '${join(markers, name)}'; timeout 0.1 cat;`,
  };
}

type Trap = ReturnType<typeof createTraps>['trap'];

function layTraps(repository: string, trap: Trap): void {
  const hooks = join(repository, '.git', 'traps');
  mkdirSync(hooks, { recursive: true });
  const names = (
    'pre-commit post-commit post-checkout post-index-change pre-push update reference-transaction ' +
    'pre-receive post-update pre-auto-gc'
  ).split(' ');
  for (const name of names) {
    writeFileSync(join(hooks, name), `#!/bin/sh\n${trap(`hook ${name}`)}\n`, { mode: 0o755 });
  }
  const config: Record<string, string> = {
    'core.hooksPath': hooks,
    'core.fsmonitor': trap('fsmonitor'),
    'filter.evil.clean': trap('clean'),
    'filter.evil.smudge': trap('smudge'),
    'filter.evil.required': 'true',
    'diff.evil.textconv': trap('textconv'),
    'diff.evil.command': trap('diff'),
    'diff.external': trap('external diff'),
    'merge.evil.driver': trap('merge'),
    'core.sshCommand': trap('ssh'),
    'core.gitProxy': trap('proxy'),
    'core.pager': trap('pager'),
    'core.editor': trap('editor'),
    'core.askPass': trap('askpass'),
    'credential.helper': `!${trap('credential')}`,
    'core.alternateRefsCommand': trap('alternate refs'),
    'uploadpack.packObjectsHook': trap('pack objects'),
    'gpg.program': trap('gpg'),
    'commit.gpgSign': 'true',
    'alias.add': `!${trap('alias')}`,
    'alias.fetch': `!${trap('alias')}`,
  };
  for (const [name, value] of Object.entries(config)) runGit(repository, 'config', name, value);
}

const spec = (startCommit: string) => ({
  folder: 'ET-001',
  startCommit,
  leftoverMessage: 'left',
  identity: analyst,
  keepRef: 'refs/signalbox/runs/1',
});

describe('a clone that an agent has booby-trapped', () => {
  it('runs nothing of what its configuration, hooks and attributes name', async () => {
    const { workspace, repo, clone, base } = await createYardWithClone();
    const { trap, sprung } = createTraps();
    layTraps(clone, trap);
    writeFiles(clone, {
      '.gitattributes': '* filter=evil diff=evil merge=evil\n',
      'src/app.ts': 'changed\n',
    });
    writeFiles(clone, { '.git/info/attributes': '* filter=evil diff=evil merge=evil\n' });
    const { commit, changedPaths } = await workspace.collect(repo, spec(base));
    expect(changedPaths).toEqual(['.gitattributes', 'src/app.ts']);
    expect(await workspace.readFile(repo, commit, 'src/app.ts')).toMatchObject({ text: 'changed\n' });
    await workspace.mergeTrees(repo, commit, base);
    await workspace.diffStat(repo, base, commit);
    await workspace.push(repo, { commit, branch: 'task/ET-001', expected: null });
    const next = { folder: 'ET-001', branch: 'task/ET-001', commit, identity: analyst };
    await workspace.checkOut(repo, { ...next, saveLeftoversAs: '2' });
    expect(sprung()).toEqual([]);
  });

  it('would have run them, had git worked in it', async () => {
    const { clone } = await createYardWithClone();
    const { trap, sprung } = createTraps();
    layTraps(clone, trap);
    writeFiles(clone, { '.gitattributes': '* filter=evil\n', 'src/app.ts': 'changed\n' });
    runGit(clone, 'add', '--all');
    expect(sprung()).toEqual(expect.arrayContaining(['clean', 'fsmonitor', 'hook post-index-change']));
  });

  it('runs nothing of a repository hidden in its tree', async () => {
    const { workspace, repo, clone, base } = await createYardWithClone();
    const { trap, sprung } = createTraps();
    writeFiles(clone, { 'vendor/lib/x.ts': 'x\n' });
    const nested = join(clone, 'vendor', 'lib');
    runGit(nested, 'init', '--quiet');
    commitAll(nested, 'nested');
    layTraps(nested, trap);
    writeFiles(nested, { '.gitattributes': '* filter=evil\n', 'x.ts': 'changed\n' });
    const { changedPaths } = await workspace.collect(repo, spec(base));
    expect(changedPaths).toEqual(['vendor/lib/.gitattributes', 'vendor/lib/x.ts']);
    expect(sprung()).toEqual([]);
  });

  it('runs nothing of a submodule that its commit names, whatever .gitmodules says', async () => {
    const { workspace, repo, clone, base } = await createYardWithClone();
    const { trap, sprung } = createTraps();
    writeFiles(clone, { 'sub/x.ts': 'x\n' });
    const sub = join(clone, 'sub');
    runGit(sub, 'init', '--quiet');
    commitAll(sub, 'sub');
    writeFiles(clone, { '.gitmodules': '[submodule "sub"]\n\tpath = sub\n\turl = ./sub\n\tignore = none\n' });
    commitAll(clone, 'with a submodule');
    layTraps(sub, trap);
    // Of the same size as before, so that git has to read it, through the filter, to see the change.
    writeFiles(sub, { '.gitattributes': '* filter=evil\n', 'x.ts': 'y\n' });
    const { changedPaths } = await workspace.collect(repo, spec(base));
    expect(changedPaths).toEqual(['.gitmodules', 'sub']);
    expect(sprung()).toEqual([]);
    runGit(clone, 'add', '--all');
    expect(sprung()).toEqual(expect.arrayContaining(['clean', 'fsmonitor']));
  });

  it('is not asked to fetch what it lacks from where it says', async () => {
    const { workspace, repo, clone, base } = await createYardWithClone();
    const { trap, sprung } = createTraps();
    writeFiles(clone, { 'gone.txt': 'gone\n' });
    commitAll(clone, 'lacks a blob');
    const blob = runGit(clone, 'rev-parse', 'HEAD:gone.txt');
    rmSync(join(clone, '.git', 'objects', blob.slice(0, 2), blob.slice(2)));
    runGit(clone, 'config', 'core.repositoryFormatVersion', '1');
    runGit(clone, 'config', 'extensions.partialClone', 'evil');
    runGit(clone, 'config', 'remote.evil.promisor', 'true');
    runGit(clone, 'config', 'remote.evil.url', '.');
    runGit(clone, 'config', 'remote.evil.uploadpack', `${trap('upload pack')} false`);
    await expect(workspace.collect(repo, spec(base))).rejects.toThrow('can no longer be read');
    expect(sprung()).toEqual([]);
    expect(() => runGit(clone, 'cat-file', 'blob', blob)).toThrow('Command failed');
    expect(sprung()).toEqual(['upload pack']);
  });

  it('cannot smuggle a .git folder into a tree that others check out', async () => {
    const { workspace, repo, clone, base, dir } = await createYardWithClone();
    writeFiles(dir, { blob: '[core]\n\tfsmonitor = false\n' });
    const blob = runGit(clone, 'hash-object', '-w', join(dir, 'blob'));
    const inner = mktree(clone, `100644 blob ${blob}\tconfig\n`);
    const outer = mktree(clone, `040000 tree ${inner}\t.git\n`);
    const commit = runGit(clone, 'commit-tree', '-p', base, '-m', 'smuggle', outer);
    runGit(clone, 'update-ref', '--no-deref', 'HEAD', commit);
    await expect(workspace.collect(repo, spec(base))).rejects.toThrow('can no longer be read');
  });

  it('has no way to push to the origin', async () => {
    const { clone, origin } = await createYardWithClone();
    const before = runGit(origin, 'for-each-ref');
    expect(() => runGit(clone, 'push')).toThrow('No configured push destination');
    expect(() => runGit(clone, 'push', 'origin', 'HEAD')).toThrow('does not appear to be a git repository');
    expect(runGit(origin, 'for-each-ref')).toBe(before);
    expect(existsSync(join(clone, '.git', 'FETCH_HEAD'))).toBe(false);
  });
});

function mktree(clone: string, listing: string): string {
  writeFiles(clone, { '.git/listing': listing });
  return runGit(clone, '-c', 'alias.tree=!git mktree < .git/listing', 'tree');
}

describe('a clone that an agent has led to another repository', () => {
  /** Ways to another repository, of which the agent knows the path alone, or a commit as well. */
  const lead = {
    'a commondir': (git, other) => writeFileSync(join(git, 'commondir'), other),
    'a link for its objects and one for its refs': (git, other) => {
      for (const name of ['objects', 'refs', 'packed-refs']) {
        rmSync(join(git, name), { recursive: true, force: true });
        if (existsSync(join(other, name))) symlinkSync(join(other, name), join(git, name));
      }
    },
    'its commit by name, and its objects as alternates': (git, other, commit) => {
      writeFileSync(join(git, 'HEAD'), `${commit}\n`);
      appendFileSync(join(git, 'objects', 'info', 'alternates'), `${other}/objects\n`);
    },
  } satisfies Record<string, (git: string, other: string, commit: string) => void>;

  it.each(Object.entries(lead))('brings nothing of another repository: %s', async (_, leadAstray) => {
    const { workspace, repo, clone, base, dir, bareDir } = await createYardWithClone();
    const other = join(dir, 'other.git');
    const tree = join(dir, 'other');
    runGit(dir, 'init', '--quiet', '--initial-branch=main', tree);
    runGit(tree, 'config', 'user.name', 'Other');
    runGit(tree, 'config', 'user.email', 'other@example.org');
    writeFiles(tree, { secret: 'of another project' });
    const commit = commitAll(tree, 'secret');
    runGit(dir, 'clone', '--quiet', '--bare', tree, other);
    runGit(other, 'update-ref', 'refs/heads/main', commit);
    writeFileSync(join(clone, '.git', 'HEAD'), 'ref: refs/heads/main\n');
    leadAstray(join(clone, '.git'), other, commit);
    await expect(workspace.collect(repo, spec(base))).rejects.toThrow('can no longer be read');
    await workspace.checkOut(repo, {
      folder: 'ET-001',
      branch: null,
      commit: base,
      identity: analyst,
      saveLeftoversAs: '2',
    });
    expect(() => runGit(bareDir, 'cat-file', '-e', commit)).toThrow(Error);
  });
});
