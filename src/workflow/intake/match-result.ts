import type { Project } from '../../domain/project.ts';
import type { TaskRow } from '../../store/tasks.ts';
import type { Context } from '../context.ts';
import { branchOf } from '../task-branch.ts';
import { listTasksOf, listTasksOnBranch } from './list-tasks-of.ts';

/** Which task a result of CI is about. `several` are left alone. */
export type Matched =
  | { kind: 'task'; task: TaskRow }
  | { kind: 'several'; tasks: TaskRow[] }
  | { kind: 'none' };

/** `projects` are those whose repository the result is about. */
type Result<P> = { projects: readonly P[]; commit: string; branch: string | null };

/** Asks git which branches of the project's repository contain the commit. */
type FindBranches<P> = (project: P, commit: string) => Promise<string[]>;

/**
 * By the commit a task stands at, of several the one whose branch it names; else by the branch; a result that names none by the branches that contain its commit,
 * else the only task of the repository in development.
 */
export async function matchResult<P extends Project>(
  context: Context,
  { projects, commit, branch }: Result<P>,
  findBranches: FindBranches<P>,
): Promise<Matched> {
  const { tasks } = context.store;
  const atCommit = listTasksOf(context, projects, (repo) => tasks.listOpenAtCommit(repo, commit));
  if (atCommit.length > 0) {
    const both = atCommit.filter((task) => branchOf(task) === branch);
    return toMatched(both.length > 0 ? both : atCommit);
  }
  if (branch !== null) return toMatched(listTasksOnBranch(context, projects, branch));
  const containing = await listContaining(context, projects, (project) => findBranches(project, commit));
  if (containing.length > 0) return toMatched(containing);
  return toMatched(listTasksOf(context, projects, (repo) => tasks.listOpenAtStage(repo, 'development')));
}

/** Projects may share a repository: each is asked about once, where a task of it is open. */
async function listContaining<P extends Project>(
  context: Context,
  projects: readonly P[],
  findBranches: (project: P) => Promise<string[]>,
): Promise<TaskRow[]> {
  const containing = new Map<number, TaskRow>();
  for (const project of new Map(projects.map((one) => [one.repo.key, one])).values()) {
    if (!context.store.tasks.hasOpen(project.repo.key)) continue;
    for (const branch of new Set(await findBranches(project))) {
      const sharing = projects.filter(({ repo }) => repo.key === project.repo.key);
      for (const task of listTasksOnBranch(context, sharing, branch)) containing.set(task.id, task);
    }
  }
  return [...containing.values()].toSorted((one, other) => one.id - other.id);
}

function toMatched(tasks: TaskRow[]): Matched {
  const [task, another] = tasks;
  if (task === undefined) return { kind: 'none' };
  return another === undefined ? { kind: 'task', task } : { kind: 'several', tasks };
}
