import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import type { Clock } from '../../src/clock.ts';
import { type Database, openFile } from '../../src/store/database.ts';
import { workItemTables } from '../../src/store/migrations/work-items.ts';
import { createWorkItems } from '../../src/store/work-items.ts';
import { createBoard } from '../../src/trackers/board.ts';
import { createBuiltInTracker } from '../../src/trackers/built-in.ts';
import { describeTracker } from '../conformance/tracker.ts';

/** Every look at it is a second later, so that no two changes share a time. */
function createTickingClock(): Clock {
  let ms = Date.parse('2031-05-06T07:08:09.000Z');
  return { now: () => new Date((ms += 1000)) };
}

function openBoardFile(): Database {
  const db = openFile(':memory:');
  db.exec(workItemTables);
  return db;
}

const ada = { id: 'telegram:7', name: 'Ada' };

function createProject(db: Database, project = 'shop', prefix = 'ET', states: string[] = []) {
  const settings = { project, prefix, states, clock: createTickingClock() };
  const items = createWorkItems(db);
  return { tracker: createBuiltInTracker(items, settings), board: createBoard(items, settings) };
}

describeTracker('the built-in board', async () => {
  const db = openBoardFile();
  onTestFinished(() => void db.close());
  const { tracker, board } = createProject(db);
  let made = 0;
  return {
    tracker,
    prefix: 'ET',
    ada,
    createItem: async ({ title, description = '', labels = [] }) => {
      made += 1;
      const { id } = await tracker.createItem({ key: `bench-${made}`, title, description });
      if (labels.length > 0) board.label(id, labels);
      return id;
    },
    moveItem: async (id, state) => board.move(id, state, ada),
    comment: async (id, text) => board.comment(id, text, ada),
    block: async (id, blocker) => board.block(id, blocker),
    label: async (id, names) => board.label(id, names),
    archive: async (id) => board.archive(id),
    loseNextAnswer: () => {},
    countItems: async () => (await tracker.listChanged(null)).length,
    listTexts: async (id) =>
      createWorkItems(db)
        .listComments(Number(id), '')
        .map(({ text }) => text),
  };
});

describe('the built-in board', () => {
  let db: Database;

  beforeEach(() => {
    db = openBoardFile();
  });

  afterEach(() => void db.close());

  const hats = { key: 'hats', title: 'Sell hats', description: '' };

  it('keeps projects apart: numbers, keys, ids and items', async () => {
    const shop = createProject(db, 'shop', 'SHOP');
    const site = createProject(db, 'site', 'SITE');
    const inShop = await shop.tracker.createItem(hats);
    const inSite = await site.tracker.createItem({ ...hats, title: 'Sell elsewhere' });
    expect([inShop.sequence, inSite.sequence]).toEqual([1, 1]);
    expect(inSite.id).not.toBe(inShop.id);
    expect(await shop.tracker.findItem(inSite.id)).toBeNull();
    expect(await site.tracker.findItemByKey('SHOP-1')).toBeNull();
    expect(await shop.tracker.listChanged(null)).toEqual([inShop]);
    await expect(shop.tracker.setState(inSite.id, 'Done')).rejects.toThrow('no work item');
    expect(() => shop.board.comment(inSite.id, 'hello', ada)).toThrow('no work item');
    expect(() => shop.board.block(inShop.id, inSite.id)).toThrow('no work item');
    await shop.tracker.post(inShop.id, { key: 'same', text: 'a' });
    await site.tracker.post(inSite.id, { key: 'same', text: 'b' });
    expect(createWorkItems(db).listComments(Number(inSite.id), '')).toHaveLength(1);
  });

  it('knows the states handed in besides the usual ones, each once', async () => {
    const { tracker, board } = createProject(db, 'shop', 'ET', ['Blocked', 'done', 'In Development']);
    expect(board.states).toEqual([
      'Backlog',
      'Todo',
      'In Progress',
      'Needs Review',
      'Approved',
      'Rejected',
      'Done',
      'Cancelled',
      'Blocked',
      'In Development',
    ]);
    const { id } = await tracker.createItem(hats);
    await tracker.setState(id, 'in development');
    expect((await tracker.findItem(id))?.state).toEqual({ id: 'In Development', name: 'In Development' });
    expect(() => board.move(id, 'Nowhere', ada)).toThrow('no state Nowhere');
  });

  it('remembers no move to where an item is already', async () => {
    const { tracker, board } = createProject(db);
    const { id } = await tracker.createItem(hats);
    board.move(id, 'Todo', ada);
    const moved = await tracker.findItem(id);
    await tracker.setState(id, 'TODO');
    expect(await tracker.findItem(id)).toEqual(moved);
    expect(await tracker.findStateChange(id)).toMatchObject({ by: ada, at: moved?.updatedAt });
  });

  it('lets people change the words, and lift what blocks', async () => {
    const { tracker, board } = createProject(db);
    const { id } = await tracker.createItem(hats);
    const other = await tracker.createItem({ key: 'shoes', title: 'Sell shoes', description: '' });
    board.edit(id, { description: 'Green ones.' });
    expect(await tracker.findItem(id)).toMatchObject({ title: 'Sell hats', description: 'Green ones.' });
    board.block(id, other.id);
    board.unblock(id, other.id);
    expect(await tracker.listBlockers(id)).toEqual([]);
    expect(() => board.block(id, id)).toThrow('cannot be blocked by itself');
  });

  it('is there again when the file is opened anew', async () => {
    const { id } = await createProject(db).tracker.createItem(hats);
    createProject(db).board.comment(id, 'Which size?', ada);
    const { tracker } = createProject(db);
    expect(await tracker.createItem(hats)).toMatchObject({ id });
    expect(await tracker.listComments(id, new Date(0))).toMatchObject([{ text: 'Which size?', by: ada }]);
  });
});
