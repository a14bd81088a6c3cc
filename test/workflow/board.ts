import { createHash } from 'node:crypto';
import { onTestFinished } from 'vitest';
import type { Person, PersonRole } from '../../src/domain/people.ts';
import { createPlaneTracker } from '../../src/trackers/plane-client.ts';
import { createPlaneServer } from '../../src/trackers/plane-server.ts';
import { parsePlaneEvent } from '../../src/trackers/plane-webhook.ts';
import { createDispatcher } from '../../src/workflow/intake/dispatch-event.ts';
import { createPlaneEventHandler } from '../../src/workflow/intake/plane-event.ts';
import { recordEvent } from '../../src/workflow/intake/record-event.ts';
import { reconcile } from '../../src/workflow/reconcile/reconcile.ts';
import type { RunContext } from '../../src/workflow/runs/run-context.ts';
import { type PlaneServerDouble, startPlane } from '../doubles/plane-server.ts';
import { createTestContext, project, type TestContext, testClock } from '../support/context.ts';
import { dispatchAll } from './plane.ts';

export type Board = Awaited<ReturnType<typeof startBoard>>;

type BoardOptions = { label?: string | null; spellings?: 'one' | 'both' };

/** A project whose work items stand in a Plane over HTTP, whose clock is ours. Ada is an operator, Vic a viewer. */
export async function startBoard({ label = null, spellings = 'one' }: BoardOptions = {}) {
  const clock = testClock();
  const plane = await startPlane({
    now: () => clock.now().getTime(),
    requestsPerMinute: 100_000,
    spellings,
  });
  onTestFinished(() => plane.close());
  const vic = plane.addUser('Vic');
  const server = createPlaneServer({ url: plane.url, apiKey: plane.apiKey, requestsPerMinute: 100_000 });
  const tracker = createPlaneTracker({ server, workspace: plane.workspace, project: plane.project });
  const ours = project({ tracker: trackedBy(plane, label) });
  const base = await createTestContext({ clock, projects: [ours] });
  // Most of what a test costs is waiting for the disk.
  base.database.db.pragma('synchronous = OFF');
  const people = [person('Ada', 'operator', plane.ada.id), person('Vic', 'viewer', vic.id)];
  const context = {
    ...base,
    trackers: { of: () => tracker },
    people: { find: (_system: string, id: string) => people.find((one) => one.plane === id) },
  } as unknown as TestContext & RunContext;
  const handler = createPlaneEventHandler({ parse: parsePlaneEvent });
  const dispatcher = createDispatcher(context, { plane: handler });
  const recorded: number[] = [];
  return {
    plane,
    tracker,
    context,
    clock,
    vic,
    ...toDeliveries(context, plane, { dispatcher, recorded }),
    /** One round, a while after what was done last, so that a webhook would have told it. */
    reconcile: async () => {
      clock.advance(10_000);
      await reconcile(context);
    },
    /** An item that people moved to the start state. */
    begin: (title = 'Add retry') => {
      const { id } = plane.createItem({ title });
      plane.moveItem(id, 'In Progress');
      return id;
    },
  };
}

function trackedBy({ workspace, project: id }: PlaneServerDouble, label: string | null) {
  const [start, approved, rejected] = [['In Progress'], ['Approved'], ['Rejected']];
  const states = { start, approved, rejected, review: 'Needs Review', done: 'Done', cancelled: 'Cancelled' };
  return { kind: 'plane', workspace, project: id, label, stages: {}, states } as const;
}

function person(name: string, role: PersonRole, plane: string): Person {
  return { role, name, telegram: null, plane, gitea: null, github: null };
}

type Delivering = { dispatcher: ReturnType<typeof createDispatcher>; recorded: number[] };

function toDeliveries(context: TestContext, plane: PlaneServerDouble, { dispatcher, recorded }: Delivering) {
  /** Dispatches until nothing is due and nothing is looked into. */
  const settle = async () => {
    do {
      dispatchAll(dispatcher);
      await dispatcher.idle();
      dispatchAll(dispatcher);
    } while (recorded.some((id) => isDue(context, id)));
  };
  const record = (body: string, headers: Readonly<Record<string, string>>) => {
    const bodyHash = createHash('sha256').update(body).digest('hex');
    const deliveryId = headers['x-plane-delivery'] ?? null;
    const event = { source: 'plane', eventType: headers['x-plane-event'] ?? '', payload: body };
    const stored = recordEvent(context, { ...event, deliveryId, bodyHash });
    if ('event' in stored) recorded.push(stored.event);
    return 'event' in stored ? stored.event : null;
  };
  const noteOf = (id: number | null | undefined) => (id == null ? null : context.store.inbox.find(id)?.note);
  return {
    settle,
    record,
    noteOf,
    /** From here on every webhook arrives and is stored. */
    listen: () => plane.onEvent((body, headers) => void record(body, headers)),
    /** What the last webhook comes to, with all before it. */
    heard: async () => {
      await plane.settled();
      await settle();
      return noteOf(recorded.at(-1));
    },
  };
}

/** What the mirror is to tell has been told, as far as the outbox knows. */
export function mirrorTold({ store }: TestContext): void {
  for (const { id, target } of store.outbox.listDue('9999')) {
    if (target !== 'git') store.outbox.settle(id, 'done', null, '2026-03-01 12:00:00.000');
  }
  if (store.outbox.listDue('9999').some(({ target }) => target !== 'git'))
    mirrorTold({ store } as TestContext);
}

function isDue({ store, clock }: TestContext, id: number): boolean {
  const now = clock.now().toISOString().slice(0, 23).replace('T', ' ');
  return store.inbox.listDue(now, 500).some((event) => event.id === id);
}
