import { describe, expect, onTestFinished, test } from 'vitest';
import { emptyReport } from '../../src/domain/report.ts';
import { toStoredTime } from '../../src/stored-time.ts';
import { createLoop } from '../../src/worker/loop.ts';
import { listWaitingForPerson } from '../../src/workflow/ask-dependants.ts';
import {
  addDependencies,
  dropPredecessor,
  followPredecessor,
} from '../../src/workflow/change-dependencies.ts';
import { syncBlockers } from '../../src/workflow/dependencies.ts';
import { describeGraph } from '../../src/workflow/describe-graph.ts';
import { trackerOf } from '../../src/workflow/find-project.ts';
import { describeAgain } from '../../src/workflow/intake/item-intake.ts';
import { openTask } from '../../src/workflow/open-task.ts';
import { remind } from '../../src/workflow/remind.ts';
import { createTestContext, project, type TestContext } from '../support/context.ts';
import { until } from '../support/until.ts';
import { describeTask, restartTask } from './in-english.ts';
import { ada, bo, claim, completed, open, settle, signal, work } from './walk.ts';

const parallel = { gates: { serial: 'off', slots: 9 } } as const;
const hourMs = 3_600_000;

/** Nothing of it outlives a test. */
async function createQuick(options: Parameters<typeof createTestContext>[0]): Promise<TestContext> {
  const context = await createTestContext(options);
  context.database.db.pragma('synchronous = OFF');
  return context;
}

/** ET-002 depends on ET-001; both cards have rung, and are quiet. */
async function setUp(options: Parameters<typeof createTestContext>[0] = parallel) {
  const context = await createQuick(options);
  const [first, second] = [open(context).id, open(context).id];
  addDependencies(context, second, ['ET-001'], ada);
  hush(context);
  return { context, first, second };
}

/** As the publisher leaves the cards: all stand in the chat, and those that were to ring have. */
function hush({ store, database, clock }: TestContext): void {
  const now = toStoredTime(clock.now());
  database.db.prepare('UPDATE cards SET reminded_at = ? WHERE bump = 1').run(now);
  for (const { task_id: taskId, chat_id: chatId, wanted } of store.cards.listStale())
    store.cards.recordSent({ taskId, chatId, topicId: null, messageId: 40 + taskId, wanted, hash: '' }, now);
  database.db.exec('UPDATE cards SET bump = 0');
  clock.advance(1000);
}

const rings = ({ store }: TestContext, id: number) => store.cards.find(id)?.bump === 1;
const cancel = (context: TestContext, id: number) => signal(context, id, { type: 'cancel', by: ada });

function fail(context: TestContext, id: number): void {
  claim(context);
  settle(context, id, { kind: 'misconfigured', why: 'no key', mend: 'Set one.', of: 'role' });
}

function shown(context: TestContext, id: number) {
  const view = describeTask(context, id);
  return {
    code: view?.explanation.code,
    text: view?.explanation.text,
    actions: view?.actions.map(({ kind, key, name }) => `${kind} ${name ?? ''} ${key}`),
  };
}

function openItem(context: TestContext, number: number, description = ''): number {
  const item = { id: `item-${number}`, wantedId: `ET-00${number}` };
  return openTask(context, { project: project(), title: 'T', description, item, by: ada }).taskId;
}

