import { describe, expect, test } from 'vitest';
import { createTestContext, planeTracker, project } from '../../support/context.ts';
import { createdItem, movedItem, states } from '../../trackers/plane-payloads.ts';
import { describeTask, restartTask } from '../in-english.ts';
import { deliver } from '../plane.ts';
import { ada, claim, completed, find, open, positionOf, settle, signal, walkTo, work } from '../walk.ts';

describe('a work item moved to a start state', () => {
  test.for(['state', 'state_id'])('opens its task (told as %s)', async (field) => {
    const context = await createTestContext();
    expect(deliver(context, movedItem({ field }))).toEqual({ state: 'done', note: 'opened ET-012' });
    expect(find(context, 1)).toMatchObject({
      work_item_id: 'ET-012',
      plane_id: 'item-12',
      plane_issue_id: 'item-12',
      project: 'shop',
      repo: 'shop',
      branch: 'task/et-012',
      stage: 'analysis',
      title: 'Add retry',
    });
    expect(context.store.jobs.listQueued().map(({ agent, task_id }) => [agent, task_id])).toEqual([
      ['analyst', 1],
    ]);
  });

  test('opens it once, whatever the spelling and however often', async () => {
    const context = await createTestContext();
    for (const field of ['state', 'state_id']) deliver(context, movedItem({ field }));
    expect(deliver(context, movedItem({ action: 'update' }))?.note).toBe('ET-012 is open already');
    expect(deliver(context, createdItem())?.note).toBe('ET-012 is open already');
    expect(context.store.tasks.listOpen()).toHaveLength(1);
    expect(context.store.jobs.listQueued()).toHaveLength(1);
  });

  test('asks on the card, once, when its task has ended', async () => {
    const context = await createTestContext();
    deliver(context, movedItem());
    signal(context, 1, { type: 'cancel', by: ada });
    context.store.cards.recordSent(
      { taskId: 1, chatId: -100, topicId: null, messageId: 5, wanted: 9, hash: 'x' },
      '2026-03-01 12:00:00.000',
    );
    const again = (field: string) =>
      deliver(context, movedItem({ field, name: 'Add retry, better', updatedAt: '2026-03-01T12:05:00Z' }));
    expect(again('state_id')?.note).toBe('ET-012 has ended; its card asks whether to start it again');
    expect(context.store.cards.find(1)).toMatchObject({ bump: 1 });
    const { wanted } = context.store.cards.find(1) ?? {};
    expect(again('state')?.note).toBe('ET-012 has ended; its card asks already whether to start it again');
    expect(context.store.cards.find(1)?.wanted).toBe(wanted);
    expect(context.store.tasks.listOpen()).toEqual([]);
    expect(describeTask(context, 1)).toMatchObject({
      explanation: {
        text: 'Cancelled by Ada. ada moved the work item to a start state again.',
        lifts: '/restart ET-012 opens a new task for it.',
      },
      actions: [{ kind: 'restart', key: '20260301120000000' }],
    });
    expect(context.store.log.listOfTask(1).at(-1)).toMatchObject({ who: 'ada', via: 'plane' });
  });

  test('is started again by a person, as a further task of the same item', async () => {
    const context = await createTestContext();
    deliver(context, movedItem());
    walkTo(context, 1, 'done/rest');
    deliver(context, movedItem({ action: 'update', name: 'Add retry, better', description: 'Again.' }));
    expect(restartTask(context, 1, ada)).toEqual({ ok: true, text: 'ET-012-2 opened.' });
    expect(find(context, 2)).toMatchObject({
      work_item_id: 'ET-012-2',
      branch: 'task/et-012-2',
      stage: 'analysis',
      title: 'Add retry, better',
      description: 'Again.',
      plane_id: 'item-12',
    });
    expect(describeTask(context, 1)).toMatchObject({
      explanation: { text: 'Done: the release is healthy.' },
      actions: [],
    });
    expect(restartTask(context, 1, ada)).toEqual({ ok: false, text: 'ET-012-2 is open already.' });
    expect(deliver(context, movedItem({ field: 'state' }))?.note).toBe('ET-012-2 is open already');
    deliver(context, movedItem({ state: states.cancelled }));
    expect(positionOf(context, 2)).toBe('cancelled/rest');
    expect(restartTask(context, 1, ada)).toEqual({ ok: true, text: 'ET-012-3 opened.' });
    expect(
      context.database.db
        .prepare(`SELECT generation, task_id FROM task_origins WHERE item = 'item-12' ORDER BY 1`)
        .raw()
        .all(),
    ).toEqual([
      [1, 1],
      [2, 2],
      [3, 3],
    ]);
    expect(deliver(context, movedItem({ item: 'b', sequence: 12 }))?.note).toBe('opened ET-013');
  });

  test('is not asked about for a delivery that is older than the end of its task', async () => {
    const context = await createTestContext();
    deliver(context, movedItem());
    context.clock.advance(60_000);
    walkTo(context, 1, 'done/rest');
    expect(deliver(context, movedItem({ field: 'state' }))?.note).toBe(
      'ignored: the item was moved before ET-012 ended',
    );
    expect(describeTask(context, 1)?.actions).toEqual([]);
  });

  test('may be created there directly', async () => {
    const context = await createTestContext();
    expect(deliver(context, createdItem())?.note).toBe('opened ET-012');
    expect(deliver(context, createdItem({ item: 'item-13', state: states.todo }))?.note).toBe(
      'ignored: state Todo means nothing here',
    );
  });

  test('is found by the name of the state in any case', async () => {
    const context = await createTestContext();
    const state = { ...states.inProgress, name: 'IN PROGRESS' } as unknown as typeof states.inProgress;
    expect(deliver(context, movedItem({ state }))?.note).toBe('opened ET-012');
  });

  test('is left to a later delivery when it has moved on meanwhile', async () => {
    const context = await createTestContext();
    const note = deliver(
      context,
      movedItem({ state: states.cancelled, newValue: states.inProgress.id }),
    )?.note;
    expect(note).toMatch(/moved on since/);
    expect(context.store.tasks.listOpen()).toEqual([]);
  });

  test('of a project nobody configured is ignored', async () => {
    const context = await createTestContext();
    expect(deliver(context, movedItem({ project: 'other' }))).toEqual({
      state: 'done',
      note: 'ignored: no project tracks other',
    });
    expect(context.store.tasks.listOpen()).toEqual([]);
  });

  test('keeps its words as they are, markup and all', async () => {
    const context = await createTestContext();
    const name = 'Größe <b>&amp;</b> "x" \u{1F600}';
    const description = "<script>alert(1)</script> 'drop' & {{notes}} \n\ttab";
    deliver(context, movedItem({ name, description }));
    expect(find(context, 1)).toMatchObject({ title: name, description });
  });
});

