import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { GitError, git } from '../../src/workspace/git.ts';
import { isPassingTrouble, tellingLine, withoutCredentials } from '../../src/workspace/git-output.ts';
import { createFolder, runGit } from './support.ts';

describe('git', () => {
  it('passes on nothing of our environment but what is named', async () => {
    const dir = createFolder();
    process.env['SIGNALBOX_TEST_SECRET'] = 'hidden';
    const { stdout } = await git(['-c', 'alias.env=!env', 'env'], { cwd: dir, env: { GIVEN: 'yes' } });
    delete process.env['SIGNALBOX_TEST_SECRET'];
    expect(stdout).toContain('GIVEN=yes');
    expect(stdout).toContain('GIT_CONFIG_GLOBAL=/dev/null');
    expect(stdout).not.toContain('hidden');
    expect(stdout).not.toMatch(/^(?:HOME|npm_\w+)=/m);
  });

  it('reads the operator\u2019s configuration only for a caller that names HOME', async () => {
    const home = createFolder();
    writeFileSync(join(home, '.gitconfig'), '[user]\n\tname = Operator\n');
    const args = ['config', '--get', 'user.name'];
    const withHome = await git(args, { cwd: home, env: { HOME: home } });
    const without = await git(args, { cwd: home, okExitCodes: [1] });
    expect(withHome.stdout).toBe('Operator\n');
    expect(without.stdout).toBe('');
  });

  it('fails with the telling line, the exit status and a command without credentials', async () => {
    const dir = createFolder();
    const address = 'https://bob:s3cret@127.0.0.1:1/shop.git';
    const failure = await git(['ls-remote', address], { cwd: dir }).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(GitError);
    expect(failure).toMatchObject({ code: 'git-failed', exitCode: 128, retryable: true });
    expect(failure).toMatchObject({ command: 'ls-remote https://127.0.0.1:1/shop.git' });
    expect(JSON.stringify(failure) + String(failure)).not.toMatch(/s3cret|bob/);
  });

  it('stops what takes too long, with its children', async () => {
    const dir = createFolder();
    const slow = git(['-c', 'alias.slow=!sleep 30', 'slow'], { cwd: dir, timeoutMs: 200 });
    await expect(slow).rejects.toMatchObject({ code: 'git-timeout', retryable: true });
  });

  it('runs no hook of the repository', async () => {
    const dir = createFolder();
    runGit(dir, 'init', '--quiet');
    mkdirSync(join(dir, '.git', 'hooks'), { recursive: true });
    writeFileSync(join(dir, '.git', 'hooks', 'reference-transaction'), '#!/bin/sh\nexit 1\n', {
      mode: 0o755,
    });
    const { stdout } = await git(['write-tree'], { cwd: dir });
    const identity = { GIT_AUTHOR_NAME: 'a', GIT_AUTHOR_EMAIL: 'a@b', GIT_COMMITTER_NAME: 'a' };
    const env = { ...identity, GIT_COMMITTER_EMAIL: 'a@b' };
    const commit = await git(['commit-tree', stdout.trim()], { cwd: dir, env, input: 'x' });
    const moved = await git(['update-ref', 'refs/heads/x', commit.stdout.trim()], { cwd: dir });
    expect(moved.exitCode).toBe(0);
    expect(() => runGit(dir, 'update-ref', 'refs/heads/y', commit.stdout.trim())).toThrow('hook');
  });
});

describe('what git says', () => {
  it.each([
    ['https://token@git.example.org/a.git', 'https://git.example.org/a.git'],
    ["fatal: 'https://a:b%40c@host:8443/x' not found", "fatal: 'https://host:8443/x' not found"],
    ['ssh://git@host/x and http://u:p@h/y', 'ssh://host/x and http://h/y'],
    ['https://host/a@b', 'https://host/a@b'],
    ['git@github.com:acme/shop.git', 'git@github.com:acme/shop.git'],
  ])('loses its credentials: %s', (text, expected) => {
    expect(withoutCredentials(text)).toBe(expected);
  });

  it.each([
    ['fatal: unable to access: Could not resolve host: git.example.org', true],
    ['ssh: connect to host h port 22: Connection refused', true],
    ['error: The requested URL returned error: 503', true],
    ["fatal: Unable to create '/x/refs/heads/a.lock': File exists.", true],
    ['fatal: the remote end hung up unexpectedly', true],
    ['fatal: unable to access https://h/: Empty reply from server', true],
    ['fatal: unable to access https://h/: Timeout was reached', true],
    ['fatal: unable to access https://h/: SSL connection timeout', true],
    ['fatal: write error: No space left on device', true],
    ['error: cannot fork() for git-remote-https: Resource temporarily unavailable', true],
    ['error: The requested URL returned error: 408', true],
    ['error: The requested URL returned error: 429', true],
    [' ! [remote rejected] a -> task/time (unpacker error)', true],
    ['kex: Connection reset\nfatal: Could not read from remote repository.\n\nPlease make sure …', true],
    ['something nobody has met yet', true],
    ['error: The requested URL returned error: 403', false],
    [' ! [remote rejected] a -> task/internal (pre-receive hook declined)', false],
    [' ! [rejected]        main -> main (non-fast-forward)', false],
    ["fatal: Authentication failed for 'https://h/shop.git/'", false],
    ["fatal: repository 'https://h/shop.git/' not found", false],
    ["fatal: couldn't find remote ref refs/heads/x", false],
    ['fatal: Not a valid object name x', false],
    ["error: cannot lock ref 'refs/heads/x': is at a but expected b", false],
    ['fatal: fsck error in packed object', false],
    ['git@h: Permission denied (publickey).\nfatal: Could not read from remote repository.', false],
    ["fatal: 'x' does not appear to be a git repository", false],
  ])('is passing trouble or not: %s', (text, expected) => {
    expect(isPassingTrouble(text)).toBe(expected);
  });

  it('is summed up by its first fatal line', () => {
    expect(tellingLine('hint: x\nerror: y\nfatal: z\n')).toBe('z');
    expect(tellingLine('')).toBe('it said nothing');
  });
});