describe('a task that depends on a cancelled one', () => {
  test('asks at once, once for each that is cancelled, and goes on without it in the same breath', async () => {
    const { context, first, second } = await setUp();
    const third = open(context).id;
    addDependencies(context, second, ['ET-003'], ada);
    hush(context);
    cancel(context, first);
    expect(rings(context, second)).toBe(true);
    expect(shown(context, second)).toEqual({
      code: 'dependency-cancelled',
      text: 'It depends on ET-001 (cancelled by Ada), which will never be done.',
      actions: ['without ET-001 1', 'cancel ET-001 after1'],
    });
    hush(context);
    addDependencies(context, third, ['ET-009'], ada);
    remind(context);
    expect(rings(context, second)).toBe(false);
    cancel(context, third);
    expect(rings(context, second)).toBe(true);
    hush(context);
    expect(dropPredecessor(context, second, first, bo).ok).toBe(true);
    expect(rings(context, second)).toBe(false);
    expect(claim(context)).toBeUndefined();
    expect(dropPredecessor(context, second, third, bo)).toMatchObject({ ok: true });
    expect(claim(context)?.task_id).toBe(second);
  });

  test('and that has ended itself is left in peace', async () => {
    const { context, first, second } = await setUp();
    cancel(context, second);
    hush(context);
    cancel(context, first);
    expect(rings(context, second)).toBe(false);
    expect(context.store.predecessors.listStuck()).toEqual([]);
  });

  test('asks when it is its turn again, where an agent was at work on it meanwhile', async () => {
    const context = await createQuick(parallel);
    const [first, second] = [open(context).id, open(context).id];
    claim(context);
    claim(context);
    addDependencies(context, second, ['ET-001'], ada);
    hush(context);
    settle(context, first, completed(), work);
    cancel(context, first);
    expect([rings(context, second), shown(context, second).code]).toEqual([false, 'running']);
    settle(context, second, completed(), work);
    signal(context, second, { type: 'published', commit: work.commit });
    hush(context);
    signal(context, second, { type: 'approved', revision: 'rev-1', by: ada });
    expect([rings(context, second), shown(context, second).code]).toEqual([true, 'dependency-cancelled']);
  });

  test('may wait for the one that was begun in its place', async () => {
    const { context, first, second } = await setUp();
    cancel(context, first);
    hush(context);
    restartTask(context, first, ada);
    expect(context.store.cards.listStale().map(({ task_id: id }) => id)).toContain(second);
    expect(shown(context, second)).toMatchObject({
      text: 'It depends on ET-001 (cancelled by Ada, begun again as ET-001-2), which will never be done.',
      actions: ['follow ET-001-2 1-3', 'without ET-001 1', 'cancel ET-001 after1'],
    });
    expect(followPredecessor(context, second, 3, bo)).toEqual({
      ok: true,
      text: {
        id: 'deps-added-instead',
        args: { task: 'ET-002', other: 'ET-001-2', old: 'ET-001' },
      },
    });
    expect(shown(context, second)).toMatchObject({ code: 'dependency', actions: ['show ET-001-2 3'] });
  });

  test('is named in the graph, the counts of who waits for a person, and reminders', async () => {
    const { context, first, second } = await setUp();
    cancel(context, first);
    const asking = () => listWaitingForPerson(context, context.store.tasks.listOpen()).map(({ id }) => id);
    expect(asking()).toEqual([second]);
    expect(describeGraph(context, null).nodes).toMatchObject([
      { name: 'ET-002', asks: true },
      { name: 'ET-001', stage: 'cancelled', asks: false },
    ]);
    hush(context);
    const late = { ...context, remindAfterMs: hourMs };
    context.clock.advance(hourMs - 2000);
    remind(late);
    expect(rings(context, second)).toBe(false);
    context.clock.advance(2000);
    remind(late);
    expect(rings(context, second)).toBe(true);
    hush(context);
    dropPredecessor(context, second, first, bo);
    context.clock.advance(30 * hourMs);
    remind(late);
    expect([asking(), rings(context, second)]).toEqual([[], false]);
  });

  test('is not held, asked or rung where dependencies are switched off', async () => {
    const { context, first, second } = await setUp({
      gates: { ...parallel.gates, dependencies: false },
    });
    cancel(context, first);
    remind(context);
    expect(rings(context, second)).toBe(false);
    expect(shown(context, second)).toMatchObject({ code: 'ready', actions: [] });
    expect(listWaitingForPerson(context, context.store.tasks.listOpen())).toEqual([]);
    expect(claim(context)?.task_id).toBe(second);
  });
});

