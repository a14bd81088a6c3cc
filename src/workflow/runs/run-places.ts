import { join } from 'node:path';
import type { RunRow } from '../../store/runs.ts';

type Places = { runsDir: string };

/** Where the HOMEs of a task's runs stand, one for each account, so that a session can be gone on with. */
export function homesFolder({ runsDir }: Places, taskId: number): string {
  return join(runsDir, 'homes', `task-${taskId}`);
}

/** Where what people attached to a task stands, for every run of it. */
export function attachmentsFolder({ runsDir }: Places, taskId: number): string {
  return join(runsDir, 'attachments', `task-${taskId}`);
}

/** The HOME that every run of a task with this account has; a job without a task has one for itself. */
export function homePath(
  places: Places,
  owner: { taskId: number | null; jobId: number },
  account: string,
): string {
  const folder =
    owner.taskId === null
      ? join(places.runsDir, 'homes', `job-${owner.jobId}`)
      : homesFolder(places, owner.taskId);
  return join(folder, account);
}

/** The HOME of a run that has an account; null where it has none. */
export function homeOfRun(
  places: Places,
  { task_id: taskId, job_id: jobId, account }: RunRow,
): string | null {
  return account === null || jobId === null ? null : homePath(places, { taskId, jobId }, account);
}
