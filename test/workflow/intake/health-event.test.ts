import { describe, expect, test } from 'vitest';
import { parseHealthReports } from '../../../src/monitors/health-webhook.ts';
import { checkHealth, type HealthProbe } from '../../../src/workflow/health/check-health.ts';
import { createDispatcher } from '../../../src/workflow/intake/dispatch-event.ts';
import { createHealthEventHandler } from '../../../src/workflow/intake/health-event.ts';
import { createTestContext, project, type TestContext } from '../../support/context.ts';
import { find, open, positionOf, walkTo } from '../walk.ts';

async function watch(position = 'deploy/health') {
  const context = await createTestContext();
  const { id } = open(context);
  walkTo(context, id, position);
  return context;
}

/** A monitor's delivery to the address of `subject`; what it comes to. */
function tell(context: TestContext, payload: unknown, subject: string | null = null) {
  const handler = createHealthEventHandler({ parse: parseHealthReports });
  const event = { source: 'health', payload: JSON.stringify(payload), deliveryId: null, bodyHash: null };
  const eventType = subject === null ? 'verdict' : `verdict:${subject}`;
  const stored = context.store.inbox.record({ ...event, eventType }, '2026-03-01 12:00:00.000');
  createDispatcher(context, { health: handler }).dispatch();
  return stored === 'duplicate' ? undefined : context.store.inbox.find(stored.id)?.note;
}

function look(context: TestContext, url: HealthProbe): Promise<void> {
  return checkHealth(context, { url, command: async () => undefined });
}

const degraded = { project: 'shop', verdict: 'degraded', reason: 'p95 is 4 s' };
const healthy = { project: 'shop', verdict: 'healthy' };

describe("a monitor's verdict", () => {
  test('ends the watch: degraded freezes the repository and is told with its reason', async () => {
    const context = await watch();
    expect(tell(context, degraded)).toBe('ET-001: the release is degraded: p95 is 4 s');
    expect(positionOf(context, 1)).toBe('done/rest');
    expect(context.store.freezes.listActive('shop')).toMatchObject([{ reason: 'p95 is 4 s' }]);
    expect(context.store.deployments.findOfTask(1)).toMatchObject({
      state: 'degraded',
      decided_by: 'a monitor',
    });
    expect(context.store.log.listOfTask(1).at(-1)).toMatchObject({ who: 'a monitor', via: 'health' });
    expect(context.store.deployments.listChecks(1, 9)).toMatchObject([
      { via: 'webhook', error: 'p95 is 4 s' },
    ]);
  });

  test('ends the watch: healthy is done', async () => {
    const context = await watch();
    tell(context, { ...healthy, monitor: 'probe.sh' });
    expect(positionOf(context, 1)).toBe('done/rest');
    expect(context.store.freezes.listAllActive()).toEqual([]);
    expect(context.store.deployments.findOfTask(1)).toMatchObject({
      state: 'healthy',
      decided_by: 'probe.sh',
    });
  });

  test.for(['shop', 'SHOP', 'ET-001', 'et-001'])('names the release as %s', async (subject) => {
    const context = await watch();
    const { project: _project, ...unnamed } = degraded;
    tell(context, unnamed, subject);
    expect(positionOf(context, 1)).toBe('done/rest');
  });

  test('is ignored where it names nothing that is watched', async () => {
    const context = await watch();
    const { project: _project, ...unnamed } = degraded;
    expect(tell(context, unnamed)).toBe('ignored: it names no project, repository or task');
    expect(tell(context, unnamed, 'till')).toBe('ignored: no release of till is being watched');
    expect(tell(context, { ...degraded, project: 'sho' })).toBe(
      'ignored: no release of sho is being watched',
    );
    expect(positionOf(context, 1)).toBe('deploy/health');
  });

  test.for(['deploy/work', 'staging/work', 'done/rest'])(
    'says nothing about a task at %s',
    async (position) => {
      const context = await watch(position);
      expect(tell(context, degraded)).toBe('ignored: no release of shop is being watched');
      expect(positionOf(context, 1)).toBe(position);
      expect(context.store.freezes.listAllActive()).toEqual([]);
    },
  );

  test('comes twice: the second is ignored', async () => {
    const context = await watch();
    tell(context, degraded);
    expect(tell(context, degraded)).toBe('ignored: no release of shop is being watched');
    expect(context.store.freezes.listActive('shop')).toHaveLength(1);
    expect(tell(context, healthy)).toMatch(/^ignored/);
    expect(context.store.deployments.findOfTask(1)).toMatchObject({ state: 'degraded' });
  });

  test('is about one project of those that share the delivery', async () => {
    const till = project({
      name: 'till',
      prefix: 'TI',
      repo: { key: 'till', origin: 'x', defaultBranch: 'main' },
    });
    const context = await createTestContext({ projects: [till, project()] });
    const { id } = open(context);
    walkTo(context, id, 'deploy/health');
    expect(tell(context, degraded)).toBe('ignored: no release of shop is being watched');
    const alerts = ['shop', 'till'].map((service) => ({
      status: 'firing',
      labels: { alertname: 'Down', service },
      annotations: { summary: `${service} is down` },
    }));
    expect(tell(context, { alerts })).toBe(
      'ignored: no release of shop is being watched; TI-001: the release is degraded: Down: till is down',
    );
  });

  test('that cannot be read is kept, and the next one counts', async () => {
    const context = await watch();
    tell(context, { verdict: 'so so', project: 'shop' });
    expect(context.store.inbox.find(1)?.state).toBe('failed');
    tell(context, healthy);
    expect(positionOf(context, 1)).toBe('done/rest');
  });
});

describe('our own look after the verdict of a monitor', () => {
  test('changes nothing any more', async () => {
    const context = await watch();
    const probe = async () => {
      tell(context, degraded);
      return null;
    };
    context.clock.advance(120_000);
    await look(context, probe);
    expect(context.store.deployments.findOfTask(1)).toMatchObject({ state: 'degraded' });
    expect(context.store.deployments.listChecks(1, 9)).toMatchObject([{ via: 'webhook' }]);
    expect(context.store.freezes.listActive('shop')).toHaveLength(1);
  });

  test('goes on while a person is asked first, and ends the watch when the person has answered', async () => {
    const context = await watch();
    context.store.tasks.ask(1, 'stopped', 'Stopped.', '2026-03-01 12:00:00.000');
    context.clock.advance(120_000);
    await look(context, async () => null);
    expect(context.store.deployments.findOfTask(1)?.state).toBe('watching');
    context.store.tasks.clearAttention(1);
    context.clock.advance(120_000);
    await look(context, async () => null);
    expect(find(context, 1).stage).toBe('done');
  });

  test('ends the watch of a task that went elsewhere', async () => {
    const context = await watch();
    context.store.tasks.move(1, { stage: 'cancelled', step: 'rest' }, '2026-03-01 12:00:00.000');
    context.clock.advance(120_000);
    await look(context, async () => null);
    expect(context.store.deployments.listDue('9999')).toEqual([]);
  });
});
