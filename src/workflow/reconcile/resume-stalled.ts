import { isAbout } from '../../domain/pause.ts';
import { isStage, type Stage } from '../../domain/stage.ts';
import type { TaskRow } from '../../store/tasks.ts';
import { fromStoredTime } from '../../stored-time.ts';
import { commitSignal, signalbox } from '../commit.ts';
import type { Context } from '../context.ts';

const MINUTE_MS = 60_000;

/** How long a stage may stand with nothing under way: long enough for what is just being committed or started. */
const graceMinutes: Readonly<Record<Stage, number>> = {
  created: 1,
  analysis: 5,
  architecture: 5,
  development: 5,
  review: 5,
  testing: 5,
  staging: 2,
  deploy: 2,
  done: 0,
  cancelled: 0,
};

/** Tasks without a job or an effect that should have one, as no path of ours leaves them but an old file may hold them. */
export function resumeStalled(context: Context): void {
  const { store, projects } = context;
  const pauses = store.pauses.list();
  if (pauses.some((pause) => isAbout(pause, null))) return;
  const underReview = new Set(store.tasks.listReviewsTakenOver().map(({ id }) => id));
  for (const task of store.tasks.listIdle()) {
    const project = projects.findForTask(task);
    if (project === undefined || underReview.has(task.id)) continue;
    if (pauses.some((pause) => isAbout(pause, project.name))) continue;
    if (isOverdue(context, task)) resumeOne(context, task);
  }
}

/** What an old file holds may be beyond us: it stays as it is, and the others go on. */
function resumeOne(context: Context, { id }: TaskRow): void {
  try {
    commitSignal(context, id, { type: 'stalled' }, { by: signalbox, recovered: true });
  } catch (error) {
    context.log.error({ task: id, err: error }, 'a stalled task could not be resumed');
  }
}

function isOverdue({ clock }: Context, { stage, step_at: stepAt, updated_at: updatedAt }: TaskRow): boolean {
  const since = stepAt ?? updatedAt;
  if (!isStage(stage) || since === null) return false;
  return clock.now().getTime() - fromStoredTime(since).getTime() >= graceMinutes[stage] * MINUTE_MS;
}
