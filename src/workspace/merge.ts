import { git } from './git.ts';
import { splitPaths } from './history.ts';
import { checkedCommit, type Identity, type Place } from './places.ts';

export type MergeResult =
  | { kind: 'merged'; tree: string }
  | { kind: 'conflict'; files: string[]; details: string };
export type CommitSpec = { tree: string; parents: string[]; message: string; identity: Identity; at?: Date };

const detailsMaxLength = 8_000;

/** Merges without a work tree, so no filter, driver or hook of anybody can run. */
export async function mergeTrees(place: Place, ours: string, theirs: string): Promise<MergeResult> {
  const sides = [checkedCommit(ours), checkedCommit(theirs)];
  const { stdout, exitCode } = await git(['merge-tree', '--write-tree', '-z', '--name-only', ...sides], {
    gitDir: place.bareDir,
    env: place.env,
    okExitCodes: [0, 1],
  });
  const [tree = '', ...rest] = stdout.split('\0');
  if (exitCode === 0) return { kind: 'merged', tree };
  const filesEnd = rest.indexOf('');
  const files = rest.slice(0, filesEnd);
  const sentences = rest.slice(filesEnd).filter((field) => /^CONFLICT \(.*\): /.test(field));
  const hunks = await conflictHunks(place, ours, tree, files);
  const details = `${sentences.join('')}${hunks}`.trim();
  return { kind: 'conflict', files, details: shortened(details) };
}

// The merged tree holds the conflicting files with markers; a diff against our side is a view of just these places.
async function conflictHunks(place: Place, ours: string, tree: string, files: string[]): Promise<string> {
  const args = [
    'diff-tree',
    '-r',
    '-p',
    '--no-color',
    '--no-renames',
    '--no-ext-diff',
    '--no-textconv',
    ours,
    tree,
  ];
  const { stdout } = await git(['--literal-pathspecs', ...args, '--', ...files], {
    gitDir: place.bareDir,
    env: place.env,
  });
  return stdout
    .split(/^(?=diff --git )/m)
    .map((file) => {
      const [, ...hunks] = file.split(/^(?=@@ )/m);
      // A long conflict is spread over several hunks, one for each of its markers.
      const marked = hunks.filter((hunk) => /^\+(?:<{7} |={7}$|>{7} )/m.test(hunk));
      const name = /^\+\+\+ (.*)$/m.exec(file)?.[1] ?? '';
      return marked.length === 0 ? '' : `\n+++ ${name}\n${marked.join('')}`;
    })
    .join('');
}

function shortened(text: string): string {
  return text.length <= detailsMaxLength ? text : `${text.slice(0, detailsMaxLength)}\n… shortened`;
}

/** With `at` the same inputs give the same id; without it git takes the time from the machine. */
export async function commitTree(place: Place, spec: CommitSpec): Promise<string> {
  const parents = spec.parents.flatMap((parent) => ['-p', checkedCommit(parent)]);
  const { stdout } = await git(['commit-tree', ...parents, '-F', '-', checkedCommit(spec.tree)], {
    gitDir: place.bareDir,
    env: { ...place.env, ...signature(spec.identity, spec.at) },
    input: spec.message,
  });
  return stdout.trim();
}

function signature(identity: Identity, at: Date | undefined): Record<string, string> {
  const time = at === undefined ? undefined : `@${Math.floor(at.getTime() / 1000)} +0000`;
  return {
    GIT_AUTHOR_NAME: identity.name,
    GIT_AUTHOR_EMAIL: identity.email,
    GIT_COMMITTER_NAME: identity.name,
    GIT_COMMITTER_EMAIL: identity.email,
    ...(time === undefined ? {} : { GIT_AUTHOR_DATE: time, GIT_COMMITTER_DATE: time }),
  };
}

/** The tree and the parents of a commit. */
export async function shapeOf(place: Place, commit: string): Promise<{ tree: string; parents: string[] }> {
  const args = ['rev-list', '--no-walk', '--no-commit-header', '--format=%T %P', checkedCommit(commit)];
  const { stdout } = await git(args, { gitDir: place.bareDir, env: place.env });
  const [tree = '', ...parents] = splitPaths(stdout.trim().replaceAll(' ', '\0'));
  return { tree, parents };
}
