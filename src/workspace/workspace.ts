import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { removeLocks } from './clone-locks.ts';
import {
  branchesContaining,
  deleteBranch,
  diffStat,
  findCommit,
  isAncestor,
  listCommits,
  listCommitters,
  listFiles,
  moveBranch,
  readFile,
  treeOf,
} from './history.ts';
import { type Collected, type CollectSpec, collect } from './keep-work.ts';
import { type CommitSpec, commitTree, type MergeResult, mergeTrees } from './merge.ts';
import { createOneAtATime } from './one-at-a-time.ts';
import { deleteAtOrigin, fetchFromOrigin, type PushResult, type PushSpec, push } from './origin.ts';
import { type Authorize, accessEnv } from './origin-access.ts';
import { branchRef, checkedName, type Place, type RepositoryAddress } from './places.ts';
import { refresh } from './refresh.ts';
import { type CheckOutSpec, checkOut, removeClone } from './task-clone.ts';

export type { RepositoryAddress } from './places.ts';

/** Git work for one repository. Commits are named by full ids; a failure of git is a GitError. Every call may be repeated. */
export type Workspace = {
  /** Makes or refreshes the bare clone and returns the origin's default-branch commit. One at a time per repository. */
  refresh(repo: RepositoryAddress): Promise<{ baseCommit: string }>;
  /** A fresh clone at `commit`, in place of what stood there; `branch: null` detaches HEAD. Run it while no agent is in the folder. */
  checkOut(repo: RepositoryAddress, spec: CheckOutSpec): Promise<{ path: string }>;
  /** Takes away the locks that a killed git left in a clone that is to be gone on with. Run it while no agent is in the folder. */
  removeLocks(repo: RepositoryAddress, folder: string): Promise<void>;
  /** The folder of objects that every clone of the repository borrows. */
  objectsPath(repo: RepositoryAddress): string;
  /** Commits what was left, pins the result under `keepRef`, and tells what the run did since `startCommit`. Moves no branch. */
  collect(repo: RepositoryAddress, spec: CollectSpec): Promise<Collected>;
  /** Moves Signalbox's own branch in the bare clone; `from: null` when it must not exist. Fine when it is at `to` already. */
  moveBranch(repo: RepositoryAddress, branch: string, from: string | null, to: string): Promise<void>;
  /** Forgets Signalbox's own branch in the bare clone; fine when there is none. */
  deleteBranch(repo: RepositoryAddress, branch: string): Promise<void>;
  /** Where moveBranch left Signalbox's own branch; null when it has none. What the origin has, fetchBranch tells. */
  branchCommit(repo: RepositoryAddress, branch: string): Promise<string | null>;
  /** The task branches and others here that contain the commit. */
  branchesContaining(repo: RepositoryAddress, commit: string): Promise<string[]>;
  readFile(
    repo: RepositoryAddress,
    commit: string,
    path: string,
  ): Promise<{ text: string; blob: string } | null>;
  listFiles(repo: RepositoryAddress, commit: string, folder: string): Promise<string[]>;
  isAncestor(repo: RepositoryAddress, ancestor: string, descendant: string): Promise<boolean>;
  treeOf(repo: RepositoryAddress, commit: string): Promise<string>;
  remove(repo: RepositoryAddress, folder: string): Promise<void>;
  mergeTrees(repo: RepositoryAddress, ours: string, theirs: string): Promise<MergeResult>;
  commitTree(repo: RepositoryAddress, spec: CommitSpec & { at: Date }): Promise<string>;
  /** Pushes one commit to one branch of the origin, if that is at `expected` (null: absent; 'any': whatever it fast-forwards). */
  push(repo: RepositoryAddress, spec: PushSpec): Promise<PushResult>;
  /** Asks the origin; null when it has no such branch. */
  fetchBranch(repo: RepositoryAddress, branch: string): Promise<string | null>;
  /** If it is at `expected`; one that moved meanwhile is a retryable error. */
  deleteAtOrigin(repo: RepositoryAddress, branch: string, expected: string): Promise<void>;
  /** E-mail addresses, each once, of who committed what is from one to the other. */
  listCommitters(repo: RepositoryAddress, from: string, to: string): Promise<string[]>;
  /** From one, which is not among them, to the other, which is: how many, and the latest `most` that are no merges. */
  listCommits(
    repo: RepositoryAddress,
    range: { from: string; to: string; most: number },
  ): Promise<{ count: number; first: { commit: string; subject: string }[] }>;
  diffStat(
    repo: RepositoryAddress,
    from: string,
    to: string,
  ): Promise<{ files: number; insertions: number; deletions: number }>;
};

