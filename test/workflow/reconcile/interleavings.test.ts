import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { PlaneChange, PlaneItem } from '../../../src/trackers/plane-webhook.ts';
import type { ItemComment, StateChange, Tracker, WorkItem } from '../../../src/trackers/tracker.ts';
import { createDispatcher } from '../../../src/workflow/intake/dispatch-event.ts';
import { createPlaneEventHandler } from '../../../src/workflow/intake/plane-event.ts';
import { reconcile } from '../../../src/workflow/reconcile/reconcile.ts';
import type { RunContext } from '../../../src/workflow/runs/run-context.ts';
import { createTestContext, planeTracker, type TestContext } from '../../support/context.ts';
import { mirrorTold } from '../board.ts';
import { dispatchAll } from '../plane.ts';
import { walkTo } from '../walk.ts';

const ids = ['one', 'two', 'three'] as const;
const ada = { id: 'ada', name: 'Ada' };
const eve = { id: 'eve', name: 'Eve' };

type Deed = 'approve' | 'reject' | 'command' | 'reason' | 'cancel' | 'edit' | 'stranger' | 'nothing';
const deeds: readonly Deed[] = [
  'approve',
  'reject',
  'command',
  'reason',
  'cancel',
  'edit',
  'stranger',
  'nothing',
];

type World = ReturnType<typeof createWorld>;

/** A tracker in memory, what people do in it, and the webhooks of it. Each answer shows what is true when `turn` resolves. */
function createWorld(context: TestContext, turn: () => Promise<unknown>) {
  const items = new Map<string, WorkItem>();
  const moves = new Map<string, StateChange>();
  const comments: (ItemComment & { item: string })[] = [];
  const changes: PlaneChange[] = [];
  const now = () => context.clock.now();
  const asked = async <T>(answer: () => T): Promise<T> => {
    await turn();
    return answer();
  };
  const tracker = {
    whoAmI: () => Promise.resolve({ id: 'me', name: 'Signalbox' }),
    findItem: (id) => asked(() => items.get(id) ?? null),
    listChanged: (since) =>
      asked(() =>
        [...items.values()]
          .filter(({ updatedAt }) => since === null || (updatedAt !== null && updatedAt >= since))
          .toReversed(),
      ),
    findStateChange: (id) => asked(() => moves.get(id) ?? null),
    listComments: (id, since) => asked(() => comments.filter(({ item, at }) => item === id && at >= since)),
    listBlockers: () => asked(() => []),
  } as Partial<Tracker> as Tracker;
  const tell = (change: PlaneChange) => {
    const event = { source: 'plane', eventType: 'issue', payload: `${changes.push(change) - 1}` };
    context.store.inbox.record({ ...event, deliveryId: null, bodyHash: null }, '2026-03-01 12:00:00.000');
  };
  const shown = (id: string): PlaneItem => {
    const item = items.get(id);
    if (item === undefined) throw new Error(`no item ${id}`);
    return { ...item, projectId: planeTracker.project, workspaceId: 'w' };
  };
  const put = (id: string, words: Partial<WorkItem>) =>
    items.set(id, { ...blank(id), ...items.get(id), ...words, updatedAt: now() });
  const move = (id: string, name: string) => {
    const state = { id: name, name };
    put(id, { state });
    moves.set(id, { state, by: ada, at: now() });
    tell({ kind: 'stateChanged', item: shown(id), newStateId: name, actor: ada });
  };
  const say = (id: string, text: string, by = ada) => {
    const comment = { id: `c${comments.length}`, text, by, at: now() };
    comments.push({ ...comment, item: id });
    const about = { itemId: id, projectId: planeTracker.project, actor: by, ours: false };
    tell({ kind: 'commented', comment, ...about });
  };
  return {
    tracker,
    changes,
    put,
    move,
    say,
    edited: (id: string) => tell({ kind: 'described', item: shown(id), actor: ada }),
  };
}

function blank(id: string): WorkItem {
  const sequence = ids.findIndex((one) => one === id) + 1;
  const words = { title: `Item ${id}`, description: '', labels: [], archived: false, url: null };
  return { id, sequence, ...words, state: { id: 'Todo', name: 'Todo' }, updatedAt: null };
}

function doDeed({ put, move, say, edited }: World, id: string, deed: Deed): void {
  const acts: Record<Deed, () => void> = {
    approve: () => move(id, 'Approved'),
    reject: () => move(id, 'Rejected'),
    command: () => say(id, '/approve'),
    reason: () => say(id, '/reject Say who pays.'),
    cancel: () => move(id, 'Cancelled'),
    edit: () => {
      put(id, { title: 'First' });
      edited(id);
      put(id, { title: 'Second' });
      edited(id);
    },
    stranger: () => say(id, '/approve', eve),
    nothing: () => undefined,
  };
  acts[deed]();
}