describe('a task that depends on one that has failed', () => {
  test('asks until that is tried again, and again when it fails anew', async () => {
    const { context, first, second } = await setUp();
    fail(context, first);
    expect(rings(context, second)).toBe(true);
    expect(shown(context, second)).toMatchObject({
      code: 'dependency-failed',
      text: 'It depends on ET-001, which has failed: No key.',
      actions: ['without ET-001 1', 'show ET-001 1', 'cancel ET-001 after1'],
    });
    hush(context);
    signal(context, first, { type: 'retry', hint: '', by: ada });
    expect(context.store.cards.listStale().map(({ task_id: id }) => id)).toContain(second);
    expect(shown(context, second)).toMatchObject({ code: 'dependency', actions: ['show ET-001 1'] });
    expect(rings(context, second)).toBe(false);
    fail(context, first);
    expect(rings(context, second)).toBe(true);
  });

  test('only waits where the other one asks a question', async () => {
    const { context, first, second } = await setUp();
    claim(context);
    settle(context, first, { kind: 'question', question: 'Which currency?', report: emptyReport });
    expect([rings(context, second), shown(context, second).code]).toEqual([false, 'dependency']);
  });
});

describe('an edge to a task that was cancelled before', () => {
  test('has the card ring when the tracker or the text names it, and is refused in the chat', async () => {
    const context = await createQuick(parallel);
    const first = openItem(context, 1);
    cancel(context, first);
    const [second, third] = [openItem(context, 2), openItem(context, 3)];
    hush(context);
    const named = [{ item: 'item-1', name: 'ET-001', open: true }];
    syncBlockers(context, second, named, trackerOf(project()));
    const item = { id: 'item-3', title: 'T', description: 'Depends on: ET-001' };
    describeAgain(context, item as Parameters<typeof describeAgain>[1], ada, false);
    const fourth = openItem(context, 4, 'Depends on: ET-001');
    for (const id of [second, third, fourth])
      expect([rings(context, id), shown(context, id).code]).toEqual([true, 'dependency-cancelled']);
    const fifth = openItem(context, 5);
    expect(addDependencies(context, fifth, ['ET-001'], bo).ok).toBe(false);
    expect(claim(context)?.task_id).toBe(fifth);
    dropPredecessor(context, second, first, bo);
    expect(syncBlockers(context, second, named, trackerOf(project()))).toBeNull();
    expect(claim(context)?.task_id).toBe(second);
  });

  test('what the text cannot have the task wait for stands on its card', async () => {
    const context = await createQuick(parallel);
    const [first, second] = [openItem(context, 1), openItem(context, 2, 'Depends on: ET-001')];
    const note = (id: number) => describeTask(context, id)?.note;
    const item = { id: 'item-1', title: 'T', description: 'Depends on: ET-002, ET-009' };
    describeAgain(context, item as Parameters<typeof describeAgain>[1], ada, false);
    expect(note(first)).toMatch(/^cannot depend on ET-002: .*ET-001 → ET-002 → ET-001/);
    expect(note(openItem(context, 3, 'Depends on: RFC-2119'))).toBe(
      'cannot depend on RFC-2119: no project gives such ids',
    );
    expect(second).toBe(2);
  });
});

test.each([
  ['is removed', ({ context, first, second }) => dropPredecessor(context, second, first, bo)],
  ['is done', ({ context, first }) => finish(context, first)],
] as [string, (set: Awaited<ReturnType<typeof setUp>>) => unknown][])(
  'a job begins at once when the last task it waits for %s: no clock has to beat',
  async (_how, lift) => {
    const set = await setUp();
    const { context, second } = set;
    claim(context);
    const begun: (number | null | undefined)[] = [];
    const loop = createLoop({
      name: 'claims',
      turn: () => void begun.push(claim(context)?.task_id),
      nextDue: () => null,
      now: context.clock.now,
      log: context.log,
    });
    onTestFinished(() => loop.stop());
    loop.start();
    await until('the first turn', () => begun.length === 1);
    lift({ ...set, context: Object.assign(context, { nudge: loop.nudge }) });
    await until('the job begins', () => begun.includes(second));
    expect(begun).toEqual([undefined, second]);
  },
);

/** Its release was healthy. */
function finish(context: TestContext, id: number): void {
  context.store.tasks.move(id, { stage: 'deploy', step: 'health' }, toStoredTime(context.clock.now()));
  context.database.db.prepare(`UPDATE jobs SET status = 'done' WHERE task_id = ?`).run(id);
  signal(context, id, { type: 'healthy' });
}
