import { describe, expect, test } from 'vitest';
import { toStoredTime } from '../../src/stored-time.ts';
import { checkHealth } from '../../src/workflow/health/check-health.ts';
import { startLook } from '../../src/workflow/health/health-command.ts';
import { isHeld, mustStop, pause, resume } from '../../src/workflow/pause.ts';
import { reapRuns } from '../../src/workflow/runs/reap-runs.ts';
import { createTestContext, project } from '../support/context.ts';
import { describeTask } from './in-english.ts';
import { agentCommit, createRunContext, doEffects } from './run-context.ts';
import { ada, claim, find, jobOf, open, signal, walkTo, work } from './walk.ts';

const now = { by: ada, reason: '', mode: 'now' } as const;
const emergency = { by: ada, reason: '', mode: 'stop' } as const;
const urlless = () => Promise.reject(new Error('it has no URL'));

describe('a pause', () => {
  test.for([now, emergency])(
    'of everything leaves a look at a release to its end ($mode)',
    async (asked, { expect }) => {
      const command = 'touch running; until test -e go; do sleep 0.02; done';
      const probe = { kind: 'command', command, timeoutMs: 60_000 } as const;
      const health = { probe, everyMs: 10_000, windowMs: 60_000, healthyAfter: null, degradedAfter: 2 };
      const context = await createRunContext({ project: { health } });
      const { id } = open(context);
      walkTo(context, id, 'deploy/merge');
      signal(context, id, { type: 'landed', commit: await agentCommit(context, { 'new.txt': 'new\n' }) });
      walkTo(context, id, 'deploy/health');
      await checkHealth(context, { url: urlless, command: (watched) => startLook(context, watched) });
      const [run] = context.store.healthLooks.listLive();
      pause(context, '*', asked);
      expect(run !== undefined && mustStop(context, run)).toBe(false);
      await context.live.cancel(run?.id ?? 0);
    },
  );

  test('is lifted and hardened under the name that its project has now', async () => {
    const context = await createTestContext({ projects: [project({ name: 'Shop' })] });
    pause(context, 'shop', { ...now, mode: 'finish' });
    expect(pause(context, 'Shop', now)).toMatchObject({
      change: 'hardened',
      pause: { scope: 'shop', mode: 'now' },
    });
    expect(context.store.pauses.list()).toHaveLength(1);
    expect(resume(context, 'Shop', ada)).toBe(true);
    expect(context.store.pauses.list()).toEqual([]);
  });
});

describe('a pause of a project that was renamed since', () => {
  test.for(['finish', 'now'] as const)(
    'holds its tasks still, until it is lifted (%s)',
    async (mode, { expect }) => {
      const context = await createTestContext({ projects: [project({ name: 'Kiosk' })] });
      const { id } = open(context);
      context.database.db.exec(`UPDATE tasks SET project = 'old'`);
      context.store.pauses.pause('old', 'Ada', '', '2026-03-01 12:00:00.000', mode);
      expect(claim(context)).toBeUndefined();
      expect(describeTask(context, id)?.explanation.code).toBe('pause');
      context.store.outbox.add(id, 'ci', {}, '2026-03-01 12:00:00.000');
      expect(context.store.outbox.listDue('9999').map((effect) => isHeld(context, effect))).toEqual([
        mode === 'now',
      ]);
      resume(context, 'old', ada);
      expect(claim(context)?.task_id).toBe(id);
    },
  );
});

test('an emergency stop and its end are shown on the card of a release that is to be rolled back', async () => {
  const context = await createTestContext({ projects: [project({ rollback: './back.sh' })] });
  const { id } = open(context);
  walkTo(context, id, 'deploy/health');
  signal(context, id, { type: 'degraded', reason: 'bad', by: ada });
  pause(context, '*', emergency);
  signal(context, id, { type: 'rollback', by: ada });
  expect(describeTask(context, id)?.explanation.code).toBe('pause');
  const wanted = () => context.store.cards.find(id)?.wanted ?? 0;
  const before = wanted();
  resume(context, '*', ada);
  expect(describeTask(context, id)?.explanation.code).toBe('rollback');
  expect(wanted()).toBeGreaterThan(before);
});

test('a job that was dropped on the way to its start, and was to be stopped, is not left waiting for ever', async () => {
  const context = await createRunContext();
  const { id } = open(context);
  claim(context);
  pause(context, '*', now);
  context.clock.advance(120_000);
  await reapRuns(context, 60_000);
  expect(find(context, id).stop_requested).toBeNull();
  resume(context, '*', ada);
  expect(claim(context)?.id).toBe(jobOf(context, id).id);
});

test('rules that are gone from the file are stored again, and hold', async () => {
  const context = await createTestContext({ gates: { slots: 9 } });
  const { db } = context.database;
  open(context);
  open(context);
  db.exec('DELETE FROM claim_rules');
  expect(claim(context)?.task_id).toBe(1);
  expect(claim(context)).toBeUndefined();
  expect(db.prepare('SELECT dependencies, serial_all FROM claim_rules').all()).toEqual([
    { dependencies: 1, serial_all: 1 },
  ]);
});

test('a freeze holds a merge that was asked for before it, whatever the clock was set to meanwhile', async () => {
  const context = await createRunContext();
  const { id } = open(context);
  walkTo(context, id, 'deploy/merge', work);
  context.clock.advance(-3_600_000);
  context.store.freezes.freeze('shop', 'red', null, toStoredTime(context.clock.now()));
  await doEffects(context);
  expect(find(context, id)).toMatchObject({ stage: 'deploy', step: 'thaw' });
});

test('only the latest release is rolled back, whatever the clock was set to meanwhile', async () => {
  const context = await createTestContext({ projects: [project({ rollback: './back.sh' })] });
  const [first, second] = [open(context).id, open(context).id];
  for (const id of [first, second]) {
    walkTo(context, id, 'done/rest');
    context.clock.advance(-3_600_000);
  }
  context.store.freezes.freeze('shop', 'red', null, toStoredTime(context.clock.now()));
  expect(signal(context, first, { type: 'rollback', by: ada })).toMatchObject({
    why: { id: 'why-rollback-not-latest' },
  });
  expect(signal(context, second, { type: 'rollback', by: ada }).kind).toBe('act');
});
