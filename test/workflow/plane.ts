import { createHash } from 'node:crypto';
import type { Person } from '../../src/domain/people.ts';
import { parsePlaneEvent } from '../../src/trackers/plane-webhook.ts';
import type { PeopleIndex } from '../../src/workflow/context.ts';
import { createDispatcher, type Dispatcher } from '../../src/workflow/intake/dispatch-event.ts';
import { createPlaneEventHandler } from '../../src/workflow/intake/plane-event.ts';
import { recordEvent } from '../../src/workflow/intake/record-event.ts';
import type { TestContext } from '../support/context.ts';

const people: readonly Person[] = [
  { role: 'approver', name: 'Ada Approver', telegram: 1, plane: 'user-1', gitea: null, github: null },
  { role: 'viewer', name: 'Vic Viewer', telegram: 2, plane: 'user-2', gitea: null, github: null },
];

export const planePeople: PeopleIndex = {
  find: (_system, id) => people.find((person) => person.plane === id),
};

const plane = createPlaneEventHandler({ parse: parsePlaneEvent });

let deliveries = 0;

/** Stores a verified delivery, as the web server does. */
export function record(context: TestContext, payload: unknown) {
  deliveries += 1;
  const text = typeof payload === 'string' ? payload : JSON.stringify(payload);
  return recordEvent(context, {
    source: 'plane',
    eventType: 'issue',
    payload: text,
    deliveryId: `delivery-${deliveries}`,
    bodyHash: createHash('sha256').update(text).digest('hex'),
  });
}

export function dispatch(context: TestContext): void {
  dispatchAll(createDispatcher({ ...context, people: planePeople }, { plane }));
}

/** As many turns as the events that are due need: how long one takes depends on the machine. */
export function dispatchAll(dispatcher: Dispatcher): void {
  while (dispatcher.dispatch());
}

/** Delivers and dispatches; resolves to what became of the event. */
export function deliver(context: TestContext, payload: unknown) {
  const recorded = record(context, payload);
  dispatch(context);
  const event = 'event' in recorded ? context.store.inbox.find(recorded.event) : undefined;
  return event === undefined ? undefined : { state: event.state, note: event.note };
}
