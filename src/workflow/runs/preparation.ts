import type { Project, RoleSettings } from '../../domain/project.ts';
import type { Role } from '../../domain/stage.ts';
import type { JobRow } from '../../store/jobs.ts';
import type { RunRow } from '../../store/runs.ts';
import type { TaskRow } from '../../store/tasks.ts';
import type { RunContext } from './run-context.ts';

/** Everything a run is made from. */
export type Preparation = {
  context: RunContext;
  job: JobRow;
  role: Role;
  task: TaskRow | undefined;
  project: Project;
  settings: RoleSettings;
};

/** Where a run takes place, and from where it goes on. */
export type Ground = {
  name: string;
  folder: string;
  clone: string;
  startCommit: string;
  resumes: RunRow | null;
};