describe("a task's id", () => {
  test('is made of the prefix and the sequence, three digits at least', async () => {
    const context = await createTestContext();
    expect(deliver(context, movedItem({ sequence: 7, item: 'a' }))?.note).toBe('opened ET-007');
    expect(deliver(context, movedItem({ sequence: 1234, item: 'b' }))?.note).toBe('opened ET-1234');
  });

  test('is the next free number where the repository has it already', async () => {
    const context = await createTestContext();
    deliver(context, movedItem({ item: 'a' }));
    expect(deliver(context, movedItem({ item: 'b' }))?.note).toBe('opened ET-013');
    expect(deliver(context, movedItem({ item: 'c' }))?.note).toBe('opened ET-014');
  });

  test('may be taken in another repository', async () => {
    const other = {
      ...planeTracker,
      project: 'other',
      states: { ...planeTracker.states, start: ['In Progress'] },
    };
    const till = project({
      name: 'till',
      repo: { key: 'till', origin: 'nowhere', defaultBranch: 'main' },
      tracker: other as unknown as ReturnType<typeof project>['tracker'],
    });
    const context = await createTestContext({ projects: [project(), till] });
    expect(deliver(context, movedItem({ item: 'a' }))?.note).toBe('opened ET-012');
    expect(deliver(context, movedItem({ item: 'b', project: 'other' }))?.note).toBe('opened ET-012');
    expect([1, 2].map((id) => find(context, id).repo)).toEqual(['shop', 'till']);
  });
});

describe('a work item moved to a cancelled state', () => {
  test('cancels its task', async () => {
    const context = await createTestContext();
    deliver(context, movedItem());
    expect(deliver(context, movedItem({ state: states.cancelled }))?.note).toBe('cancelled by ada');
    expect(positionOf(context, 1)).toBe('cancelled/rest');
    expect(context.store.jobs.listQueued()).toEqual([]);
  });

  test('stops a run first', async () => {
    const context = await createTestContext();
    deliver(context, movedItem());
    claim(context);
    deliver(context, movedItem({ state: states.cancelled }));
    expect(find(context, 1)).toMatchObject({ stage: 'analysis', stop_requested: 'cancel' });
    settle(context, 1, completed(), work);
    expect(positionOf(context, 1)).toBe('cancelled/rest');
  });

  test('is ignored without a task', async () => {
    const context = await createTestContext();
    expect(deliver(context, movedItem({ state: states.cancelled }))?.note).toBe(
      'ignored: the item has no task',
    );
  });
});

