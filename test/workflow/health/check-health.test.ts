import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { HealthSettings } from '../../../src/domain/project.ts';
import { probeUrl } from '../../../src/http-client/http-client.ts';
import { toEnglish } from '../../../src/locale/to-english.ts';
import { checkHealth } from '../../../src/workflow/health/check-health.ts';
import {
  createTestContext,
  urlHealth as health,
  project,
  reopen,
  type TestContext,
} from '../../support/context.ts';
import { ada, find, open, positionOf, signal, walkTo } from '../walk.ts';

async function watching(changes: Partial<HealthSettings> = {}) {
  const context = await createTestContext({ projects: [project({ health: { ...health, ...changes } })] });
  const { id } = open(context);
  walkTo(context, id, 'deploy/health');
  return { context, id };
}

const command = async () => undefined;
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
    const url = async () => {
      asked += 1;
      return probe();
    };
    await checkHealth(context, { url, command });
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
      state: 'healthy',
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
    await checkHealth(context, { url: probe, command });
    context.clock.advance(9_900);
    await checkHealth(context, { url: probe, command });
    expect(asked).toBe(2);
  });

  test('is degraded after enough failures in a row, and freezes the repository', async () => {
    const { context, id } = await watching();
    expect(await look(context, 20, unwell)).toBe(2);
    expect(positionOf(context, id)).toBe('deploy/health');
    await look(context, 1, unwell);
    expect(positionOf(context, id)).toBe('done/rest');
    expect(context.store.deployments.findOfTask(id)?.state).toBe('degraded');
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
    expect(context.store.deployments.findOfTask(id)?.state).toBe('healthy');
  });

  test('with healthyAfter ends on so many good looks in a row, long before its window', async () => {
    const { context, id } = await watching({ healthyAfter: 3 });
    for (const probe of [well, well, unwell, well, well]) await look(context, 10, probe);
    expect(positionOf(context, id)).toBe('deploy/health');
    await look(context, 1, well);
    expect(positionOf(context, id)).toBe('done/rest');
    expect(context.store.deployments.findOfTask(id)).toMatchObject({
      state: 'healthy',
      checks: 6,
      successes: 3,
    });
  });

  test('of a service that flaps ends with its first good look after the window', async () => {
    const { context, id } = await watching({ degradedAfter: 2 });
    for (const probe of [well, unwell, well, unwell, well, unwell]) await look(context, 10, probe);
    expect(positionOf(context, id)).toBe('deploy/health');
    await look(context, 1, well);
    expect(context.store.deployments.findOfTask(id)).toMatchObject({ state: 'healthy', checks: 7 });
  });

  test('keeps a row of every look, for 90 days', async () => {
    const { context, id } = await watching();
    await look(context, 10, unwell);
    await look(context, 1, well);
    const { deployments } = context.store;
    const number = deployments.findOfTask(id)?.id ?? 0;
    expect(deployments.listChecks(number, 9)).toEqual([
      { at: '2026-03-01 12:00:10.000', via: 'url', error: null, durationMs: 0 },
      { at: '2026-03-01 12:00:00.000', via: 'url', error: await unwell(), durationMs: 0 },
    ]);
    deployments.pruneChecksBefore('2026-03-01 12:00:05.000');
    expect(deployments.listChecks(number, 9)).toHaveLength(1);
  });

  test('asks a real service, before and after a restart', async () => {
    let status = 200;
    const service = createServer((_request, response) => response.writeHead(status).end());
    await new Promise<void>((resolve) => service.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void service.close());
    const url = `http://127.0.0.1:${(service.address() as AddressInfo).port}/healthz`;
    const probe = { kind: 'url', url } as const;
    const { context, id } = await watching({ probe });
    await checkHealth(context, { url: probeUrl, command });
    status = 503;
    const next = await reopen(context, {
      projects: [project({ health: { ...health, probe, degradedAfter: 2 } })],
    });
    for (const _ of [1, 2]) {
      next.clock.advance(10_000);
      await checkHealth(next, { url: probeUrl, command });
    }
    const { deployments } = next.store;
    expect(deployments.findOfTask(id)).toMatchObject({ state: 'degraded', checks: 3 });
    const errors = deployments.listChecks(1, 9).map(({ error }) => error);
    expect(errors).toEqual([`GET ${url} answered 503`, `GET ${url} answered 503`, null]);
  });

  test('goes on after a restart with what it had counted', async () => {
    const { context, id } = await watching();
    await look(context, 20, unwell);
    const next = await reopen(context, { projects: [project({ health })] });
    await look(next, 1, unwell);
    expect(next.store.deployments.findOfTask(id)).toMatchObject({ state: 'degraded', checks: 3 });
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
