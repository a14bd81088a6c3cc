import { describe, expect, test } from 'vitest';
import { advanceWaits } from '../../src/workflow/advance-waits.ts';
import { isHeld, mustStop, pause, resume, stopPaused } from '../../src/workflow/pause.ts';
import { createTestContext, reopen, type TestContext } from '../support/context.ts';
import { describeTask } from './in-english.ts';
import { ada, claim, completed, find, jobOf, open, positionOf, settle, signal, walkTo } from './walk.ts';

const bob = { who: 'Bob', via: 'telegram' } as const;
const now = (context: TestContext, scope = '*') =>
  pause(context, scope, { by: ada, reason: 'lunch', mode: 'now' });
const stopAll = (context: TestContext) => pause(context, '*', { by: ada, reason: '', mode: 'stop' });
const unbegun = { kind: 'lost', why: 'it never began', began: false } as const;
const stopped = { kind: 'cancelled', why: 'it was stopped' } as const;

async function at(position: string) {
  const context = await createTestContext();
  const { id } = open(context);
  walkTo(context, id, position);
  if (position.endsWith('/work')) claim(context);
  return { context, id };
}

describe('/pause now', () => {
  test('queues what it stopped again, at once due, with its attempt given back and nothing counted', async () => {
    const { context, id } = await at('development/work');
    expect(now(context, 'shop').atWork).toMatchObject({
      stopping: [{ task: 'ET-001', role: 'developer' }],
      finishing: [],
    });
    expect(describeTask(context, id)?.explanation.text).toBe('Being stopped: paused by Ada.');
    settle(context, id, stopped);
    expect(find(context, id)).toMatchObject({ stop_requested: null, attention: null });
    expect(jobOf(context, id)).toMatchObject({ status: 'queued', attempts: 0, transient_attempts: 0 });
    expect(describeTask(context, id)?.explanation).toMatchObject({
      code: 'pause',
      text: 'Project shop is paused.',
    });
    expect(claim(context)).toBeUndefined();
    resume(context, 'shop', bob);
    expect(claim(context)?.id).toBe(jobOf(context, id).id);
  });

  test('stops a task too that was taken over and names no project: it is of the first of its repository', async () => {
    const { context, id } = await at('development/work');
    context.database.db.exec('UPDATE tasks SET project = NULL');
    expect(now(context, 'shop').atWork).toMatchObject({ stopping: [{ task: 'ET-001' }] });
    expect(find(context, id).stop_requested).toBe('pause');
  });

  test('hardens a pause that stands, softens none, and leaves alone who paused first and why', async () => {
    const { context, id } = await at('development/work');
    pause(context, '*', { by: bob, reason: 'a fair', mode: 'finish' });
    expect(find(context, id).stop_requested).toBeNull();
    expect(now(context)).toMatchObject({
      change: 'hardened',
      pause: { who: 'Bob', why: 'a fair', mode: 'now' },
    });
    expect(find(context, id)).toMatchObject({ stop_requested: 'pause', stop_by: 'Ada' });
    const again = pause(context, '*', { by: ada, reason: '', mode: 'finish' });
    expect(again).toMatchObject({ change: 'none', pause: { mode: 'now' } });
  });

  test('lets a result count that was there in the very moment', async () => {
    const { context, id } = await at('review/work');
    now(context);
    settle(context, id, completed('approve'));
    expect(positionOf(context, id)).toBe('testing/work');
    expect(find(context, id).stop_requested).toBeNull();
    expect(claim(context)).toBeUndefined();
  });

  test.for(['stop', 'cancel'] as const)(
    'gives way to a /%s, and none of these to it',
    async (type, { expect }) => {
      const { context, id } = await at('development/work');
      now(context);
      signal(context, id, { type, by: ada }, ada);
      stopPaused(context);
      expect(find(context, id).stop_requested).toBe(type);
      settle(context, id, stopped);
      expect(find(context, id).attention ?? positionOf(context, id)).toBe(
        { stop: 'stopped', cancel: 'cancelled/rest' }[type],
      );
    },
  );

  test('finds what was claimed behind its back, by its row alone', async () => {
    const { context, id } = await at('development/work');
    context.store.pauses.pause('shop', 'Ada', '', '2026-03-01 12:00:00.000', 'now');
    const next = await reopen(context);
    stopPaused(next);
    expect(find(next, id)).toMatchObject({ stop_requested: 'pause', stop_by: 'Ada' });
    settle(next, id, unbegun);
    expect(jobOf(next, id)).toMatchObject({ status: 'queued', attempts: 0 });
  });

  test('of one project stops nothing of another', async () => {
    const { context, id } = await at('development/work');
    now(context, 'till');
    expect(find(context, id).stop_requested).toBeNull();
  });

  test('leaves a deploy to its end, and says so', async () => {
    const { context, id } = await at('deploy/work');
    expect(now(context).atWork).toMatchObject({
      stopping: [],
      finishing: [{ task: 'ET-001', role: 'deployer' }],
    });
    expect(find(context, id).stop_requested).toBeNull();
  });

  test.for(['ciStopped', 'ciFailed'] as const)(
    'has CI run again that ended as %s',
    async (type, { expect }) => {
      const { context, id } = await at('development/ci');
      const commit = find(context, id).commit_sha ?? '';
      context.store.tasks.requestStop(id, 'pause', 'Ada', '""');
      for (const { id: effect } of context.store.outbox.listDue('9999')) {
        context.store.outbox.settle(effect, 'done', null, '2026-03-01 12:00:00.000');
      }
      signal(context, id, { type, commit, log: 'terminated' });
      expect(positionOf(context, id)).toBe('development/ci');
      expect(find(context, id)).toMatchObject({ stop_requested: null, attention: null, rework: 0 });
      expect(context.store.outbox.listDue('9999')).toMatchObject([{ kind: 'ci' }]);
    },
  );
});

