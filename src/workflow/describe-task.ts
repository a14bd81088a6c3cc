import { explain } from '../domain/explain.ts';
import { isFinished } from '../domain/stage.ts';
import type { TaskAction, TaskView } from '../domain/task-view.ts';
import type { RunRow } from '../store/runs.ts';
import { fromStoredTime, toStoredTime } from '../store/stored-time.ts';
import type { TaskRow } from '../store/tasks.ts';
import type { Context } from './context.ts';
import { isLiveRun, sumRuns } from './run-usage.ts';
import { viewStages } from './view-stages.ts';

/** A reader needs no more than this: the verbs of the command line have no bot, no worker and no loops. */
export type ReadContext = Pick<Context, 'store' | 'clock' | 'gates' | 'projects'>;

/** The picture of a task that every surface shows; undefined when there is no such task. */
export function describeTask(context: ReadContext, taskId: number): TaskView | undefined {
  const { store, clock, gates } = context;
  const task = store.tasks.find(taskId);
  if (task === undefined) return undefined;
  const now = clock.now();
  const standing = store.standings.ofTask(task, store.jobs.findOfTask(taskId), gates, toStoredTime(now));
  const runs = store.runs.listOfTask(taskId);
  const live = runs.find(isLiveRun);
  const view: Omit<TaskView, 'actions'> = {
    id: task.id,
    workItemId: standing.workItemId,
    title: task.title ?? standing.workItemId,
    project: task.project,
    repo: task.repo,
    branch: task.branch,
    changeUrl: task.change_url,
    stage: task.stage,
    step: standing.step,
    ended: isFinished(task.stage),
    stages: viewStages(task, runs, store.log.listOfTask(taskId), now),
    rework: task.rework,
    usage: sumRuns(runs),
    explanation: explain(standing),
    attention: task.attention === null ? null : { code: task.attention, text: task.attention_text ?? '' },
    approval: standing.step === 'approval' && standing.approval !== null ? standing.approval : null,
    run: live === undefined ? null : toLiveRun(live, now),
    lastSummary: runs.findLast((run) => run.finished_at !== null && run.summary !== null)?.summary ?? null,
    yourTimeMs: yourTime(task),
    commit: task.commit_sha,
    mergeCommit: task.merge_sha,
  };
  return { ...view, actions: actionsOf(view, task) };
}

function toLiveRun(run: RunRow, now: Date): TaskView['run'] {
  const since = run.started_at === null ? now : fromStoredTime(run.started_at);
  return { id: run.id, role: run.agent, since, model: run.model, effort: run.effort };
}

function yourTime({ brd_review_started_at: from, brd_review_ended_at: to }: TaskRow): number | null {
  if (from === null || to === null) return null;
  return fromStoredTime(to).getTime() - fromStoredTime(from).getTime();
}

/** The buttons that fit the moment. Each carries what it was shown for, so that an old one can be told. */
function actionsOf(view: Omit<TaskView, 'actions'>, task: TaskRow): TaskAction[] {
  if (view.ended || task.stop_requested !== null) return [];
  const { approval, attention, run, explanation } = view;
  if (attention !== null) {
    const key = task.attention_at ?? '';
    const degrade: TaskAction[] =
      attention.code === 'deploy-failed' ? [{ kind: 'degrade', key: digits(key) }] : [];
    return [{ kind: 'retry', key: digits(key) }, ...degrade, { kind: 'cancel', key: digits(key) }];
  }
  if (approval !== null) {
    return [
      { kind: 'approve', key: approval.nonce },
      { kind: 'changes', key: approval.nonce },
    ];
  }
  if (run !== null) return [{ kind: 'stop', key: String(run.id) }];
  if (explanation.code === 'backoff' || explanation.code === 'no-job') return [{ kind: 'retry', key: 'now' }];
  return [];
}

/** A stored time as the key of a button: short, and without a separator. */
function digits(time: string): string {
  return time.replaceAll(/\D/g, '');
}
