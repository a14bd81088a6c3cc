import type { Project } from '../../domain/project.ts';
import type { TaskRow } from '../../store/tasks.ts';
import { toStoredTime } from '../../stored-time.ts';
import { showApproval } from '../request-approval.ts';
import type { RunContext } from '../runs/run-context.ts';
import { brdPath, toForgeTask } from './effect-target.ts';

/** The requirements are at the origin now: whoever is asked about them can open them there, if somebody serves them. */
export function noteDocument(context: RunContext, task: TaskRow, project: Project): void {
  const { store, clock, forges } = context;
  const url = forges.of(project).fileUrl(toForgeTask(context, task, project), brdPath(task));
  store.transaction(() => {
    const request = store.approvals.findLatest(task.id);
    if (request === undefined || request.url === url) return;
    store.approvals.setUrl(request.id, url);
    showApproval(context, task.id, toStoredTime(clock.now()));
  });
}
