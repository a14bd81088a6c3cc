import { describe, expect, test } from 'vitest';
import { toEnglish } from '../../src/locale/to-english.ts';
import { checkHealth } from '../../src/workflow/check-health.ts';
import { createTestContext, project, reopen, type TestContext } from '../support/context.ts';
import { ada, find, open, positionOf, signal, walkTo } from './walk.ts';

const health = { url: 'http://127.0.0.1:1/', everyMs: 10_000, windowMs: 60_000, degradedAfter: 3 };

async function watching() {
  const context = await createTestContext({ projects: [project({ health })] });
  const { id } = open(context);
  walkTo(context, id, 'deploy/health');
  return { context, id };
}

const well = async () => null;
const unwell = async () => 'GET http://127.0.0.1:1/ answered 503';

/** Looks every second, as the clock does. */
async function look(
  context: TestContext,
  seconds: number,
  probe: () => Promise<string | null>,
): Promise<number> {
  let asked = 0;
  for (let second = 0; second < seconds; second += 1) {
    await checkHealth(context, async () => {
      asked += 1;
      return probe();
    });
    context.clock.advance(1000);
  }
  return asked;
}

describe('the health watch', () => {
  test('asks as often as configured, and is healthy at the end of its window', async () => {
    const { context, id } = await watching();
    expect(await look(context, 60, well)).toBe(6);
    expect(positionOf(context, id)).toBe('deploy/health');
    expect(await look(context, 1, well)).toBe(1);
    expect(positionOf(context, id)).toBe('done/rest');
    expect(context.store.deployments.findOfTask(id)).toMatchObject({
      verdict: 'healthy',
      checks: 7,
      failures: 0,
    });
    expect(context.store.freezes.listAllActive()).toEqual([]);
  });

  test('counts its interval from when a look was due, not from the beat that found it due', async () => {
    const { context } = await watching();
    let asked = 0;
    const probe = async () => {
      asked += 1;
      return null;
    };
    context.clock.advance(300);
    await checkHealth(context, probe);
    context.clock.advance(9_900);
    await checkHealth(context, probe);
    expect(asked).toBe(2);
  });

  test('is degraded after enough failures in a row, and freezes the repository', async () => {
    const { context, id } = await watching();
    expect(await look(context, 20, unwell)).toBe(2);
    expect(positionOf(context, id)).toBe('deploy/health');
    await look(context, 1, unwell);
    expect(positionOf(context, id)).toBe('done/rest');
    expect(context.store.deployments.findOfTask(id)?.verdict).toBe('degraded');
    expect(toEnglish(context.store.freezes.listActive('shop'))).toMatchObject([
      {
        reason: '3 health checks in a row failed, the last one: GET http://127.0.0.1:1/ answered 503',
        workItemId: 'ET-001',
      },
    ]);
    expect(context.store.locks.findHolder('shop')).toBeUndefined();
  });

  test('counts failures in a row only', async () => {
    const { context, id } = await watching();
    for (const probe of [unwell, unwell, well, unwell, unwell, well]) await look(context, 10, probe);
    expect(positionOf(context, id)).toBe('deploy/health');
    await look(context, 1, well);
    expect(positionOf(context, id)).toBe('done/rest');
    expect(context.store.freezes.listAllActive()).toEqual([]);
  });

  test('does not end on a bad look: it goes on until it is healthy or degraded', async () => {
    const { context, id } = await watching();
    await look(context, 60, well);
    await look(context, 10, unwell);
    expect(positionOf(context, id)).toBe('deploy/health');
    await look(context, 1, well);
    expect(context.store.deployments.findOfTask(id)?.verdict).toBe('healthy');
  });

  test('goes on after a restart with what it had counted', async () => {
    const { context, id } = await watching();
    await look(context, 20, unwell);
    const next = await reopen(context, { projects: [project({ health })] });
    await look(next, 1, unwell);
    expect(next.store.deployments.findOfTask(id)).toMatchObject({ verdict: 'degraded', checks: 3 });
    expect(positionOf(next, id)).toBe('done/rest');
  });

  test('takes a probe that throws for a failure', async () => {
    const { context, id } = await watching();
    await look(context, 1, async () => Promise.reject(new Error('socket hang up')));
    expect(context.store.deployments.findOfTask(id)).toMatchObject({
      failures: 1,
      last_error: 'socket hang up',
    });
  });

  test('of a project that lost its health check is degraded, not forgotten', async () => {
    const { context, id } = await watching();
    const next = await reopen(context, { projects: [project({ health: null })] });
    await look(next, 1, well);
    expect(positionOf(next, id)).toBe('done/rest');
    expect(toEnglish(next.store.freezes.listActive('shop')[0])?.reason).toMatch(/not configured/);
  });

  test('ends with its task', async () => {
    const { context, id } = await watching();
    signal(context, id, { type: 'cancel', by: ada });
    const { version } = find(context, id);
    await look(context, 120, unwell);
    expect(find(context, id)).toMatchObject({ stage: 'cancelled', version });
    expect(await look(context, 20, well)).toBe(0);
    expect(context.store.freezes.listActive('shop')).toHaveLength(1);
  });
});
