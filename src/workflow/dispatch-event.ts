import { backoffMs, transientLimit } from '../domain/backoff.ts';
import { isRetryable, messageOf, retryAfterMs } from '../domain/failure.ts';
import type { EventRow } from '../store/inbox.ts';
import { toStoredTime } from '../stored-time.ts';
import type { Context } from './context.ts';

/** Makes an event true, inside one transaction, and notes for the record what it came to. */
type Settle = () => string;

/**
 * What an event comes to. `subject` names what it is about: events about one thing are taken in order. One that cannot
 * be judged by its payload alone looks outside first; a look that fails is put off and changes nothing.
 */
export type Understood = { subject: string | null } & ({ settle: Settle } | { look: () => Promise<Settle> });

/** Throws when the event cannot be understood. */
export type EventHandler = (context: Context, event: EventRow) => Understood;
export type EventHandlers = Readonly<Record<string, EventHandler>>;

export type Dispatcher = {
  /** Turns the events that are due into signals, oldest first. One that cannot be understood is kept with its error and never blocks the next. */
  dispatch(): void;
  /** Resolves when no event is being looked into. */
  idle(): Promise<void>;
};

const BATCH = 200;
const LOOKS_AT_ONCE = 4;

type Dispatching = { context: Context; handlers: EventHandlers; looks: Map<number, Promise<void>> };

export function createDispatcher(context: Context, handlers: EventHandlers): Dispatcher {
  const dispatching: Dispatching = { context, handlers, looks: new Map() };
  return {
    dispatch() {
      let limit = BATCH;
      for (;;) {
        const due = context.store.inbox.listDue(toStoredTime(context.clock.now()), limit);
        const settled = due.filter((event) => dispatchOne(dispatching, event)).length;
        if (settled > 0) continue;
        if (due.length < limit || dispatching.looks.size > 0) return;
        // All of these wait for another one that was put off, and what is behind them may not.
        limit += BATCH;
      }
    },
    idle: async () => {
      await Promise.allSettled(dispatching.looks.values());
    },
  };
}

/** True when the event was settled now. */
function dispatchOne(dispatching: Dispatching, event: EventRow): boolean {
  const { context, looks } = dispatching;
  const { inbox } = context.store;
  if (looks.has(event.id) || (event.subject !== null && inbox.isPreceded(event.id, event.subject)))
    return false;
  const understood = understand(dispatching, event);
  if (understood === undefined) return true;
  const { subject } = understood;
  if (subject !== null) {
    if (subject !== event.subject) inbox.setSubject(event.id, subject);
    if (inbox.isPreceded(event.id, subject)) return false;
  }
  if ('settle' in understood) {
    settle(context, event, understood.settle);
    return true;
  }
  if (looks.size >= LOOKS_AT_ONCE) return false;
  const done = lookInto(context, event, understood.look).finally(() => {
    looks.delete(event.id);
    // Only from here on another look has its place.
    context.nudge();
  });
  looks.set(event.id, done);
  return false;
}

function understand({ context, handlers }: Dispatching, event: EventRow): Understood | undefined {
  try {
    const handler = handlers[event.source];
    if (handler === undefined) throw new Error(`no source is called ${event.source}`);
    return handler(context, event);
  } catch (error) {
    keep(context, event, error);
    return undefined;
  }
}

async function lookInto(context: Context, event: EventRow, look: () => Promise<Settle>): Promise<void> {
  try {
    settle(context, event, await look());
  } catch (error) {
    if (isRetryable(error) && event.attempts + 1 < transientLimit) putOff(context, event, error);
    else keep(context, event, error);
  }
}

function settle(context: Context, event: EventRow, make: Settle): void {
  const { store, clock, log } = context;
  try {
    const note = store.transaction(() => {
      const made = make();
      store.inbox.markDone(event.id, made, toStoredTime(clock.now()));
      return made;
    });
    log.info({ event: event.id, source: event.source, note }, 'event dispatched');
  } catch (error) {
    keep(context, event, error);
  }
  context.checkpoint('event-dispatched');
}

function putOff({ store, clock, log, backoff }: Context, event: EventRow, error: unknown): void {
  const afterMs = backoffMs(event.attempts + 1, backoff, retryAfterMs(error));
  const at = toStoredTime(new Date(clock.now().getTime() + afterMs));
  store.inbox.tryLater(event.id, at, messageOf(error));
  log.warn({ event: event.id, source: event.source, why: messageOf(error), at }, 'event put off');
}

function keep({ store, clock, log }: Context, event: EventRow, error: unknown): void {
  store.inbox.markFailed(event.id, messageOf(error), toStoredTime(clock.now()));
  const at = { event: event.id, source: event.source, err: error };
  log.error(at, 'event kept: it could not be dispatched');
}
