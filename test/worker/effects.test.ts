import { describe, expect, test } from 'vitest';
import type { Tracker } from '../../src/trackers/tracker.ts';
import { commitSignal } from '../../src/workflow/commit.ts';
import { openTask } from '../../src/workflow/open-task.ts';
import { resume } from '../../src/workflow/pause.ts';
import { until } from '../support/until.ts';
import { mirrored } from '../workflow/effects/mirror-bench.ts';
import { createRunContext, type TestRunContext } from '../workflow/run-context.ts';
import { ada, open } from '../workflow/walk.ts';
import { startWorker } from './started-worker.ts';

const takenOver = 'taken over from an earlier installation';

async function untilIdle(context: TestRunContext) {
  await until('nothing is left to do', () => context.store.outbox.listDue('9999').length === 0);
}

describe('what is only told', () => {
  test('never keeps what tasks wait for from its turn, however long a tracker takes', async () => {
    const asked: string[] = [];
    const answer = { now: () => {} };
    const answered = new Promise<void>((resolve) => {
      answer.now = resolve;
    });
    const setState = async (item: string) => {
      asked.push(item);
      await answered;
    };
    const base = await createRunContext({ project: { tracker: mirrored.tracker } });
    const tracker = { setState, post: async () => {} } as Partial<Tracker> as Tracker;
    const context = { ...base, trackers: { of: () => tracker } };
    const [project] = context.projects.all;
    if (project === undefined) throw new Error('no project');
    for (let n = 0; n < 20; n += 1) {
      const item = { id: `item-${n}`, wantedId: `ET-${n + 100}` };
      openTask(context, { project, title: 'told', description: '', item, by: ada });
    }
    const { id } = open(context);
    context.store.pauses.pause('*', 'Ada', 'no runs here', '2026-03-01 12:00:00.000');
    commitSignal(context, id, { type: 'cancel', by: ada }, { by: ada });
    startWorker(context);
    await until('the cancelled task is tidied up', () =>
      context.store.outbox.listDue('9999').every(({ kind }) => kind === 'itemState'),
    );
    expect(asked.length).toBeLessThan(20);
    answer.now();
    await untilIdle(context);
    expect(new Set(asked).size).toBe(20);
  });
});

describe('before the Resume of a takeover', () => {
  test('nothing is done or heard outside, and all of it afterwards', async () => {
    const base = await createRunContext();
    const { id } = open(base);
    base.store.pauses.pause('*', 'signalbox', takenOver, '2026-03-01 12:00:00.000');
    commitSignal(base, id, { type: 'cancel', by: ada }, { by: ada });
    const event = { source: 'plane', eventType: 'x', payload: '{}', deliveryId: null, bodyHash: null };
    base.store.inbox.record(event, '2026-03-01 12:00:00.000');
    const heard: string[] = [];
    const handlers = { plane: () => ({ subject: null, settle: () => String(heard.push('it')) }) };
    const turns = { count: 0 };
    const jobs = {
      ...base.store.jobs,
      claim: (...given: Parameters<typeof base.store.jobs.claim>) => {
        turns.count += 1;
        return base.store.jobs.claim(...given);
      },
    };
    const { context } = startWorker({ ...base, store: { ...base.store, jobs } }, handlers);
    await until('the worker has had its turn', () => turns.count > 0);
    expect(context.store.outbox.listDue('9999')).toMatchObject([{ kind: 'cleanUp', attempts: 0 }]);
    expect(heard).toEqual([]);
    resume(context, '*', ada);
    await untilIdle(context);
    await until('it is heard', () => heard.length === 1);
  });
});
