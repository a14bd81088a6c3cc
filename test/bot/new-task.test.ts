import { expect, test } from 'vitest';
import type { Tracker } from '../../src/trackers/tracker.ts';
import { createBench, createTestBot, group, operator, project } from './bench.ts';

function setUp(options: Parameters<typeof createBench>[0] = {}) {
  const bench = createBench(options);
  return { bench, store: bench.store, ...createTestBot(bench) };
}

test('/new opens a task, with or without the only project, in any case', async () => {
  const { store, say } = setUp();
  expect(await say({ from: operator, chat: group }, '/new SHOP Show prices')).toEqual([
    'SHOP-001 opened in shop: “Show prices”.',
  ]);
  expect(await say({ from: operator, chat: group }, '/New@box_bot Pay by card')).toEqual([
    'SHOP-002 opened in shop: “Pay by card”.',
  ]);
  expect(store.tasks.listOpen().map(({ title, stage }) => [title, stage])).toEqual([
    ['Show prices', 'analysis'],
    ['Pay by card', 'analysis'],
  ]);
});

test('/new takes the lines below and the message replied to as the description', async () => {
  const { store, say } = setUp();
  const from = { from: operator, chat: group, replyTo: { id: 50, text: 'The prices lack tax.' } };
  await say(from, '/new shop Show prices\nWith tax.\n\nIn euros.');
  expect(store.tasks.find(1)?.description).toBe('With tax.\n\nIn euros.\n\nThe prices lack tax.');
});

test('/new tells where the card is, or that there is none', async () => {
  const { say } = setUp({ projects: [project('shop'), project('till', { chat: null })] });
  expect(await say({ from: operator }, '/new shop A')).toEqual([
    "SHOP-001 opened in shop: “A”. Its card is in the project's chat.",
  ]);
  expect(await say({ from: operator }, '/new till A')).toEqual([
    'TILL-001 opened in till: “A”. Project till has no chat, so there is no card; /task TILL-001 shows it.',
  ]);
});

test('/new asks for the project it does not know, and for the title that is missing', async () => {
  const { store, say } = setUp({ projects: [project('shop'), project('till')] });
  expect(await say({ from: operator }, '/new')).toEqual(['New task\n\nWhich project is it for?']);
  expect(await say({ from: operator }, '/new shed Show prices')).toEqual([
    'New task\nshed Show prices\n\n⚠️ I know no project shed.\n\nWhich project is it for?',
  ]);
  expect(await say({ from: operator }, '/new shop\nonly a description')).toEqual([
    'New task in shop\nonly a description\n\nWhat is its title? One line.',
  ]);
  expect(store.tasks.listOpen()).toEqual([]);
});

test('/new keeps a title that is too long whole in the description', async () => {
  const { store, say } = setUp();
  const title = 'long '.repeat(60).trim();
  await say({ from: operator }, `/new shop ${title}`);
  expect(store.tasks.find(1)?.title).toHaveLength(200);
  expect(store.tasks.find(1)?.description).toBe(title);
});

test('/new opens one task when the message is delivered twice', async () => {
  const { store, during, calls } = setUp();
  const message = {
    message_id: 7,
    date: 0,
    from: { id: operator, is_bot: false, first_name: 'O' },
    chat: { id: group, type: 'group' },
    text: '/new shop Once',
    entities: [{ type: 'bot_command', offset: 0, length: 4 }],
  };
  await during({ message });
  await during({ message });
  expect(store.tasks.listOpen()).toHaveLength(1);
  const opened = 'SHOP-001 opened in shop: “Once”.';
  expect(calls.map(({ payload }) => payload['text'])).toEqual([opened, opened]);
});

test('/new says what was opened where, so that a mistyped project is seen at once', async () => {
  const { say } = setUp();
  expect(await say({ from: operator, chat: group }, '/new shup Show prices')).toEqual([
    'SHOP-001 opened in shop: “shup Show prices”.',
  ]);
});

test('/new says in few words that Plane does not know of it', async () => {
  const { say } = setUp({ projects: [project('shop', { tracker: { kind: 'plane' } as never })] });
  expect(await say({ from: operator, chat: group }, '/new A')).toEqual([
    'SHOP-001 opened in shop: “A”. Plane does not know of it, because PLANE_API_KEY is not set.',
  ]);
});

/** A board that can be asked; it makes every item as number 7, or fails. */
function setUpBoard(failure?: Error) {
  const states = { start: [], approved: [], rejected: [], cancelled: 'Cancelled' };
  const tracker = {
    kind: 'plane',
    workspace: 'acme',
    project: 'p',
    label: null,
    stages: {},
    states,
  } as const;
  const made = setUp({ projects: [project('shop', { tracker })] });
  const keys: string[] = [];
  const board = {
    createItem: async ({ key }: { key: string }) => {
      if (failure !== undefined) throw failure;
      keys.push(key);
      return { id: 'item-7', sequence: 7 };
    },
  };
  made.bench.context.trackers = { of: () => board as unknown as Tracker };
  return { ...made, keys };
}

test('/new makes the work item first where the tracker can be asked, once for one message', async () => {
  const { store, during, keys } = setUpBoard();
  const message = {
    message_id: 70,
    date: 1_777_000_000,
    chat: { id: group, type: 'supergroup', title: 'Group' },
    from: { id: operator, is_bot: false, first_name: 'Otto' },
    text: '/new shop A\nWith tax.',
    entities: [{ type: 'bot_command', offset: 0, length: 4 }],
  };
  await during({ message });
  await during({ message });
  expect(keys).toEqual([`telegram:${group}:70`]);
  expect(store.tasks.listOpen()).toMatchObject([
    { work_item_id: 'SHOP-007', plane_issue_id: 'item-7', description: 'With tax.' },
  ]);
});

test('/new opens nothing when the work item cannot be made, and says why', async () => {
  const why = 'plane answered 502 for POST /work-items/';
  const { store, say } = setUpBoard(Object.assign(new Error(why), { retryable: true }));
  expect(await say({ from: operator, chat: group }, '/new shop A')).toEqual([
    `Nothing was opened, because the work item could not be made: ${why}`,
  ]);
  expect(store.tasks.listOpen()).toEqual([]);
});
