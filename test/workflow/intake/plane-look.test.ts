import { describe, expect, test } from 'vitest';
import { type Board, mirrorTold, startBoard } from '../board.ts';
import { restartTask } from '../in-english.ts';
import { ada, claim, find, positionOf, signal, walkTo, work } from '../walk.ts';

const ask = (board: Board) => board.plane.requests.splice(0).map(({ method, path }) => `${method} ${path}`);

/** A board that tells of everything, with a task at `position`. */
async function arrive(position = 'analysis/work') {
  const board = await startBoard();
  board.listen();
  const item = board.begin();
  await board.heard();
  if (position !== 'analysis/work') walkTo(board.context, 1, position);
  mirrorTold(board.context);
  board.clock.advance(60_000);
  return { ...board, item };
}

describe('a delivery about an item that can be looked at', () => {
  test('opens its task with the words and labels that the item has by now', async () => {
    const board = await startBoard();
    board.listen();
    const item = board.begin();
    await board.plane.settled();
    board.plane.edit(item, { title: 'Add retry, better' });
    expect(await board.heard()).toBe('ignored: the words are known');
    expect(find(board.context, 1)).toMatchObject({ title: 'Add retry, better', work_item_id: 'ET-001' });
  });

  test('opens its task held back by what blocks the item, before its first job can be claimed', async () => {
    const board = await startBoard();
    board.listen();
    const blocker = board.plane.createItem({ title: 'First' }).id;
    const item = board.plane.createItem({ title: 'Second' }).id;
    board.plane.block(item, blocker);
    board.plane.moveItem(item, 'In Progress');
    expect(await board.heard()).toBe('opened ET-002');
    expect(claim(board.context)).toBeUndefined();
  });

  test('opens nothing for an item without the label, and looks at it again when it is moved', async () => {
    const board = await startBoard({ label: 'agent' });
    board.listen();
    const item = board.begin();
    expect(await board.heard()).toBe('ignored: the item has no label agent');
    board.plane.edit(item, { labels: ['Agent'] });
    board.plane.moveItem(item, 'Todo');
    board.plane.moveItem(item, 'In Progress');
    expect(await board.heard()).toBe('opened ET-001');
  });

  test('is left to a later one when the item has moved on', async () => {
    const board = await startBoard();
    board.listen();
    const item = board.begin();
    await board.plane.settled();
    board.plane.moveItem(item, 'Todo');
    expect(await board.heard()).toBe('ignored: state Todo means nothing here');
    expect(board.context.store.tasks.listOpen()).toEqual([]);
  });

  test('of an item that is gone opens nothing', async () => {
    const board = await startBoard();
    board.listen();
    const item = board.begin();
    await board.plane.settled();
    board.plane.remove(item);
    expect(await board.heard()).toBe('ignored: the item is not there any more');
  });

  test('asks nothing about a state that means nothing', async () => {
    const board = await arrive();
    ask(board);
    board.plane.moveItem(board.item, 'Backlog');
    expect(await board.heard()).toBe('ignored: state Backlog means nothing here');
    expect(ask(board)).toEqual([]);
  });

  test('is put off while Plane is down, and changes nothing before', async () => {
    const board = await startBoard();
    board.listen();
    board.begin();
    await board.plane.settled();
    board.plane.down();
    expect(await board.heard()).toMatch(/plane/);
    expect(board.context.store.tasks.listOpen()).toEqual([]);
    board.plane.up();
    board.clock.advance(20_000);
    expect(await board.heard()).toBe('opened ET-001');
  });
});

describe('what Signalbox itself wrote', () => {
  test('as a state that the mirror may write is no news', async () => {
    const board = await arrive();
    board.plane.moveItem(board.item, 'Done', board.plane.me);
    expect(await board.heard()).toBe('ignored: our own doing');
    board.plane.moveItem(board.item, 'Cancelled', board.plane.me);
    expect(await board.heard()).toBe('ignored: our own doing');
    expect(find(board.context, 1)).toMatchObject({ attention: null, stage: 'analysis' });
  });

  test('may start a task, because the mirror never does', async () => {
    const board = await startBoard();
    board.listen();
    const { id } = board.plane.createItem({ title: 'Mine' }, board.plane.me);
    board.plane.moveItem(id, 'In Progress', board.plane.me);
    expect(await board.heard()).toBe('opened ET-001');
  });

  test('approves only if its user may', async () => {
    const board = await arrive('analysis/approval');
    board.plane.moveItem(board.item, 'Approved', board.plane.me);
    expect(await board.heard()).toBe(
      'approved in Plane by signalbox, who is no approver in people: not counted',
    );
  });
});