export type WorkspaceDeps = {
  rootDir: string;
  /** The process's environment; git sees the few variables listed below, those for the origin only where it talks to it. */
  env?: Record<string, string | undefined>;
  /** By default git finds by itself what it shows to an origin. */
  authorize?: Authorize;
};

const alwaysPassed = ['PATH'];
const passedForOrigin = (
  'PATH HOME XDG_CONFIG_HOME SSH_AUTH_SOCK GIT_SSH_COMMAND SSL_CERT_FILE SSL_CERT_DIR ' +
  'http_proxy https_proxy all_proxy no_proxy HTTPS_PROXY ALL_PROXY NO_PROXY'
).split(' ');

export function createWorkspace(deps: WorkspaceDeps): Workspace {
  const at = (repo: RepositoryAddress) => placeOf(deps, repo);
  const oneAtATime = createOneAtATime();
  return {
    refresh: async (repo) => oneAtATime(repo.key, () => refresh(at(repo))),
    objectsPath: (repo) => join(at(repo).bareDir, 'objects'),
    checkOut: async (repo, spec) => checkOut(at(repo), spec),
    removeLocks: async (repo, folder) => removeLocks(at(repo), folder),
    collect: async (repo, spec) => collect(at(repo), spec),
    moveBranch: async (repo, branch, from, to) => moveBranch(at(repo), branch, from, to),
    deleteBranch: async (repo, branch) => deleteBranch(at(repo), branch),
    branchCommit: async (repo, branch) => findCommit(at(repo), branchRef(branch)),
    branchesContaining: async (repo, commit) => branchesContaining(at(repo), commit),
    readFile: async (repo, commit, path) => readFile(at(repo), commit, path),
    listFiles: async (repo, commit, folder) => listFiles(at(repo), commit, folder),
    isAncestor: async (repo, ancestor, descendant) => isAncestor(at(repo), ancestor, descendant),
    treeOf: async (repo, commit) => treeOf(at(repo), commit),
    remove: async (repo, folder) => removeClone(at(repo), folder),
    mergeTrees: async (repo, ours, theirs) => mergeTrees(at(repo), ours, theirs),
    commitTree: async (repo, spec) => commitTree(at(repo), spec),
    push: async (repo, spec) => push(at(repo), spec),
    // In turn with refresh, because two fetches of one branch would fight over the lock of its ref.
    fetchBranch: async (repo, branch) => oneAtATime(repo.key, () => fetchFromOrigin(at(repo), branch)),
    deleteAtOrigin: async (repo, branch, expected) =>
      oneAtATime(repo.key, () => deleteAtOrigin(at(repo), branch, expected)),
    listCommitters: async (repo, from, to) => listCommitters(at(repo), from, to),
    listCommits: async (repo, range) => listCommits(at(repo), range),
    diffStat: async (repo, from, to) => diffStat(at(repo), from, to),
  };
}

function placeOf(deps: WorkspaceDeps, repo: RepositoryAddress): Place {
  const homeDir = join(resolve(deps.rootDir), checkedName('repository key', repo.key));
  const given = deps.env ?? {};
  return {
    repo,
    homeDir,
    bareDir: join(homeDir, 'bare.git'),
    tasksDir: join(homeDir, 'tasks'),
    env: pick(given, alwaysPassed),
    originEnv: {
      HOME: homedir(),
      ...pick(given, passedForOrigin),
      ...accessEnv(repo.origin, deps.authorize ?? (() => null)),
    },
  };
}

function pick(env: Record<string, string | undefined>, names: string[]): Record<string, string> {
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = env[name];
      return value === undefined ? [] : [[name, value] as const];
    }),
  );
}