type Way = {
  turn(): Promise<unknown>;
  settle(work: Promise<unknown>[]): Promise<void>;
  rounds: number;
  hears: boolean;
};

/** All items are begun, and when their tasks wait for approval a deed is done to each; what the file holds then. */
async function play(plan: readonly Deed[], way: Way) {
  const base = await createTestContext({ gates: { serial: 'off', slots: 9 } });
  // Most of what this costs is waiting for the disk.
  base.database.db.pragma('synchronous = OFF');
  const world = createWorld(base, way.turn);
  const person = {
    role: 'operator',
    name: 'Ada',
    telegram: null,
    plane: 'ada',
    gitea: null,
    github: null,
  } as const;
  const context = {
    ...base,
    trackers: { of: () => world.tracker },
    people: { find: (_system: string, id: string) => (id === 'ada' ? person : undefined) },
  } as unknown as TestContext & RunContext;
  const plane = createPlaneEventHandler({ parse: (index) => world.changes[Number(index)] ?? nothing });
  const dispatcher = createDispatcher(context, { plane });
  const live = async () => {
    while (way.hears && base.store.inbox.listDue('9999', 1).length > 0) {
      dispatchAll(dispatcher);
      await dispatcher.idle();
    }
  };
  const looking = async () => {
    for (let round = 0; round < way.rounds; round += 1) await reconcile(context);
  };
  for (const id of ids) {
    world.put(id, {});
    world.move(id, 'In Progress');
  }
  await way.settle([live(), looking()]);
  for (const { id } of base.store.tasks.listOpen()) walkTo(context, id, 'analysis/approval');
  mirrorTold(context);
  base.clock.advance(60_000);
  for (const [index, id] of ids.entries()) doDeed(world, id, plan[index] ?? 'nothing');
  await way.settle([live(), looking()]);
  const shown = readAll(base);
  // Not with the test: it plays some hundred times.
  base.database.close();
  return { shown, warned: base.logged.filter(({ level }) => level === 'warn' || level === 'error') };
}

const nothing: PlaneChange = { kind: 'ignored', why: 'nothing' };

/** By item, whatever the order in which the tasks were opened. */
function readAll({ store, database }: TestContext) {
  return ids.map((item) => {
    const task = store.tasks.findByTrackerItem(item);
    if (task === undefined) return null;
    const { id, stage, step, title, attention, rework, work_item_id: name } = task;
    const all = database.db.prepare('SELECT count(*) FROM tasks WHERE plane_id = ?').pluck().get(item);
    const jobs = database.db
      .prepare('SELECT agent, status, notes FROM jobs WHERE task_id = ? ORDER BY id')
      .all(id);
    const approval = store.approvals.findLatest(id);
    const log = store.log.listOfTask(id).map(({ why, to_stage: to }) => `${why} → ${to}`);
    // Words in between are told by whoever saw them.
    const moves = log.filter((line) => !line.includes('the title was changed'));
    return { all, name, stage, step, title, attention, rework, jobs, decision: approval?.decision, moves };
  });
}

const alone: Way = {
  turn: () => Promise.resolve(),
  settle: async (work) => void (await Promise.all(work)),
  rounds: 0,
  hears: true,
};

test('looking while webhooks are heard, in any order, ends in what they alone end in, and does nothing twice', async () => {
  const plans = fc.tuple(...ids.map(() => fc.constantFrom(...deeds)));
  await fc.assert(
    fc.asyncProperty(
      plans,
      fc.integer({ min: 1, max: 3 }),
      fc.scheduler(),
      async (plan, rounds, scheduler) => {
        const expected = await play(plan, alone);
        const found = await play(plan, {
          rounds,
          hears: true,
          turn: () => scheduler.schedule(Promise.resolve()),
          settle: (work) => scheduler.waitFor(Promise.all(work)).then(() => undefined),
        });
        expect(found).toEqual(expected);
        expect(found.warned).toEqual([]);
      },
    ),
    { numRuns: 25 },
  );
}, 20_000);

test.for([
  ['approve', 'reject', 'command'],
  ['reason', 'cancel', 'edit'],
  ['stranger', 'nothing', 'edit'],
] as const)('looking alone ends in what webhooks alone end in: %j', async (plan) => {
  const expected = await play(plan, alone);
  const found = await play(plan, { ...alone, hears: false, rounds: 2 });
  expect(found.shown).toEqual(expected.shown);
});
