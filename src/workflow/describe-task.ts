import { explain } from '../domain/explain.ts';
import { isPhrase, phrase, type Said } from '../domain/phrase.ts';
import type { Project } from '../domain/project.ts';
import { isFinished, isStage, roleAt } from '../domain/stage.ts';
import type { Standing } from '../domain/standing.ts';
import type { TaskAction, TaskView } from '../domain/task-view.ts';
import { readAsked } from '../locale/asked-text.ts';
import { saidOf } from '../locale/said-text.ts';
import type { JobRow } from '../store/jobs.ts';
import type { RunRow } from '../store/runs.ts';
import type { LogRow } from '../store/task-log.ts';
import type { TaskRow } from '../store/tasks.ts';
import { fromStoredTime, toStoredTime } from '../stored-time.ts';
import type { Context } from './context.ts';
import { readVotes } from './describe-approval.ts';
import { trackerItemOf } from './effects/effect-target.ts';
import { isLiveRun, sumRuns, usageOf } from './runs/run-usage.ts';
import { listActions } from './task-actions.ts';
import { viewCi } from './view-ci.ts';
import { countRework, timeForApproval, viewStages } from './view-stages.ts';

/** A reader needs no more than this: the verbs of the command line have no bot, no worker, no loops and no trackers. */
export type ReadContext = Pick<Context, 'store' | 'clock' | 'gates' | 'projects'> & {
  trackers?: Context['trackers'];
};

/** The picture of a task that every surface shows; undefined when there is no such task. */
export function describeTask(context: ReadContext, taskId: number): TaskView | undefined {
  const { store, clock, gates, projects } = context;
  const task = store.tasks.find(taskId);
  if (task === undefined) return undefined;
  const now = clock.now();
  const job = store.jobs.findOfTask(taskId);
  const standing = store.standings.at(gates, toStoredTime(now))(task, job);
  const project = projects.findForTask(task);
  const runs = store.runs.listOfTask(taskId);
  const log = store.log.listOfTask(taskId);
  const live = runs.find(isLiveRun);
  const effect = store.outbox.findLatest(taskId, 'ci');
  const view = {
    id: task.id,
    workItemId: standing.workItemId,
    title: task.title ?? standing.workItemId,
    itemUrl: itemUrlOf(context, task, project),
    priority: task.priority,
    project: task.project,
    repo: task.repo,
    branch: task.branch,
    changeUrl: task.change_url,
    attachments: store.attachments.listOfTask(taskId).length,
    stage: task.stage,
    step: standing.step,
    ended: isFinished(task.stage),
    stages: viewStages(task, runs, log, now),
    rework: countRework(task, log),
    attempt: attemptOf(task, job),
    usage: sumRuns(runs),
    explanation: explain(standing),
    ...askedOf(task, job, log),
    approval: approvalOf(context, standing, project),
    ci: viewCi({ task, project, effect, live, log, findings: job?.notes ?? '' }),
    run: live === undefined ? null : toLiveRun(live, now),
    budgetUsd: task.budget_usd ?? project?.budget.task ?? null,
    recovered: recoveredOf(log),
    note: noteOf(log),
    lastSummary: summaryOf(runs.at(-1)),
    yourTimeMs: timeForApproval(log) ?? yourTime(task),
    totalMs: totalTime(task, log),
    commit: task.commit_sha,
    mergeCommit: task.merge_sha,
  };
  const actions = listActions({ context, view, task, standing });
  const explanation = withRollback(view, actions);
  return { ...view, explanation, actions, menu: menuOf(context, taskId, actions) };
}

/** Where a failed deploy can be rolled back, that is one more way on. */
function withRollback(
  { explanation, attention, workItemId: task }: Pick<TaskView, 'explanation' | 'attention' | 'workItemId'>,
  actions: readonly TaskAction[],
): TaskView['explanation'] {
  if (attention?.code !== 'deploy-failed' || actions.every(({ kind }) => kind !== 'rollback'))
    return explanation;
  return { ...explanation, lifts: phrase('explain-lift-deploy-failed-back', { task }) };
}

