import { unknownUsage } from '../../src/domain/report.ts';
import { describeTask } from '../../src/workflow/describe-task.ts';
import type { TestContext } from '../support/context.ts';
import { jobOf } from './walk.ts';

/** The task as every surface shows it. */
export function view(context: TestContext, id: number) {
  const described = describeTask(context, id);
  if (described === undefined) throw new Error(`there is no task ${id}`);
  return described;
}

let runs = 0;

/** A run's row, live until it is ended. */
export function beginRun(
  context: TestContext,
  taskId: number,
  agent: string,
  stage: string,
  model: string | null,
): number {
  runs += 1;
  const name = `run-${runs}`;
  const place = { name, folder: `/nowhere/${name}`, clone: '/nowhere', startCommit: null, effort: null };
  const owner =
    agent === 'ci' ? { jobId: null, effectId: runs } : { jobId: jobOf(context, taskId).id, effectId: null };
  const session = { runner: 'claude', account: null, sessionId: null, resumes: null };
  const row = { taskId, ...owner, agent, stage, model, ...place, ...session };
  return context.store.runs.begin(row, '2026-03-01 12:00:00.000');
}

export function endRun(
  context: TestContext,
  id: number,
  usage: Partial<typeof unknownUsage> = {},
  summary = '',
): void {
  const charge = { usage: { ...unknownUsage, ...usage }, basis: 'told', sessionCostUsd: null } as const;
  const session = { id: null, isGone: false };
  const ended = { exitCode: 0, outcome: 'completed', summary: summary || null, turns: null, fault: null };
  context.store.runs.end(id, { ...ended, charge, session }, '2026-03-01 12:01:00.000');
}
