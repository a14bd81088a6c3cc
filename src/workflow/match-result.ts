import type { TaskRow } from '../store/tasks.ts';
import type { Context } from './context.ts';
import { branchOf } from './task-branch.ts';

/** Which task a result of CI is about. `several` are left alone. */
export type Matched =
  | { kind: 'task'; task: TaskRow }
  | { kind: 'several'; tasks: TaskRow[] }
  | { kind: 'none' };

type Result = { repo: string; commit: string; branch: string | null };

/** Asks git which branches contain the commit. */
export type FindBranches = (commit: string) => Promise<string[]>;

/**
 * By the commit a task stands at, of several the one whose branch it names; else by the branch; a result that names none by the branches that contain its commit,
 * else the only task of the repository in development.
 */
export async function matchResult(
  context: Context,
  result: Result,
  findBranches: FindBranches,
): Promise<Matched> {
  const open = context.store.tasks.listOpenOfRepo(result.repo);
  const atCommit = open.filter((task) => task.commit_sha === result.commit);
  const named = open.filter((task) => branchOf(task) === result.branch);
  if (atCommit.length > 0) {
    const both = atCommit.filter((task) => named.includes(task));
    return toMatched(both.length > 0 ? both : atCommit);
  }
  if (result.branch !== null) return toMatched(named);
  const branches = new Set(open.length === 0 ? [] : await findBranches(result.commit));
  const containing = open.filter((task) => branches.has(branchOf(task)));
  if (containing.length > 0) return toMatched(containing);
  return toMatched(open.filter(({ stage }) => stage === 'development'));
}

function toMatched(tasks: TaskRow[]): Matched {
  const [task, another] = tasks;
  if (task === undefined) return { kind: 'none' };
  return another === undefined ? { kind: 'task', task } : { kind: 'several', tasks };
}
