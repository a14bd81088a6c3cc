import { describe, expect, test } from 'vitest';
import type { Project } from '../../src/domain/project.ts';
import { recoverRuns } from '../../src/workflow/runs/recover-runs.ts';
import { until } from '../support/until.ts';
import { restart, type TestRunContext } from '../workflow/run-context.ts';
import { ada, find, jobOf, open, signal, walkTo } from '../workflow/walk.ts';
import { createGatedContext, letGo, notesOf, startWorker } from './started-worker.ts';

const statusOf = (context: TestRunContext, taskId: number) => jobOf(context, taskId).status;
const errorsOf = ({ logged }: TestRunContext) =>
  logged.filter(({ level }) => level === 'error').map(({ text }) => text);

function untilStarted(context: TestRunContext, workItemId: string) {
  return until(`${workItemId} is started`, () => notesOf(context).includes(`start ${workItemId}`));
}

/** A gate that something waits at; `reached` counts who came. */
function createGate() {
  const gate = { reached: 0, open: () => {}, passed: Promise.resolve() };
  gate.passed = new Promise((resolve) => {
    gate.open = resolve;
  });
  const wait = async () => {
    gate.reached += 1;
    await gate.passed;
  };
  return { gate, wait };
}

describe('an error', () => {
  test('in the start of one job fails that job and no other', async () => {
    const broken = { left: 1 };
    const onCheckpoint = (name: string) => {
      if (name !== 'job-claimed' || broken.left === 0) return;
      broken.left -= 1;
      throw new Error('a bug');
    };
    const base = await createGatedContext({ gates: { serial: 'off' }, onCheckpoint });
    const ids = [open(base).id, open(base).id];
    const { context } = startWorker(base);
    await untilStarted(context, 'ET-002');
    expect(ids.map((id) => statusOf(context, id))).toEqual(['queued', 'running']);
    expect(jobOf(context, ids[0] ?? 0)).toMatchObject({ attempts: 1, outcome: 'failed', error: 'a bug' });
    expect(errorsOf(context)).toEqual(['a job could not be started: a bug']);
    letGo(context);
  });

  test('in the preparation of a run costs an attempt, and the other jobs go on', async () => {
    const base = await createGatedContext({ gates: { serial: 'off' } });
    const { workspace } = base;
    const broken = { left: 1 };
    const checkOut: typeof workspace.checkOut = async (...given) => {
      broken.left -= 1;
      if (broken.left >= 0) throw new TypeError('x is undefined');
      return workspace.checkOut(...given);
    };
    const { context } = startWorker({ ...base, workspace: { ...workspace, checkOut } });
    open(context);
    open(context);
    const settled = await until('one of both is put off', () =>
      context.store.jobs.listQueued().find((job) => job.error !== null),
    );
    expect(settled).toMatchObject({ attempts: 1, error: 'x is undefined' });
    await until('the other one runs', () => notesOf(context).length === 1);
    letGo(context);
  });

  test('in a whole turn is logged, and the next wake-up goes on', async () => {
    const base = await createGatedContext();
    const { jobs } = base.store;
    const claims = { count: 0 };
    const claim: typeof jobs.claim = (...given) => {
      claims.count += 1;
      if (claims.count === 1) throw new Error('database is locked');
      return jobs.claim(...given);
    };
    const { context } = startWorker({ ...base, store: { ...base.store, jobs: { ...jobs, claim } } });
    await until('the failure is logged', () => errorsOf(context).length === 1);
    expect(errorsOf(context)).toEqual(['a turn failed: database is locked']);
    open(context);
    await untilStarted(context, 'ET-001');
    letGo(context);
  });

  test('that escapes an effect leaves it due for the next look', async () => {
    const base = await createGatedContext();
    const { id } = open(base);
    walkTo(base, id, 'analysis/publish');
    const { outbox } = base.store;
    const broken = { left: 1 };
    const settleOnce = <T>(settle: () => T): T => {
      broken.left -= 1;
      if (broken.left >= 0) throw new Error('database is locked');
      return settle();
    };
    const store: typeof base.store = {
      ...base.store,
      outbox: {
        ...outbox,
        settle: (...given) => settleOnce(() => outbox.settle(...given)),
        tryLater: () => {
          throw new Error('database is still locked');
        },
      },
    };
    const openChange = async () => ({ id: '1', url: 'http://forge/1' });
    const forges = { of: (project: Project) => ({ ...base.forges.of(project), openChange }) };
    const workspace = {
      ...base.workspace,
      branchCommit: async () => null,
      push: async () => ({ kind: 'pushed' as const }),
      moveBranch: async () => {},
    };
    const { context, worker } = startWorker({ ...base, store, forges, workspace });
    await until('the failure is logged', () => errorsOf(context).length === 1);
    expect(errorsOf(context)).toEqual(['an effect failed: database is still locked']);
    worker.nudge();
    await until('the effect is done', () => find(context, id).step === 'approval');
  });
});