describe('an approval by the state', () => {
  test('that was set before the request does not count, though the item was changed since', async () => {
    const board = await startBoard();
    board.listen();
    const item = board.begin();
    await board.heard();
    const held: [string, Record<string, string>][] = [];
    board.plane.onEvent((body, headers) => {
      if (body.includes('"field": "state_id"')) held.push([body, headers]);
    });
    board.plane.moveItem(item, 'Approved');
    expect(await board.heard()).toBe('ignored: no approval is being asked for');
    board.clock.advance(60_000);
    walkTo(board.context, 1, 'analysis/approval');
    mirrorTold(board.context);
    board.clock.advance(60_000);
    // Plane loads the item when it sends, and counts a comment as a change of it.
    board.plane.comment(item, 'Hm.');
    await board.heard();
    const [[body, headers] = ['', {}]] = held;
    const late = JSON.parse(body) as { data: { updated_at: string } };
    late.data.updated_at = board.clock.now().toISOString();
    const event = board.record(JSON.stringify(late), { ...headers, 'x-plane-delivery': 'late' });
    await board.settle();
    expect(board.noteOf(event)).toBe('ignored: the state changed before this revision was asked about');
    expect(positionOf(board.context, 1)).toBe('analysis/approval');
  });

  test('counts for who moved the item last, not for who is told of late', async () => {
    const board = await arrive('analysis/approval');
    board.plane.moveItem(board.item, 'Approved');
    await board.plane.settled();
    board.plane.moveItem(board.item, 'Todo');
    board.plane.moveItem(board.item, 'Approved', board.vic);
    expect(await board.heard()).toBe('approved in Plane by Vic, who is no approver in people: not counted');
    expect(positionOf(board.context, 1)).toBe('analysis/approval');
  });

  test('told under both names of the field counts once', async () => {
    const board = await startBoard({ spellings: 'both' });
    board.listen();
    const item = board.begin();
    await board.heard();
    walkTo(board.context, 1, 'analysis/approval');
    mirrorTold(board.context);
    board.clock.advance(60_000);
    board.plane.moveItem(item, 'Approved');
    expect(await board.heard()).toBe('ignored: no approval is being asked for');
    expect(positionOf(board.context, 1)).toBe('architecture/work');
    const log = board.context.store.log.listOfTask(1);
    expect(log.filter(({ why }) => why === 'the BRD was approved')).toHaveLength(1);
  });
});

describe('an item moved to Done', () => {
  test('has a person asked once, who may go on with it', async () => {
    const board = await arrive();
    board.plane.moveItem(board.item, 'Done');
    expect(await board.heard()).toBe('the work item was moved to Done by ada');
    expect(find(board.context, 1)).toMatchObject({ attention: 'stopped' });
    signal(board.context, 1, { type: 'retry', hint: '', by: ada });
    await board.reconcile();
    board.plane.comment(board.item, 'We go on.');
    await board.reconcile();
    expect(find(board.context, 1).attention).toBeNull();
    board.plane.moveItem(board.item, 'In Progress');
    board.clock.advance(1000);
    board.plane.moveItem(board.item, 'Done');
    await board.heard();
    expect(find(board.context, 1)).toMatchObject({ attention: 'stopped' });
  });

  test('while a person is asked something else is said again later', async () => {
    const board = await arrive();
    signal(board.context, 1, { type: 'stop', by: ada });
    board.plane.moveItem(board.item, 'Done');
    expect(await board.heard()).toBe('a person is asked about this task first');
    signal(board.context, 1, { type: 'retry', hint: '', by: ada });
    await board.reconcile();
    expect(find(board.context, 1).attention_text).toMatch(/moved to Done by ada/);
  });
});

