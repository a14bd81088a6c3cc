import { expect, test } from 'vitest';
import type { EventHandlers } from '../../src/workflow/intake/dispatch-event.ts';
import { until } from '../support/until.ts';
import { createRunContext } from '../workflow/run-context.ts';
import { startWorker } from './started-worker.ts';

test('events that take long together are all dispatched, and others have their turn in between', async () => {
  const base = await createRunContext();
  const { inbox } = base.store;
  const order: string[] = [];
  const handlers: EventHandlers = {
    slow: (_context, { id }) => {
      const endsAt = performance.now() + 25;
      while (performance.now() < endsAt);
      if (order.length === 0) setTimeout(() => order.push('another'), 0);
      order.push(`event ${id}`);
      return { subject: null, settle: () => 'done' };
    },
  };
  for (let events = 0; events < 5; events += 1) {
    const event = { source: 'slow', eventType: 'x', payload: '{}', deliveryId: null, bodyHash: null };
    inbox.record(event, '2026-03-01 12:00:00.000');
  }
  startWorker(base, handlers);
  await until('all are dispatched', () => inbox.listDue('9999', 1).length === 0);
  expect(order).toHaveLength(6);
  expect(order.indexOf('another')).toBeLessThan(3);
});