describe('effects', () => {
  const refused = Object.assign(new Error('no'), { retryable: false });

  async function publishing(count: number) {
    const base = await createGatedContext({ gates: { serial: 'off' } });
    for (let n = 0; n < count; n += 1) walkTo(base, open(base).id, 'analysis/publish');
    const { gate, wait } = createGate();
    const branchCommit = () => wait().then(() => Promise.reject(refused));
    const { worker } = startWorker({ ...base, workspace: { ...base.workspace, branchCommit } });
    await until('the first one', () => gate.reached > 0);
    for (let n = 0; n < 5; n += 1) {
      worker.nudge();
      await new Promise((resolve) => setImmediate(resolve));
    }
    return { gate, left: () => base.store.outbox.listDue('9999').length };
  }

  test('are begun once, however often the worker looks meanwhile', async () => {
    const { gate, left } = await publishing(1);
    expect(gate.reached).toBe(1);
    gate.open();
    await until('it is done', () => left() === 0);
    expect(gate.reached).toBe(1);
  });

  test('are not too many at once, and those that are left follow', async () => {
    const { gate, left } = await publishing(10);
    expect(gate.reached).toBe(8);
    gate.open();
    await until('all of them are done', () => left() === 0);
    expect(gate.reached).toBe(10);
  });
});

describe('a stop that a person asked for', () => {
  const outcomeOf = async (context: TestRunContext, id: number) => {
    await until('the task asks', () => find(context, id).attention, 5000);
    return [jobOf(context, id).outcome, ...notesOf(context)];
  };

  test('is obeyed', async () => {
    const { context } = startWorker(await createGatedContext());
    const { id } = open(context);
    await until('the run is watched', () => context.live.has(context.store.runs.listLive()[0]?.id ?? 0));
    await untilStarted(context, 'ET-001');
    signal(context, id, { type: 'stop', by: ada });
    expect(await outcomeOf(context, id)).toEqual(['cancelled', 'start ET-001']);
  });

  test('is obeyed as well when it comes while the run is being started', async () => {
    const base = await createGatedContext();
    const { host } = base;
    const start: typeof host.start = async (spec) => {
      const handle = await host.start(spec);
      await untilStarted(base, 'ET-001');
      signal(context, id, { type: 'stop', by: ada });
      await new Promise((resolve) => setImmediate(resolve));
      return handle;
    };
    const { context } = startWorker({ ...base, host: { ...host, start } });
    const { id } = open(context);
    expect(await outcomeOf(context, id)).toEqual(['cancelled', 'start ET-001']);
  });
});

describe('a worker that is stopped', () => {
  test('finishes what it is writing, leaves its runs alive and claims nothing more', async () => {
    const base = await createGatedContext({ gates: { slots: 3, serial: 'off' } });
    const { gate, wait } = createGate();
    const { workspace } = base;
    const refresh: typeof workspace.refresh = async (repo) => {
      if (notesOf(base).length > 0) await wait();
      return workspace.refresh(repo);
    };
    const { context, worker } = startWorker({ ...base, workspace: { ...workspace, refresh } });
    open(context);
    await untilStarted(context, 'ET-001');
    const second = open(context).id;
    await until('the second one is being prepared', () => gate.reached === 1);
    const stopped = { yet: false };
    const stopping = worker.stop().then(() => {
      stopped.yet = true;
    });
    const third = open(context).id;
    worker.nudge();
    await new Promise((resolve) => setImmediate(resolve));
    expect(stopped.yet).toBe(false);
    gate.open();
    await stopping;
    expect([statusOf(context, second), statusOf(context, third)]).toEqual(['running', 'queued']);
    expect(context.store.runs.listLive().map(({ pid }) => pid)).toEqual([
      expect.any(Number),
      expect.any(Number),
    ]);
    letGo(context);
  });

  test('is followed by one that adopts its runs: they keep their slots and are not started again', async () => {
    const gates = { slots: 1, serial: 'off' } as const;
    const base = await createGatedContext({ gates });
    const first = startWorker(base);
    const ids = [open(first.context).id, open(first.context).id];
    await untilStarted(base, 'ET-001');
    await first.worker.stop();
    const [run] = base.store.runs.listLive();
    const next = await restart(base);
    const second = startWorker({ ...next, gates: { ...next.gates, ...gates } });
    await recoverRuns(second.context);
    expect(second.context.store.runs.listLive()).toMatchObject([{ id: run?.id, pid: run?.pid }]);
    second.worker.nudge();
    await new Promise((resolve) => setImmediate(resolve));
    expect(ids.map((id) => statusOf(next, id))).toEqual(['running', 'queued']);
    letGo(base, 'ET-001');
    await untilStarted(base, 'ET-002');
    expect(notesOf(base)).toEqual(['start ET-001', 'end ET-001', 'start ET-002']);
    letGo(base);
  });
});
