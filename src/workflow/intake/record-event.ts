import type { NewEvent } from '../../store/inbox.ts';
import { toStoredTime } from '../../stored-time.ts';
import type { Context } from '../context.ts';

export type Recorded = { event: number } | { duplicate: true };

/** Stores a verified delivery durably and wakes the dispatcher; only what was stored may be acknowledged. */
export function recordEvent(context: Context, event: NewEvent): Recorded {
  const { store, clock, log } = context;
  const recorded = store.inbox.record(event, toStoredTime(clock.now()));
  context.checkpoint('event-recorded');
  if (recorded === 'duplicate') {
    log.info({ source: event.source, delivery: event.deliveryId }, 'duplicate delivery');
    // What could not be used is tried anew when its sender repeats it.
    if (store.inbox.revive(event)) context.nudge();
    return { duplicate: true };
  }
  context.nudge();
  return { event: recorded.id };
}
