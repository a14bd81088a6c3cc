import { describe, expect, test } from 'vitest';
import { reconcile } from '../../../src/workflow/reconcile/reconcile.ts';
import { type Board, mirrorTold, startBoard } from '../board.ts';
import { restartTask } from '../in-english.ts';
import { ada, find, open, positionOf, signal, walkTo } from '../walk.ts';

/** A board whose webhooks are all lost, with a task found by looking and taken to `position`. */
async function arrive(position?: string) {
  const board = await startBoard();
  const item = board.begin();
  await board.reconcile();
  if (position !== undefined) walkTo(board.context, 1, position);
  mirrorTold(board.context);
  board.clock.advance(60_000);
  return { ...board, item };
}

const lastLog = ({ context }: Board, id = 1) => context.store.log.listOfTask(id).at(-1);
const logOf = ({ context }: Board, id = 1) => context.store.log.listOfTask(id).length;
const warnings = ({ context }: Board) => context.logged.filter(({ level }) => level === 'warn');

describe('a work item in a start state', () => {
  test('without a task gets one, marked as recovered and with who moved it', async () => {
    const board = await startBoard();
    board.plane.createItem({ title: 'Not started' });
    const item = board.begin('Größe & <retry>');
    await board.reconcile();
    expect(board.context.store.tasks.listOpen()).toMatchObject([
      { title: 'Größe & <retry>', plane_id: item, work_item_id: 'ET-002', stage: 'analysis' },
    ]);
    expect(lastLog(board)).toMatchObject({ why: 'opened', who: 'ada', via: 'plane', recovered: 1 });
    await board.reconcile();
    expect(board.context.store.tasks.listOpen()).toHaveLength(1);
    expect(warnings(board)).toEqual([]);
  });

  test('is found just as well when it was made there, moved long ago, or labelled later', async () => {
    const board = await startBoard({ label: 'agent' });
    const item = board.begin();
    await board.reconcile();
    expect(board.context.store.tasks.listOpen()).toEqual([]);
    board.clock.advance(7 * 86_400_000);
    board.plane.edit(item, { labels: ['agent'] });
    await board.reconcile();
    expect(board.context.store.tasks.listOpen()).toHaveLength(1);
  });

  test('was not missed where no webhook is heard, or one may be on its way', async () => {
    const board = await startBoard();
    board.begin();
    await reconcile(board.context);
    expect(lastLog(board)).toMatchObject({ why: 'opened', recovered: 0 });
    board.begin();
    board.clock.advance(10_000);
    await reconcile({ ...board.context, hears: () => false });
    expect(lastLog(board, 2)).toMatchObject({ why: 'opened', recovered: 0 });
  });

  test('whose task has ended has its card ask, once, and only for a move after the end', async () => {
    const board = await arrive('done/rest');
    board.plane.comment(board.item, 'Thank you.');
    await board.reconcile();
    expect(board.context.store.restarts.find(1)).toBeUndefined();
    board.plane.moveItem(board.item, 'Todo');
    board.plane.moveItem(board.item, 'In Progress');
    await board.reconcile();
    expect(board.context.store.restarts.find(1)).toBeDefined();
    const lines = logOf(board);
    await board.reconcile();
    expect(logOf(board)).toBe(lines);
  });
});

describe('an answer given by the state, and missed', () => {
  test('approves', async () => {
    const board = await arrive('analysis/approval');
    board.plane.moveItem(board.item, 'Approved');
    await board.reconcile();
    expect(positionOf(board.context, 1)).toBe('architecture/work');
    expect(lastLog(board)).toMatchObject({ why: 'the BRD was approved', who: 'Ada', recovered: 1 });
  });

  test('rejects', async () => {
    const board = await arrive('analysis/approval');
    board.plane.moveItem(board.item, 'Rejected');
    await board.reconcile();
    expect(positionOf(board.context, 1)).toBe('analysis/work');
    await board.reconcile();
    expect(board.context.store.jobs.listQueued()).toHaveLength(1);
  });

  test('of somebody who may not is shown once', async () => {
    const board = await arrive('analysis/approval');
    board.plane.moveItem(board.item, 'Approved', board.vic);
    await board.reconcile();
    expect(lastLog(board)?.why).toBe('approved in Plane by Vic, who is no approver in people: not counted');
    const lines = logOf(board);
    board.plane.comment(board.item, 'Well?');
    await board.reconcile();
    expect(logOf(board)).toBe(lines);
  });

  test('before the request was made does not count, though the item was changed since', async () => {
    const board = await arrive();
    board.plane.moveItem(board.item, 'Approved');
    board.clock.advance(60_000);
    walkTo(board.context, 1, 'analysis/approval');
    mirrorTold(board.context);
    board.clock.advance(60_000);
    board.plane.comment(board.item, 'Hm.');
    await board.reconcile();
    expect(positionOf(board.context, 1)).toBe('analysis/approval');
  });
});