describe('a state of Plane', () => {
  async function asked() {
    const context = await createTestContext();
    deliver(context, movedItem());
    walkTo(context, 1, 'analysis/approval');
    context.clock.advance(1000);
    return context;
  }
  const answers = (context: Awaited<ReturnType<typeof asked>>) => context.store.approvals.findLatest(1);

  test('approves the requirements, from an approver', async () => {
    const context = await asked();
    expect(deliver(context, movedItem({ state: states.approved }))?.note).toBe('the BRD was approved');
    expect(positionOf(context, 1)).toBe('architecture/work');
    expect(answers(context)).toMatchObject({ decision: 'approved', who: 'Ada Approver', via: 'plane' });
  });

  test('rejects them, and the analyst hears of it', async () => {
    const context = await asked();
    deliver(context, movedItem({ state: states.rejected }));
    expect(positionOf(context, 1)).toBe('analysis/work');
    expect(answers(context)).toMatchObject({ decision: 'rejected', who: 'Ada Approver' });
    expect(context.store.jobs.findOfTask(1)?.notes).toBe('Rejected in Plane, without a comment.');
  });

  test.for([
    ['a person nobody mapped', 'user-9', 'ada'],
    ['a viewer', 'user-2', 'Vic Viewer'],
    ['nobody', null, 'somebody in Plane'],
  ] as const)('set by %s is shown and not counted', async ([, actor, name]) => {
    const context = await asked();
    const why = `approved in Plane by ${name}, who is no approver in people: not counted`;
    const drawn = context.store.cards.find(1)?.wanted ?? 0;
    expect(deliver(context, movedItem({ state: states.approved, actor }))?.note).toBe(why);
    expect(positionOf(context, 1)).toBe('analysis/approval');
    expect(answers(context)?.decision).toBeNull();
    expect(context.store.log.listOfTask(1).at(-1)).toMatchObject({ why, who: name, via: 'plane' });
    expect(context.store.cards.find(1)?.wanted).toBeGreaterThan(drawn);
  });

  test('that was set before the request says nothing about this revision, however late it is told', async () => {
    const context = await asked();
    signal(context, 1, { type: 'rejected', revision: 'rev-1', comment: 'no', by: ada });
    context.clock.advance(60_000);
    walkTo(context, 1, 'analysis/approval', { ...work, brdRevision: 'rev-2', brdText: '# Other' });
    context.clock.advance(600_000);
    const late = movedItem({ state: states.approved, updatedAt: '2026-03-01T13:00:01.123456+01:00' });
    expect(deliver(context, late)?.note).toMatch(/before this revision/);
    expect(positionOf(context, 1)).toBe('analysis/approval');
    expect(answers(context)).toMatchObject({ revision: 'rev-2', decision: null });
  });

  test.for([undefined, null, 'yesterday', '2026-03-01 12:00:01'])(
    'that was set at %s, which is no time, is not counted',
    async (updatedAt) => {
      const context = await asked();
      const told = deliver(context, movedItem({ state: states.approved, updatedAt }));
      expect(told).toEqual({ state: 'done', note: 'ignored: Plane does not say when the state changed' });
      expect(positionOf(context, 1)).toBe('analysis/approval');
    },
  );

  test('says nothing where nothing is asked, or was answered', async () => {
    const context = await createTestContext();
    expect(deliver(context, movedItem({ state: states.approved }))?.note).toBe(
      'ignored: the item has no task',
    );
    deliver(context, movedItem());
    const none = 'ignored: no approval is being asked for';
    expect(deliver(context, movedItem({ state: states.approved, field: 'state' }))?.note).toBe(none);
    walkTo(context, 1, 'architecture/work');
    expect(deliver(context, movedItem({ state: states.rejected }))?.note).toBe(none);
    expect(positionOf(context, 1)).toBe('architecture/work');
  });

  test('that means nothing here changes nothing', async () => {
    const context = await asked();
    expect(deliver(context, movedItem({ state: states.todo }))?.note).toBe(
      'ignored: state Todo means nothing here',
    );
    expect(positionOf(context, 1)).toBe('analysis/approval');
  });
});

test('an item that was opened by hand under another id keeps its own task', async () => {
  const context = await createTestContext();
  expect(open(context).work_item_id).toBe('ET-001');
  expect(deliver(context, movedItem({ sequence: 1 }))?.note).toBe('opened ET-002');
  expect(context.store.log.listOfTask(1)[0]).toMatchObject({ who: ada.who });
});