/** As the tracker says it now; what is kept may be of an earlier address. */
function itemUrlOf({ trackers }: ReadContext, task: TaskRow, project: Project | undefined): string | null {
  const item = trackerItemOf(task);
  const tracker = project === undefined ? undefined : trackers?.of(project);
  return (item === null ? null : tracker?.itemUrl?.(item)) ?? task.tracker_url;
}

/** Attempts are counted when they begin. */
function attemptOf({ stage }: TaskRow, job: JobRow | undefined): TaskView['attempt'] {
  if (job === undefined || !isStage(stage) || job.agent !== roleAt(stage)) return null;
  const { status, attempts, max_attempts: of } = job;
  if (status !== 'queued' && status !== 'running') return null;
  const number = status === 'running' ? attempts : attempts + 1;
  return number > 1 ? { number, of: Math.max(of, number) } : null;
}

function approvalOf(
  { store }: ReadContext,
  { step, approval }: Standing,
  project: Project | undefined,
): TaskView['approval'] {
  if (step !== 'approval' || approval === null) return null;
  const { nonce, revision, since } = approval;
  const row = store.approvals.findByNonce(nonce);
  return {
    nonce,
    revision,
    since: fromStoredTime(since),
    url: row?.url ?? null,
    path: row?.path ?? null,
    votes: readVotes({ store }, nonce, project),
  };
}

/** Notes in between do not count: it stays until the next thing that happens to the task. */
function recoveredOf(log: readonly LogRow[]): Said | null {
  const latest = log.findLast(({ to_stage: to, recovered }) => to !== null || recovered === 1);
  return latest?.recovered === 1 ? saidOf(latest) : null;
}

/** A row without any position is a note: whoever wrote it decided nothing. */
function noteOf(log: readonly LogRow[]): Said | null {
  const latest = log.findLast(({ from_stage: from, to_stage: to }) => to !== null || from === null);
  return latest?.to_stage === null && latest.recovered === 0 ? saidOf(latest) : null;
}

function summaryOf(latest: RunRow | undefined): string | null {
  return latest?.outcome === 'completed' ? latest.summary : null;
}

/** What a person is asked, and what stands behind it: the rest of the question, or behind rework what was found. */
function askedOf(
  task: TaskRow,
  job: JobRow | undefined,
  log: readonly LogRow[],
): Pick<TaskView, 'attention' | 'details'> {
  if (task.attention !== null) {
    const { sentence, details } = readAsked(task.attention_text ?? '');
    const attention = { code: task.attention, text: sentence };
    return { attention, details: details === '' ? null : { title: '', text: details } };
  }
  const isRework = task.stage === 'development' && task.step === 'work' && task.rework > 0;
  if (!isRework || (job?.notes ?? '') === '') return { attention: null, details: null };
  const [title = ''] = log.toReversed().flatMap((row) => reworkReason(row) ?? []);
  return { attention: null, details: { title, text: job?.notes ?? '' } };
}

const reworkMark = /: rework \d+$/;

/** Without the count; undefined for what was no rework. */
function reworkReason(row: LogRow): Said | undefined {
  const said = saidOf(row);
  if (typeof said === 'string') return reworkMark.test(said) ? said.replace(reworkMark, '') : undefined;
  const why = said.id === 'why-rework' ? said.args?.['why'] : undefined;
  return typeof why === 'string' || isPhrase(why) ? why : undefined;
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

function totalTime({ stage, created_at: created }: TaskRow, log: readonly LogRow[]): number | null {
  const end = isFinished(stage)
    ? log.findLast(({ to_stage: to }) => isFinished(to) && to !== null)
    : undefined;
  if (created === null || end === undefined) return null;
  return fromStoredTime(end.at).getTime() - fromStoredTime(created).getTime();
}

/** Over as soon as there is nothing left that it asks about. */
function menuOf({ store }: ReadContext, taskId: number, actions: readonly TaskAction[]): TaskView['menu'] {
  const [, key] = /^cancel:(.*)$/s.exec(store.cards.find(taskId)?.menu ?? '') ?? [];
  if (key === undefined) return null;
  return actions.some((action) => action.kind === 'cancel' && action.key === key)
    ? { kind: 'cancel', key }
    : null;
}