describe('what is to be done outside', () => {
  const positions = ['analysis/publish', 'development/ci', 'staging/update', 'deploy/merge', 'cancelled'];

  async function held(mode: 'finish' | 'now' | 'stop') {
    const found: Record<string, boolean> = {};
    for (const position of positions) {
      const isCancelled = position === 'cancelled';
      const { context, id } = await at(isCancelled ? 'analysis/approval' : position);
      if (isCancelled) signal(context, id, { type: 'cancel', by: ada }, ada);
      pause(context, '*', { by: ada, reason: '', mode });
      const [effect] = context.store.outbox.listDue('9999');
      if (effect === undefined) throw new Error(`nothing is to be done at ${position}`);
      found[effect.kind] = isHeld(context, effect);
    }
    return found;
  }

  test('goes on in a pause, but for CI where nothing may finish, and not at all in an emergency', async () => {
    const all = { publish: true, ci: true, update: true, merge: true, cleanUp: true };
    const none = { publish: false, ci: false, update: false, merge: false, cleanUp: false };
    expect(await held('finish')).toEqual(none);
    expect(await held('now')).toEqual({ ...none, ci: true });
    expect(await held('stop')).toEqual(all);
  });

  test.for(['analysis/publish', 'development/ci', 'staging/update', 'deploy/merge'])(
    'at %s is explained by the emergency that holds it, with what lifts it',
    async (position, { expect }) => {
      const { context, id } = await at(position);
      const drawn = context.store.cards.find(id)?.wanted ?? 0;
      stopAll(context);
      expect(context.store.cards.find(id)?.wanted).toBeGreaterThan(drawn);
      const view = describeTask(context, id);
      expect(view?.explanation).toMatchObject({
        code: 'pause',
        text: 'Everything was stopped in an emergency (/stop all).',
        lifts: 'Goes on when a person resumes it: /resume.',
      });
      expect(view?.actions).toContainEqual({ kind: 'resume', key: '*' });
    },
  );

  test('is explained by it also where a cancelled task waits for its merge', async () => {
    const { context, id } = await at('deploy/merge');
    signal(context, id, { type: 'cancel', by: ada }, ada);
    expect(describeTask(context, id)?.explanation.code).toBe('stopping');
    stopAll(context);
    expect(describeTask(context, id)?.explanation.code).toBe('pause');
  });
});

describe('/stop all', () => {
  test('stops a deploy too, which asks with the lock held and is never repeated by itself', async () => {
    const { context, id } = await at('deploy/work');
    now(context);
    expect(stopAll(context)).toMatchObject({
      change: 'hardened',
      atWork: { stopping: [{ role: 'deployer' }] },
    });
    settle(context, id, stopped);
    expect(find(context, id)).toMatchObject({ attention: 'deploy-failed', stop_requested: null });
    expect(context.store.locks.findHolder('shop')).toBe(id);
    resume(context, '*', bob);
    advanceWaits(context);
    expect(claim(context)).toBeUndefined();
  });

  test('lets a look at a release go on, and says so', async () => {
    const { context, id } = await at('deploy/health');
    const { store } = context;
    const name = store.healthLooks.name(store.deployments.findOfTask(id)?.id ?? 0, 'look');
    const none = {
      startCommit: null,
      model: null,
      effort: null,
      account: null,
      sessionId: null,
      resumes: null,
    };
    const look = {
      taskId: null,
      jobId: null,
      effectId: null,
      agent: 'health',
      stage: 'deploy',
      runner: 'command',
    };
    store.runs.begin({ ...none, ...look, name, folder: 'f', clone: 'c' }, '2026-03-01 12:00:00.000');
    const working = { stopping: [], finishing: [{ task: 'ET-001', role: 'health' }] };
    expect(now(context, 'shop').atWork).toMatchObject(working);
    expect(stopAll(context).atWork).toMatchObject(working);
    expect(store.runs.listLive().map((run) => mustStop(context, run))).toEqual([false]);
  });

  test('twice is harmless, and names what it holds', async () => {
    const { context } = await at('deploy/merge');
    stopAll(context);
    expect(stopAll(context)).toMatchObject({
      change: 'none',
      pause: { scope: '*', mode: 'stop' },
      atWork: { stopping: [], finishing: [], held: [{ task: 'ET-001', kind: 'merge' }] },
    });
    expect(resume(context, '*', ada)).toBe(true);
    expect(context.store.pauses.list()).toEqual([]);
  });
});
