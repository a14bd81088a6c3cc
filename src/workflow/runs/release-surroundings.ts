import { join } from 'node:path';
import type { Project } from '../../domain/project.ts';
import type { TaskRow } from '../../store/tasks.ts';
import { branchOf } from '../task-branch.ts';
import type { RunContext } from './run-context.ts';
import { homesFolder } from './run-places.ts';

/**
 * What a command about a release is run with: what its deploy had. Where that keeps the HOME of Signalbox, for what its
 * user is logged in to, so does this (null); else it has one of its own, named so that no account can have it.
 */
export function releaseSurroundings(
  context: Pick<RunContext, 'runsDir'>,
  role: 'rollback' | 'health',
  { task, project, commit }: { task: TaskRow; project: Project; commit: string },
): { home: string | null; env: Record<string, string> } {
  const { deployer } = project.roles;
  const isShared = deployer?.runner !== 'command' || deployer.home === 'shared';
  return {
    home: isShared ? null : join(homesFolder(context, task.id), `.${role}`),
    env: {
      ...project.env,
      SIGNALBOX_ROLE: role,
      SIGNALBOX_STAGE: 'deploy',
      SIGNALBOX_TASK: task.work_item_id ?? `task ${task.id}`,
      SIGNALBOX_REPO: project.repo.key,
      SIGNALBOX_BRANCH: branchOf(task),
      SIGNALBOX_COMMIT: commit,
    },
  };
}
