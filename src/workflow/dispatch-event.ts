import type { Person } from '../domain/people.ts';
import type { EventRow } from '../store/inbox.ts';
import { toStoredTime } from '../stored-time.ts';
import type { Context } from './context.ts';

/** What one event of a source comes to, as a note for the record. Throws when the event cannot be understood. */
export type EventHandler = (context: Context, event: EventRow) => string;
export type EventHandlers = Readonly<Record<string, EventHandler>>;
export type PeopleIndex = { findByPlane(id: string): Person | undefined };

/**
 * Turns pending events into signals, oldest first, each with its note in the same transaction. One that cannot be
 * understood is kept with its error and never blocks the next.
 */
export function dispatchEvents(context: Context, handlers: EventHandlers): void {
  const { inbox } = context.store;
  for (let event = inbox.nextPending(); event !== undefined; event = inbox.nextPending()) {
    dispatchOne(context, handlers, event);
    context.checkpoint('event-dispatched');
  }
}

function dispatchOne(context: Context, handlers: EventHandlers, event: EventRow): void {
  const { store, clock, log } = context;
  const now = () => toStoredTime(clock.now());
  try {
    const note = store.transaction(() => {
      const handler = handlers[event.source];
      if (handler === undefined) throw new Error(`no source is called ${event.source}`);
      const made = handler(context, event);
      store.inbox.markDone(event.id, made, now());
      return made;
    });
    log.info({ event: event.id, source: event.source, note }, 'event dispatched');
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    store.inbox.markFailed(event.id, why, now());
    log.error(
      { event: event.id, source: event.source, err: error },
      'event kept: it could not be dispatched',
    );
  }
}