test('a task started again is not ended by how its item stood before', async () => {
  const board = await arrive();
  board.plane.moveItem(board.item, 'Cancelled');
  await board.heard();
  expect(positionOf(board.context, 1)).toBe('cancelled/rest');
  expect(restartTask(board.context, 1, ada).ok).toBe(true);
  await board.reconcile();
  board.clock.advance(3_600_000);
  board.plane.edit(board.item, { title: 'Other words' });
  await board.reconcile();
  expect(find(board.context, 2)).toMatchObject({ stage: 'analysis', title: 'Other words' });
  board.plane.moveItem(board.item, 'In Progress');
  board.plane.moveItem(board.item, 'Cancelled');
  await board.heard();
  expect(positionOf(board.context, 2)).toBe('cancelled/rest');
});

describe('words of an item', () => {
  test('that were edited are those it has by now, however late the delivery', async () => {
    const board = await arrive();
    const late: [string, Record<string, string>][] = [];
    board.plane.onEvent((body, headers) => void late.push([body, headers]));
    board.plane.edit(board.item, { title: 'First' });
    board.plane.edit(board.item, { title: 'Second', description: 'Both.' });
    await board.heard();
    expect(find(board.context, 1)).toMatchObject({ title: 'Second', description: 'Both.' });
    const [[body, headers] = ['', {}]] = late;
    const event = board.record(`${body} `, { ...headers, 'x-plane-delivery': 'again' });
    await board.settle();
    expect(board.noteOf(event)).toBe('ignored: the words are known');
    expect(find(board.context, 1).title).toBe('Second');
  });

  test('of an ended task, or of none, change nothing', async () => {
    const board = await arrive('done/rest');
    board.plane.edit(board.item, { title: 'Late' });
    expect(await board.heard()).toBe('ignored: the task has ended');
    const { id } = board.plane.createItem({ title: 'Nobody asked' });
    board.plane.edit(id, { title: 'Still nobody' });
    expect(await board.heard()).toBe('ignored: the item has no task');
  });

  test('are heard by a run of the next role, and told in the log', async () => {
    const board = await arrive();
    board.plane.edit(board.item, { description: 'New words.' });
    expect(await board.heard()).toBe('the description was changed');
    walkTo(board.context, 1, 'architecture/work', work);
    expect(find(board.context, 1).description).toBe('New words.');
  });
});

describe('an item that is told to be archived', () => {
  /** A delivery about an item as it was, changed by hand: Plane's double sends none for this. */
  async function tellArchived(gone: boolean) {
    const board = await arrive();
    const bodies: string[] = [];
    board.plane.onEvent((body) => void bodies.push(body));
    board.plane.edit(board.item, { title: 'Words' });
    await board.heard();
    if (gone) board.plane.hide(board.item);
    const told = JSON.parse(bodies.at(-1) ?? '') as { data: object; activity: object };
    const data = { ...told.data, archived_at: '2026-03-01' };
    const activity = { ...told.activity, field: 'archived_at', new_value: '2026-03-01' };
    const event = board.record(JSON.stringify({ ...told, data, activity }), { 'x-plane-event': 'issue' });
    await board.settle();
    return { ...board, note: board.noteOf(event) };
  }

  test('has a person asked, and not again when it is missed there', async () => {
    const board = await tellArchived(true);
    expect(board.note).toBe('the work item was archived by ada');
    expect(find(board.context, 1)).toMatchObject({ attention: 'stopped' });
    signal(board.context, 1, { type: 'retry', hint: '', by: ada });
    await board.reconcile();
    expect(find(board.context, 1).attention).toBeNull();
  });

  test('and is there all the same is left alone', async () => {
    const board = await tellArchived(false);
    expect(board.note).toBe('ignored: the words are known');
    expect(find(board.context, 1).attention).toBeNull();
  });
});

test('a state says nothing while one of ours is on its way, and is read when that has arrived', async () => {
  const board = await arrive('analysis/approval');
  board.context.store.outbox.add(1, 'itemState', { state: 'Needs Review' }, '2026-03-01 12:00:00.000');
  board.plane.moveItem(board.item, 'Approved');
  expect(await board.heard()).toBe('ignored: a state of ours is on its way to the tracker');
  await board.reconcile();
  expect(positionOf(board.context, 1)).toBe('analysis/approval');
  mirrorTold(board.context);
  await board.reconcile();
  expect(positionOf(board.context, 1)).toBe('architecture/work');
});
