import { backoffMs, transientLimit } from '../../domain/backoff.ts';
import { isRetryable, messageOf, retryAfterMs } from '../../domain/failure.ts';
import type { DueEvent, EventRow } from '../../store/inbox.ts';
import { toStoredTime } from '../../stored-time.ts';
import type { Context } from '../context.ts';

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
  /**
   * Turns the events that are due into signals, oldest first. One that cannot be understood is kept with its error and
   * never blocks the next. True when it left some for the next call, which it asks for, because they would take too long.
   */
  dispatch(): boolean;
  /** Resolves when no event is being looked into. */
  idle(): Promise<void>;
};

const BATCH = 200;
const LOOKS_AT_ONCE = 4;
/** Chat, webhooks and runs wait for so long at most, and for one event more. */
const TURN_MS = 20;

/** One way through all that is due, in as many turns as it takes; `changed`: an event before `after` may be due by now. */
type Pass = { after: number; begunAt: string; changed: boolean };

type Dispatching = {
  context: Context;
  handlers: EventHandlers;
  looks: Map<number, Promise<void>>;
  /** Events known to need a look: not worth understanding again while no place is free. */
  toLookInto: Set<number>;
  halfway: Pass | null;
};

export function createDispatcher(context: Context, handlers: EventHandlers): Dispatcher {
  const begun = { looks: new Map(), toLookInto: new Set<number>(), halfway: null };
  const dispatching: Dispatching = { context, handlers, ...begun };
  return {
    dispatch: () => takeTurn(dispatching),
    idle: async () => {
      await Promise.allSettled(dispatching.looks.values());
    },
  };
}

function takeTurn(dispatching: Dispatching): boolean {
  const { context, halfway } = dispatching;
  const endsAt = performance.now() + TURN_MS;
  dispatching.halfway = null;
  if (halfway === null) return goThrough(dispatching, beginPass(context), endsAt);
  if (goThrough(dispatching, halfway, endsAt)) return true;
  // What is behind it was looked at since; what is before it was not.
  return missesSome(context, halfway) && goThrough(dispatching, beginPass(context), endsAt);
}

function beginPass({ clock }: Context): Pass {
  return { after: 0, begunAt: toStoredTime(clock.now()), changed: false };
}

function missesSome({ store, clock }: Context, { begunAt, changed }: Pass): boolean {
  const due = store.inbox.nextDue(begunAt);
  return changed || (due !== null && due <= toStoredTime(clock.now()));
}

/** True when the turn was over before the pass. An event only waits for earlier ones, so one way through is enough. */
function goThrough(dispatching: Dispatching, pass: Pass, endsAt: number): boolean {
  const { context } = dispatching;
  const now = toStoredTime(context.clock.now());
  for (;;) {
    const due = context.store.inbox.listDue(now, BATCH, pass.after);
    for (const event of due) {
      pass.after = event.id;
      if (dispatchOne(dispatching, event)) pass.changed = true;
      if (performance.now() < endsAt) continue;
      dispatching.halfway = pass;
      context.nudge();
      return true;
    }
    if (due.length < BATCH) return false;
  }
}

/** True when the event was settled now. */
function dispatchOne(dispatching: Dispatching, { id, subject: knownSubject }: DueEvent): boolean {
  const { context, looks, toLookInto } = dispatching;
  const { inbox } = context.store;
  const isFull = looks.size >= LOOKS_AT_ONCE;
  if (looks.has(id) || (isFull && toLookInto.has(id))) return false;
  if (knownSubject !== null && inbox.isPreceded(id, knownSubject)) return false;
  const event = inbox.find(id);
  const understood = event === undefined ? undefined : understand(dispatching, event);
  if (event === undefined || understood === undefined) return true;
  const { subject } = understood;
  if (subject !== null) {
    if (subject !== knownSubject) inbox.setSubject(id, subject);
    if (inbox.isPreceded(id, subject)) return false;
  }
  if ('settle' in understood) {
    toLookInto.delete(id);
    settle(context, event, understood.settle);
    return true;
  }
  if (isFull) toLookInto.add(id);
  else beginLook(dispatching, event, understood.look);
  return false;
}

function beginLook(dispatching: Dispatching, event: EventRow, look: () => Promise<Settle>): void {
  const { context, looks, toLookInto } = dispatching;
  toLookInto.delete(event.id);
  const done = lookInto(context, event, look).finally(() => {
    looks.delete(event.id);
    if (dispatching.halfway !== null) dispatching.halfway.changed = true;
    // Only from here on another look has its place.
    context.nudge();
  });
  looks.set(event.id, done);
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
