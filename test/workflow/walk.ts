import type { Outcome } from '../../src/domain/outcome.ts';
import { emptyReport, type Verdict } from '../../src/domain/report.ts';
import type { Actor, Signal, Work } from '../../src/domain/signal.ts';
import { askedInEnglish } from '../../src/locale/asked-text.ts';
import type { JobRow } from '../../src/store/jobs.ts';
import type { TaskRow } from '../../src/store/tasks.ts';
import { toStoredTime } from '../../src/stored-time.ts';
import { commitSignal, signalbox } from '../../src/workflow/commit.ts';
import { openTask } from '../../src/workflow/open-task.ts';
import type { RunContext } from '../../src/workflow/runs/run-context.ts';
import { claimJob } from '../../src/workflow/runs/start-run.ts';
import type { TestContext } from '../support/context.ts';

export const ada: Actor = { who: 'Ada', via: 'telegram' };
export const bo: Actor = { who: 'Bo', via: 'telegram' };

export const work: Work = {
  commit: 'c0ffee01',
  descends: true,
  changedOutsideDocs: true,
  brdRevision: 'rev-1',
  brdText: '# Requirements',
  adrCount: 1,
};

export function open(context: TestContext, title = 'A title'): TaskRow {
  const [project] = context.projects.all;
  if (project === undefined) throw new Error('no project');
  const { taskId } = openTask(context, { project, title, description: '', item: null, by: ada });
  return find(context, taskId);
}

/** With what a person is asked as it reads in English. */
export function find(context: TestContext, taskId: number): TaskRow {
  const task = context.store.tasks.find(taskId);
  if (task === undefined) throw new Error(`there is no task ${taskId}`);
  const { attention_text: asked } = task;
  return { ...task, attention_text: asked === null ? null : askedInEnglish(asked) };
}

export function positionOf(context: TestContext, taskId: number): string {
  const { stage, step } = find(context, taskId);
  return `${stage}/${step}`;
}

export function jobOf(context: TestContext, taskId: number): JobRow {
  const job = context.store.jobs.findOfTask(taskId);
  if (job === undefined) throw new Error(`task ${taskId} has no job`);
  return job;
}

/** Claims the next job as the worker does; a claim looks at the store alone. */
export function claim(context: TestContext): JobRow | undefined {
  return claimJob(context as TestContext & RunContext);
}

export function settle(context: TestContext, taskId: number, outcome: Outcome, left: Work | null = null) {
  return commitSignal(context, taskId, { type: 'runSettled', outcome, work: left }, { by: signalbox });
}

export function completed(verdict: Verdict | null = null, findings: string | null = null): Outcome {
  return { kind: 'completed', report: { ...emptyReport, verdict, findings } };
}

export function failed(why: string): Outcome {
  return { kind: 'failed', why, report: emptyReport };
}

export function why(context: TestContext, taskId: number): string | undefined {
  return context.store.log.listOfTask(taskId).at(-1)?.why;
}

export function signal(context: TestContext, taskId: number, type: Signal, by: Actor = signalbox) {
  return commitSignal(context, taskId, type, { by });
}

/** Takes a task along the way without trouble until it stands at `position`, such as `staging/work`. */
export function walkTo(context: TestContext, taskId: number, position: string, left: Work = work): void {
  for (let steps = 0; positionOf(context, taskId) !== position; steps += 1) {
    if (steps > 30)
      throw new Error(`task ${taskId} stays at ${positionOf(context, taskId)}, not ${position}`);
    takeStep(context, taskId, left);
  }
}

function takeStep(context: TestContext, taskId: number, left: Work): void {
  const { store, clock } = context;
  const { stage, step, commit_sha: commit } = find(context, taskId);
  for (const effect of store.outbox.listDue('9999')) {
    if (effect.task_id === taskId) store.outbox.settle(effect.id, 'done', null, toStoredTime(clock.now()));
  }
  if (step === 'work') {
    if (jobOf(context, taskId).status === 'queued') claim(context);
    const isJudging = stage === 'testing' || stage === 'staging' || stage === 'deploy';
    settle(context, taskId, completed(stage === 'review' ? 'approve' : isJudging ? 'pass' : null), left);
    return;
  }
  const next = worldAnswers(commit ?? '')[step ?? ''];
  if (next === undefined) throw new Error(`nothing is known to follow ${stage}/${step}`);
  signal(context, taskId, next);
}

const worldAnswers = (commit: string): Readonly<Record<string, Signal>> => ({
  publish: { type: 'published', commit },
  approval: { type: 'approved', revision: 'rev-1', by: ada },
  ci: { type: 'ciPassed', commit },
  lock: { type: 'lockOffered' },
  update: { type: 'updated', commit: 'c0ffee02', base: 'ba5e' },
  thaw: { type: 'thawed' },
  merge: { type: 'landed', commit: '1a4ded' },
  health: { type: 'healthy' },
});
