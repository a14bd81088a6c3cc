import { expect, test } from 'vitest';
import { finishRun } from '../../../src/workflow/runs/finish-run.ts';
import { reapRuns } from '../../../src/workflow/runs/reap-runs.ts';
import type { RunContext } from '../../../src/workflow/runs/run-context.ts';
import { claimJob, startRun } from '../../../src/workflow/runs/start-run.ts';
import { project, role } from '../../support/context.ts';
import { until } from '../../support/until.ts';
import { createRunContext, type TestRunContext } from '../run-context.ts';
import { jobOf, open, positionOf } from '../walk.ts';

const graceMs = 120_000;
const writesBrd =
  'mkdir -p docs/work-items/$SIGNALBOX_TASK && echo "# BRD" >docs/work-items/$SIGNALBOX_TASK/01-brd.md';

/** A run whose watcher has fallen asleep: nobody hears of its end. */
async function startUnheard(command: string): Promise<TestRunContext> {
  const roles = { ...project().roles, analyst: role(command) };
  const context = await createRunContext({ project: { roles } });
  const { start } = context.host;
  const host: RunContext['host'] = {
    ...context.host,
    start: async (spec) => {
      const handle = await start(spec);
      return { ...handle, ended: new Promise(() => {}) };
    },
  };
  open(context);
  const job = claimJob(context);
  if (job !== undefined) await startRun({ ...context, host }, job);
  return context;
}

function liveRun(context: TestRunContext) {
  const [run] = context.store.runs.listLive();
  if (run === undefined) throw new Error('no run is live');
  return run;
}

test('an exit that stands recorded and that nobody settled is settled after the grace, and not before', async () => {
  const context = await startUnheard(writesBrd);
  const run = liveRun(context);
  await until('the launcher has recorded its end', () => context.tools.endedAt(run.folder ?? '') !== null);
  await reapRuns(context, graceMs);
  expect(context.store.runs.listLive()).toHaveLength(1);
  context.clock.advance(graceMs + 5000);
  await reapRuns(context, graceMs);
  expect(positionOf(context, 1)).toBe('analysis/publish');
  expect(context.store.runs.find(run.id)).toMatchObject({ outcome: 'completed', exit_code: 0 });
});

test('an end that the watcher and the reaper come to at one moment is settled once, with all of its work', async () => {
  const context = await startUnheard(writesBrd);
  const run = liveRun(context);
  await until('the launcher has recorded its end', () => context.tools.endedAt(run.folder ?? '') !== null);
  const end = { reason: 'exited', exitCode: 0 } as const;
  const collected: string[] = [];
  const workspace: RunContext['workspace'] = {
    ...context.workspace,
    collect: (repo, spec) => {
      collected.push(spec.folder);
      return context.workspace.collect(repo, spec);
    },
  };
  const settle = () => finishRun({ ...context, workspace }, run.id, end);
  await Promise.all([settle(), settle()]);
  expect(collected).toHaveLength(1);
  expect(context.store.runs.find(run.id)).toMatchObject({ outcome: 'completed', exit_code: 0 });
  expect(positionOf(context, 1)).toBe('analysis/publish');
});

test('a run past its time limit that nobody ended is ended after the grace, with all it started', async () => {
  const context = await startUnheard('sleep 300 & sleep 300');
  const run = liveRun(context);
  context.clock.advance(60_000 + graceMs - 5000);
  await reapRuns(context, graceMs);
  expect(context.store.runs.listLive()).toHaveLength(1);
  context.clock.advance(10_000);
  await reapRuns(context, graceMs);
  expect(context.store.runs.find(run.id)).toMatchObject({ outcome: 'overtime' });
  expect(jobOf(context, 1)).toMatchObject({ status: 'queued', outcome: 'overtime', attempts: 0 });
  expect(await context.host.sweep(run.name ?? '')).toEqual({ killed: 0 });
});

test('a job that was claimed and dropped on the way to its start is queued again, one that is being prepared is not', async () => {
  const context = await createRunContext();
  const { id } = open(context);
  const job = claimJob(context);
  await context.live.preparing(job?.id ?? 0, async () => {
    context.clock.advance(graceMs + 1000);
    await reapRuns(context, graceMs);
  });
  expect(jobOf(context, id).status).toBe('running');
  await reapRuns(context, graceMs);
  expect(jobOf(context, id)).toMatchObject({ status: 'queued', attempts: 0 });
});
