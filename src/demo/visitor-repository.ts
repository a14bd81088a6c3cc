import { realpathSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { GitError, git } from '../workspace/git.ts';
import { DemoError } from './demo-error.ts';
import type { DemoRepository } from './sample-repository.ts';

/** A repository of the visitor's, as it is before the demo begins: it is read and never written. */
export type VisitorRepository = {
  path: string;
  branch: string;
  /** Short hash and subject of the last commit. */
  tip: string;
  /** Files that are changed or new since then; the demo does not see them. */
  uncommitted: number;
  /** What tests a fresh clone of it. */
  ci: string | null;
};

type Wanted = { repo: string; ci: string | null; folder: string };

/** `repo` counts from `folder`. Throws a DemoError that says why the demo cannot begin with it. */
export async function findVisitorRepository({ repo, ci, folder }: Wanted): Promise<VisitorRepository> {
  if (repo.trim() === '') throw new DemoError('--repo: expected the path of a git repository, got nothing.');
  const wanted = resolve(folder, repo);
  if (!statSync(wanted, { throwIfNoEntry: false })?.isDirectory()) {
    throw new DemoError(`--repo ${repo}: there is no folder ${wanted}.`);
  }
  const path = realpathSync(wanted);
  await checkReadable(repo, path);
  const branch = await ask(path, ['symbolic-ref', '--quiet', 'HEAD']);
  if (branch === null) throw new DemoError(`--repo ${repo}: ${path} is on no branch. Check one out first.`);
  const tip = await ask(path, ['log', '-1', '--format=%h %s']);
  if (tip === null) throw new DemoError(`--repo ${repo}: ${path} has no commit yet.`);
  // Null in a bare repository, which has no files to change.
  const changes = (await ask(path, ['status', '--porcelain'])) ?? '';
  const uncommitted = changes.split('\n').filter((line) => line !== '').length;
  return { path, branch: branch.replace(/^refs\/heads\//, ''), tip, uncommitted, ci };
}

async function checkReadable(repo: string, path: string): Promise<void> {
  try {
    await git(['rev-parse', '--git-dir'], look(path));
  } catch (error) {
    if (!(error instanceof GitError)) throw error;
    if (/not a git repository/.test(error.stderr)) {
      throw new DemoError(`--repo ${repo}: ${path} is no git repository.`);
    }
    throw new DemoError(`--repo ${repo}: ${path} cannot be read: ${error.message}.`);
  }
}

/** Null when git has no answer. */
async function ask(path: string, args: string[]): Promise<string | null> {
  const { stdout, exitCode } = await git(args, { ...look(path), okExitCodes: [0, 1, 128] });
  return exitCode === 0 ? stdout.trimEnd() : null;
}

/** A folder inside a repository is not taken for that repository. */
function look(path: string) {
  return { cwd: path, env: { GIT_CEILING_DIRECTORIES: dirname(path) } };
}

/** A bare clone of it: everything is pushed there. */
export async function cloneVisitorRepository(
  { path, branch }: VisitorRepository,
  home: string,
): Promise<DemoRepository> {
  const origin = join(home, 'visitor.git');
  await git(['clone', '--quiet', '--bare', '--no-hardlinks', path, origin], { cwd: home });
  const { stdout } = await git(['rev-parse', 'HEAD'], { gitDir: origin });
  return { origin, branch, base: stdout.trim() };
}

/** What is done with it, before it begins. */
export function introduce({ path, branch, tip, uncommitted, ci }: VisitorRepository): string {
  const changes = uncommitted === 1 ? '1 uncommitted change is' : `${uncommitted} uncommitted changes are`;
  return [
    `Works on a clone of ${path}, branch ${branch} at ${tip}. The repository itself is only read.`,
    ...(uncommitted === 0 ? [] : [`${changes} left out.`]),
    ci === null
      ? 'No tests run: give --ci COMMAND, what tests a fresh clone, such as --ci "npm ci && npm test".'
      : `Tests: ${ci} runs in a fresh clone before the review, and again before the merge.`,
  ].join('\n');
}