describe('words', () => {
  test('that were edited are taken over', async () => {
    const board = await arrive();
    board.plane.edit(board.item, { title: 'Add retry, better' });
    await board.reconcile();
    expect(find(board.context, 1).title).toBe('Add retry, better');
    expect(lastLog(board)).toMatchObject({ recovered: 1 });
  });

  test('in a comment answer what is asked, once', async () => {
    const board = await arrive('analysis/approval');
    board.plane.comment(board.item, 'Looks good to me.');
    board.plane.comment(board.item, '/approve', board.vic);
    board.plane.comment(board.item, '/approve');
    await board.reconcile();
    expect(positionOf(board.context, 1)).toBe('architecture/work');
    await board.reconcile();
    const told = board.context.store.log.listOfTask(1).map(({ why }) => why);
    expect(told.filter((why) => why.includes('not counted'))).toHaveLength(1);
    expect(told.filter((why) => why === 'the BRD was approved')).toHaveLength(1);
  });
});

describe('an item that is over', () => {
  test('cancels its task', async () => {
    const board = await arrive();
    board.plane.moveItem(board.item, 'Cancelled');
    await board.reconcile();
    expect(positionOf(board.context, 1)).toBe('cancelled/rest');
    expect(lastLog(board)).toMatchObject({ why: 'cancelled by ada', recovered: 1 });
  });

  test('by our own hand says nothing', async () => {
    const board = await arrive();
    board.plane.moveItem(board.item, 'Done', board.plane.me);
    await board.reconcile();
    board.plane.moveItem(board.item, 'Cancelled', board.plane.me);
    await board.reconcile();
    expect(find(board.context, 1)).toMatchObject({ stage: 'analysis', attention: null });
  });

  test.for(['hide', 'remove'] as const)(
    'because it is not there any more (%s) has a person asked, once',
    async (how) => {
      const board = await arrive();
      board.plane[how](board.item);
      await board.reconcile();
      expect(find(board.context, 1).attention_text).toBe(
        'The work item was deleted or archived by somebody.',
      );
      signal(board.context, 1, { type: 'retry', hint: '', by: ada });
      await board.reconcile();
      expect(find(board.context, 1).attention).toBeNull();
    },
  );

  test('while a person is asked something else is told when that is answered', async () => {
    const board = await arrive();
    signal(board.context, 1, { type: 'stop', by: ada });
    board.plane.remove(board.item);
    await board.reconcile();
    signal(board.context, 1, { type: 'retry', hint: '', by: ada });
    await board.reconcile();
    expect(find(board.context, 1).attention_text).toMatch(/deleted or archived/);
  });
});

describe('blockers', () => {
  test('hold the task back from the next round on, and no longer when they are gone', async () => {
    const board = await arrive();
    const blocker = board.plane.createItem({ title: 'First this' });
    board.plane.block(board.item, blocker.id);
    await board.reconcile();
    expect(lastLog(board)?.why).toBe(`depends on ${blocker.key} now (no task yet)`);
    board.plane.moveItem(blocker.id, 'Done');
    await board.reconcile();
    expect(lastLog(board)?.why).toMatch(/no longer depends on/);
  });
});

test('a task started again is not halted by where its item had been moved before', async () => {
  const board = await arrive('done/rest');
  board.plane.moveItem(board.item, 'Todo');
  board.plane.moveItem(board.item, 'Done');
  await board.reconcile();
  board.clock.advance(3_600_000);
  expect(restartTask(board.context, 1, ada).ok).toBe(true);
  board.plane.edit(board.item, { title: 'Other words' });
  await board.reconcile();
  expect(find(board.context, 2)).toMatchObject({ attention: null, title: 'Other words' });
});

test('a task without a work item is left alone', async () => {
  const board = await startBoard();
  open(board.context);
  await board.reconcile();
  expect(find(board.context, 1)).toMatchObject({ stage: 'analysis', attention: null });
  expect(warnings(board)).toEqual([]);
});
