import type { Project, RoleSettings } from '../../domain/project.ts';
import type { Role } from '../../domain/stage.ts';
import type { AttachmentRow } from '../../store/attachments.ts';
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

/** What people attached, as a run finds it. `folder` is null where there is nothing to read. */
export type RunFiles = { folder: string | null; files: readonly AttachmentRow[] };

/** Where a run takes place, and from where it goes on. */
export type Ground = {
  name: string;
  folder: string;
  clone: string;
  startCommit: string;
  resumes: RunRow | null;
  attached: RunFiles;
};
