import { readAsked } from '../domain/attention.ts';
import { explain } from '../domain/explain.ts';
import type { ReasonCode } from '../domain/explanation.ts';
import type { AttentionCode } from '../domain/facts.ts';
import { isFinished } from '../domain/stage.ts';
import type { Standing } from '../domain/standing.ts';
import type { TaskAction, TaskView } from '../domain/task-view.ts';
import type { JobRow } from '../store/jobs.ts';
import type { RunRow } from '../store/runs.ts';
import type { LogRow } from '../store/task-log.ts';
import type { TaskRow } from '../store/tasks.ts';
import { fromStoredTime, toStoredTime } from '../stored-time.ts';
import type { Context } from './context.ts';
import { isOver, listBudgets, suggestRaise } from './money.ts';
import { isLiveRun, sumRuns, usageOf } from './runs/run-usage.ts';
import { countRework, timeForApproval, viewStages } from './view-stages.ts';

/** A reader needs no more than this: the verbs of the command line have no bot, no worker and no loops. */
export type ReadContext = Pick<Context, 'store' | 'clock' | 'gates' | 'projects'>;

/** The picture of a task that every surface shows; undefined when there is no such task. */
export function describeTask(context: ReadContext, taskId: number): TaskView | undefined {
  const { store, clock, gates, projects } = context;
  const task = store.tasks.find(taskId);
  if (task === undefined) return undefined;
  const now = clock.now();
  const job = store.jobs.findOfTask(taskId);
  const standing = store.standings.at(gates, toStoredTime(now))(task, job);
  const runs = store.runs.listOfTask(taskId);
  const log = store.log.listOfTask(taskId);
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
    stages: viewStages(task, runs, log, now),
    rework: countRework(task, log),
    usage: sumRuns(runs),
    explanation: explain(standing),
    attention:
      task.attention === null
        ? null
        : { code: task.attention, text: readAsked(task.attention_text ?? '').sentence },
    details: detailsOf(context, task, job),
    approval: standing.step === 'approval' && standing.approval !== null ? standing.approval : null,
    run: live === undefined ? null : toLiveRun(live, now),
    budgetUsd: task.budget_usd ?? projects.findForTask(task)?.budget.task ?? null,
    recovered: recoveredOf(log),
    note: noteOf(log),
    lastSummary: summaryOf(runs.at(-1)),
    yourTimeMs: timeForApproval(log) ?? yourTime(task),
    commit: task.commit_sha,
    mergeCommit: task.merge_sha,
  };
  return { ...view, actions: actionsOf(context, view, task, standing) };
}

/** Notes in between do not count: it stays until the next thing that happens to the task. */
function recoveredOf(log: readonly LogRow[]): string | null {
  const latest = log.findLast(({ to_stage: to, recovered }) => to !== null || recovered === 1);
  return latest?.recovered === 1 ? latest.why : null;
}

/** A row without any position is a note: whoever wrote it decided nothing. */
function noteOf(log: readonly LogRow[]): string | null {
  const latest = log.findLast(({ from_stage: from, to_stage: to }) => to !== null || from === null);
  return latest?.to_stage === null && latest.recovered === 0 ? latest.why : null;
}

function summaryOf(latest: RunRow | undefined): string | null {
  return latest?.outcome === 'completed' ? latest.summary : null;
}

const reworkMark = /: rework \d+$/;

/** Behind a question to a person stands the rest of its text; behind rework, what was found. */
function detailsOf({ store }: ReadContext, task: TaskRow, job: JobRow | undefined): TaskView['details'] {
  if (task.attention !== null) {
    const { details } = readAsked(task.attention_text ?? '');
    return details === '' ? null : { title: '', text: details };
  }
  const isRework = task.stage === 'development' && task.step === 'work' && task.rework > 0;
  if (!isRework || (job?.notes ?? '') === '') return null;
  const back = store.log.listOfTask(task.id).findLast(({ why }) => reworkMark.test(why));
  return { title: back?.why.replace(reworkMark, '') ?? '', text: job?.notes ?? '' };
}

function toLiveRun(run: RunRow, now: Date): TaskView['run'] {
  const since = run.started_at === null ? now : fromStoredTime(run.started_at);
  const { id, agent: role, model, effort, step, turns } = run;
  return { id, role, since, model, effort, step, turns, usage: usageOf(run), resumed: run.resumes !== null };
}

/** Files of an earlier installation tell only from the first request to the approval. */
function yourTime({ brd_review_started_at: from, brd_review_ended_at: to }: TaskRow): number | null {
  if (from === null || to === null) return null;
  return fromStoredTime(to).getTime() - fromStoredTime(from).getTime();
}

/** Nobody is asked, and yet a person can make it go on. */
const retryable: ReadonlySet<ReasonCode> = new Set(['backoff', 'no-job', 'other-stage', 'account']);

/** The buttons that fit the moment. Each carries what it was shown for, so that an old one can be told. */
function actionsOf(
  context: ReadContext,
  view: Omit<TaskView, 'actions'>,
  task: TaskRow,
  standing: Standing,
): TaskAction[] {
  const { restart, trouble } = standing;
  if (view.ended) return restart === null ? [] : [{ kind: 'restart', key: digits(restart.since) }];
  if (task.stop_requested !== null) return [];
  const { approval, attention, run, explanation } = view;
  if (attention !== null) return whenAsked(context, attention.code, task);
  if (approval !== null) {
    return [
      { kind: 'approve', key: approval.nonce },
      { kind: 'changes', key: approval.nonce },
    ];
  }
  if (explanation.code === 'unknown-stage') return [{ kind: 'cancel', key: 'now' }];
  if (run !== null) return [{ kind: 'stop', key: String(run.id) }];
  const isPutOff = trouble !== null && trouble.retryAt > standing.now;
  if (explanation.code === 'budget') return raiseOf(context, task);
  if (isPutOff || retryable.has(explanation.code)) return [{ kind: 'retry', key: 'now' }];
  return [];
}

function whenAsked(context: ReadContext, code: AttentionCode, task: TaskRow): TaskAction[] {
  const key = digits(task.attention_at ?? '');
  const cancel: TaskAction = { kind: 'cancel', key };
  const retry: TaskAction = { kind: 'retry', key };
  if (code === 'question') return [{ kind: 'answer', key }, cancel];
  if (code === 'deploy-failed') return [retry, { kind: 'degrade', key }, cancel];
  const raise = code === 'budget' ? raiseOf(context, task) : [];
  // The budgets of a day begin anew by themselves: then there is only to go on.
  return [...(raise.length > 0 ? raise : [retry]), cancel];
}

/** The key is the sum that the button names, so that a press on an older sum is told. */
function raiseOf(context: ReadContext, task: TaskRow): TaskAction[] {
  const over = listBudgets(context, task).find(isOver);
  return over === undefined ? [] : [{ kind: 'raise', key: String(suggestRaise(over)) }];
}

/** A stored time as the key of a button: short, and without a separator. */
function digits(time: string): string {
  return time.replaceAll(/\D/g, '');
}
