import type { Project } from '../../domain/project.ts';
import type { TaskRow } from '../../store/tasks.ts';
import type { Context } from '../context.ts';
import { branchOf } from '../task-branch.ts';

/** Tasks of these projects alone, oldest first: one repository may have projects at several forges. `list` gives those of a repository. */
export function listTasksOf(
  context: Context,
  projects: readonly Project[],
  list: (repo: string) => TaskRow[],
): TaskRow[] {
  const repos = [...new Set(projects.map(({ repo }) => repo.key))];
  return repos
    .flatMap(list)
    .filter((task) => projects.some((project) => project === context.projects.findForTask(task)))
    .toSorted((one, other) => one.id - other.id);
}

export function listTasksOnBranch(context: Context, projects: readonly Project[], branch: string): TaskRow[] {
  const { tasks } = context.store;
  const near = listTasksOf(context, projects, (repo) => tasks.listOpenOnBranch(repo, branch));
  return near.filter((task) => branchOf(task) === branch);
}
