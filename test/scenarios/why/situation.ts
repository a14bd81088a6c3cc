import type { Outcome } from '../../../src/domain/outcome.ts';
import { emptyReport, unknownUsage } from '../../../src/domain/report.ts';
import type { TaskRow } from '../../../src/store/tasks.ts';
import { toStoredTime } from '../../../src/stored-time.ts';
import { openTask } from '../../../src/workflow/open-task.ts';
import type { TestContext } from '../../support/context.ts';
import { ada, claim, find, open, settle, walkTo } from '../../workflow/walk.ts';

/**
 * A task that stands still, or moves, for one reason. `arrange` gives its id; `says` is what /why has to say of it, word
 * for word; `lift` does what the answer names, after which it says `after`.
 */
export type Situation = {
  arrange(context: TestContext): number;
  says: readonly string[];
  /** Whether a queued job of it is held back: then no claim may give it out before the lifting, and the next one must after it. */
  holds?: true;
  lift?(context: TestContext): void;
  after?: string;
};

/** Opens a task in a project by its name. */
export function openIn(context: TestContext, name: string): TaskRow {
  const project = context.projects.findByName(name);
  if (project === undefined) throw new Error(`there is no project ${name}`);
  const { taskId } = openTask(context, { project, title: 'A title', description: '', item: null, by: ada });
  return find(context, taskId);
}

export const nowOf = (context: TestContext): string => toStoredTime(context.clock.now());

/** Claims the job of the task and ends its run. */
export function endRun(context: TestContext, taskId: number, outcome: Outcome): void {
  for (let job = claim(context); job?.task_id !== taskId; job = claim(context)) {
    if (job === undefined) throw new Error(`no job of task ${taskId} can be claimed`);
  }
  settle(context, taskId, outcome);
}

export const failure = (why: string): Outcome => ({ kind: 'failed', why, report: emptyReport });
export const asks = (question: string): Outcome => ({ kind: 'question', question, report: emptyReport });

/** The claimed job of the task gets its run. */
export function beginRun({ store, clock }: TestContext, taskId: number): number {
  const job = store.jobs.findOfTask(taskId);
  if (job?.status !== 'running') throw new Error(`no job of task ${taskId} is running`);
  const none = {
    effectId: null,
    startCommit: null,
    model: null,
    effort: null,
    account: null,
    sessionId: null,
  };
  const run = { ...none, taskId, jobId: job.id, agent: job.agent, stage: 'analysis', resumes: null };
  const places = { name: `run-${job.id}`, folder: 'folder', clone: 'clone', runner: 'command' };
  const id = store.runs.begin({ ...run, ...places }, toStoredTime(clock.now()));
  store.jobs.attachRun(job.id, id, null);
  return id;
}

/** Opens a task and takes it there without trouble. */
export function at(position: string): (context: TestContext) => number {
  return (context) => {
    const { id } = open(context);
    walkTo(context, id, position);
    return id;
  };
}

/** The process of the task's run is gone, as it was asked to be. */
export function stopRun(context: TestContext, taskId: number): void {
  const { store } = context;
  const run = store.runs.findLiveOfTask(taskId);
  if (run === undefined) throw new Error(`task ${taskId} has no live run`);
  const charge = { usage: unknownUsage, basis: null, sessionCostUsd: null };
  const told = { summary: null, charge, session: { id: null, isGone: false }, turns: null, fault: null };
  store.runs.end(run.id, { exitCode: null, outcome: 'cancelled', ...told }, nowOf(context));
  settle(context, taskId, { kind: 'cancelled', why: 'stopped' });
}
