import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Project } from '../../src/domain/project.ts';
import { pause, resume } from '../../src/workflow/pause.ts';
import { recoverRuns } from '../../src/workflow/runs/recover-runs.ts';
import { until } from '../support/until.ts';
import { agentCommit, createRunContext, restart, type TestRunContext } from '../workflow/run-context.ts';
import { ada, find, jobOf, open, positionOf, walkTo, work } from '../workflow/walk.ts';
import { createGatedContext, letGo, notesOf, startWorker } from './started-worker.ts';

const now = { by: ada, reason: '', mode: 'now' } as const;
const emergency = { by: ada, reason: '', mode: 'stop' } as const;

const starts = (context: TestRunContext) => notesOf(context).filter((line) => line === 'start ET-001').length;

async function untilAtRest(context: TestRunContext) {
  await until('nothing runs', () => context.store.runs.listLive().length === 0);
}

describe('a pause that lets nothing finish', () => {
  test('ends the agent at work, and lets it go on after the resume', async () => {
    const base = await createGatedContext();
    const { id } = open(base);
    const { context } = startWorker(base);
    await until('it is at work', () => starts(context) === 1);
    pause(context, '*', now);
    await untilAtRest(context);
    expect(jobOf(context, id)).toMatchObject({ status: 'queued', attempts: 0, transient_attempts: 0 });
    expect(context.store.runs.listOfTask(id)).toMatchObject([{ outcome: 'cancelled' }]);
    resume(context, '*', ada);
    await until('it is at work again', () => starts(context) === 2);
    letGo(context);
  });

  test('that a crash cut off from its stops is obeyed by the next start', async () => {
    const base = await createGatedContext();
    const { id } = open(base);
    const first = startWorker(base);
    await until('it is at work', () => starts(base) === 1);
    await until('its process is on record', () => base.store.runs.listLive()[0]?.pid != null);
    await first.worker.stop();
    base.store.pauses.pause('*', 'Ada', '', '2026-03-01 12:00:00.000', 'stop');
    const next = await restart(base);
    await recoverRuns(next);
    const { context } = startWorker(next);
    await untilAtRest(context);
    expect(jobOf(context, id)).toMatchObject({ status: 'queued', attempts: 0 });
    expect([starts(context), notesOf(context).length]).toEqual([1, 1]);
  });

  test('ends CI, and starts it anew after the resume', async () => {
    const command = 'touch running; until [ -e ../go ]; do sleep 0.02; done';
    const ci = { kind: 'command', command, timeoutMs: 60_000 } as const;
    const forge: Project['forge'] = { kind: 'local', merge: 'merge', ci };
    const base = await createRunContext({ project: { forge } });
    const { id } = open(base);
    const commit = await agentCommit(base, { 'new.txt': 'new\n' });
    walkTo(base, id, 'development/ci', { ...work, commit });
    const { context } = startWorker(base);
    const untilRunning = () =>
      until('CI runs', () => {
        const [run] = context.store.runs.listLive();
        return run?.clone != null && existsSync(join(run.clone, 'running'));
      });
    await untilRunning();
    pause(context, 'shop', now);
    await untilAtRest(context);
    expect(find(context, id)).toMatchObject({ stop_requested: null, attention: null });
    expect(context.store.outbox.listDue('9999')).toMatchObject([{ kind: 'ci', attempts: 0 }]);
    context.nudge();
    resume(context, 'shop', ada);
    await untilRunning();
    expect(context.store.runs.listOfTask(id)).toMatchObject([{ outcome: 'cancelled' }, { outcome: null }]);
    expect(positionOf(context, id)).toBe('development/ci');
  });

  test('catches what was just being prepared: no process of it begins', async () => {
    const gate = { open: () => {} };
    const passed = new Promise<void>((resolve) => {
      gate.open = resolve;
    });
    const base = await createGatedContext();
    const { workspace } = base;
    const reached = { count: 0 };
    const checkOut: typeof workspace.checkOut = async (...given) => {
      reached.count += 1;
      if (reached.count === 1) await passed;
      return workspace.checkOut(...given);
    };
    const { id } = open(base);
    const { context } = startWorker({ ...base, workspace: { ...workspace, checkOut } });
    await until('it is being prepared', () => reached.count === 1);
    pause(context, '*', emergency);
    gate.open();
    await until('it is queued again', () => jobOf(context, id).status === 'queued');
    expect(context.store.runs.listOfTask(id)).toEqual([]);
    expect(notesOf(context)).toEqual([]);
  });
});
