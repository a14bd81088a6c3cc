import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, onTestFinished } from 'vitest';
import { createWorkspace, type RepositoryAddress, type Workspace } from '../../src/workspace/workspace.ts';

export const analyst = { name: 'Signalbox analyst', email: 'analyst@signalbox.invalid' };

export type Yard = {
  dir: string;
  origin: string;
  repo: RepositoryAddress;
  workspace: Workspace;
  bareDir: string;
  /** Commits the files on a branch of the origin, as somebody else would, and returns the commit. */
  commitAtOrigin: (branch: string, files: Record<string, string>, message?: string) => string;
};

/** A folder that is gone after the test. Its name has a space and letters beyond ASCII, as a user's may. */
export function createFolder(): string {
  const dir = mkdtempSync(join(realpathSync(tmpdir()), 'signalbox dépôt '));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
}

/** An origin with one commit on main, and a workspace for it. */
export function createYard(): Yard {
  const dir = createFolder();
  cpSync(join(seedFolder(), 'origin.git'), join(dir, 'origin.git'), { recursive: true });
  return openYard(dir);
}

/** The yard with the bare clone made and an agent's clone `ET-001` at the default branch. */
export async function createYardWithClone(): Promise<Yard & { base: string; clone: string }> {
  const yard = createYard();
  const work = join('work space', 'shop');
  const seeded = join(seedFolder(), work);
  if (!existsSync(seeded)) await seedClone();
  cpSync(seeded, join(yard.dir, work), { recursive: true });
  const clone = join(yard.dir, work, 'tasks', 'ET-001');
  writeFiles(clone, { '.git/objects/info/alternates': `${yard.bareDir}/objects\n` });
  return { ...yard, base: runGit(yard.origin, 'rev-parse', 'main'), clone };
}

function openYard(dir: string): Yard {
  const origin = join(dir, 'origin.git');
  return {
    dir,
    origin,
    repo: { key: 'shop', origin, defaultBranch: 'main' },
    workspace: createWorkspace({ rootDir: join(dir, 'work space') }),
    bareDir: join(dir, 'work space', 'shop', 'bare.git'),
    commitAtOrigin: (branch, files, message = 'someone else') => commitAt(origin, branch, files, message),
  };
}

// Starting git is most of what these tests cost, so what they start from is made once per file and copied.
let seed: string | undefined;
afterAll(() => {
  if (seed !== undefined) rmSync(seed, { recursive: true, force: true });
  seed = undefined;
});

function seedFolder(): string {
  if (seed !== undefined) return seed;
  seed = mkdtempSync(join(realpathSync(tmpdir()), 'signalbox-seed-'));
  const origin = join(seed, 'origin.git');
  runGit(seed, 'init', '--quiet', '--bare', '--template=', '--initial-branch=main', origin);
  commitAt(origin, 'main', { 'readme.md': 'shop\n', 'src/app.ts': 'one\ntwo\nthree\n' }, 'first');
  return seed;
}

async function seedClone(): Promise<void> {
  const { workspace, repo } = openYard(seedFolder());
  const { baseCommit: commit } = await workspace.refresh(repo);
  const spec = { folder: 'ET-001', branch: 'task/ET-001', commit, identity: analyst };
  await workspace.checkOut(repo, spec);
}

function commitAt(origin: string, branch: string, files: Record<string, string>, message: string): string {
  const heads = runGit(origin, 'branch', '--list', '--format=%(refname)').split('\n');
  const from = [`refs/heads/${branch}`, 'refs/heads/main'].find((ref) => heads.includes(ref));
  const changes = Object.entries(files).map(
    ([path, text]) => `M 100644 inline ${path}\ndata ${Buffer.byteLength(text)}\n${text}\n`,
  );
  const committer = `committer Somebody <somebody@example.org> ${Math.floor(Date.now() / 1000)} +0000\n`;
  const parent = from === undefined ? '' : `from ${from}^0\n`;
  const head = `commit refs/heads/${branch}\n${committer}data ${Buffer.byteLength(message)}\n${message}\n`;
  runGitWith(origin, `${head}${parent}${changes.join('')}done\n`, 'fast-import', '--quiet', '--done');
  return runGit(origin, 'rev-parse', `refs/heads/${branch}`);
}

export function writeFiles(folder: string, files: Record<string, string>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}

/** Commits everything as an agent would, inside the clone, and returns the commit. */
export function commitAll(clone: string, message: string): string {
  runGit(clone, 'add', '--all');
  runGit(clone, 'commit', '--quiet', '--allow-empty', '--message', message);
  return runGit(clone, 'rev-parse', 'HEAD');
}

/** Plain git, the way people and agents run it; trimmed output. */
export function runGit(cwd: string, ...args: string[]): string {
  return runGitWith(cwd, '', ...args);
}

function runGitWith(cwd: string, input: string, ...args: string[]): string {
  const output = execFileSync('git', ['-c', 'core.fsync=none', ...args], {
    cwd,
    input,
    encoding: 'utf8',
    stdio: 'pipe',
    env: {
      PATH: process.env['PATH'],
      LANG: 'C.UTF-8',
      GIT_CONFIG_GLOBAL: '/dev/null',
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_AUTHOR_NAME: 'Somebody',
      GIT_AUTHOR_EMAIL: 'somebody@example.org',
      GIT_COMMITTER_NAME: 'Somebody',
      GIT_COMMITTER_EMAIL: 'somebody@example.org',
    },
  });
  return output.trim();
}
