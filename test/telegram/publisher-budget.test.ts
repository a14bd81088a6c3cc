import { afterEach, expect, test } from 'vitest';
import { createHarness, group, type Harness, privateChat, until } from './harness.ts';

let harness: Harness;
afterEach(() => harness.stopAll());

const refused = () => harness.emulator.calls().filter(({ ok }) => !ok);

test.for([
  [group, 20 / 60, 5],
  [privateChat, 1, 5],
] as const)(
  '200 changes in 100 seconds stay within the limits of chat %i and end on the latest',
  async ([chatId, perSecond, burst]) => {
    harness = await createHarness({ privatePerSecond: 1, groupPerMinute: 20, burst });
    harness.addCard(1, chatId);
    const publisher = harness.publisher({ limits: {} });
    publisher.start();
    for (let change = 1; change <= 200; change += 1) {
      harness.change(1, { title: `Change ${change}` });
      harness.advance(500);
      await harness.settled();
    }
    harness.change(1, { title: 'The end', ended: true });
    harness.advance(4000);
    await publisher.idle();
    expect(harness.texts(chatId)).toHaveLength(1);
    expect(harness.texts(chatId)[0]).toContain('The end');
    expect(refused()).toEqual([]);
    const writes = harness.emulator.calls().length;
    expect(writes).toBeLessThanOrEqual(Math.ceil(burst + 106 * perSecond));
    expect(writes).toBeGreaterThan(60 * perSecond);
  },
);

test('of many stale cards the bumped goes first, then the new, then the ended, then the longest unwritten', async () => {
  harness = await createHarness();
  for (const taskId of [1, 2, 3, 4]) harness.addCard(taskId, group);
  const first = harness.publisher();
  first.start();
  await first.idle();
  await first.stop();
  harness.advance(1000);
  const before = harness.emulator.calls().length;
  for (const taskId of [1, 2, 3]) harness.change(taskId, { title: 'Changed', ended: taskId === 3 });
  harness.addCard(5, group, { title: 'New' });
  harness.store.cards.bump(4);
  const publisher = harness.publisher();
  publisher.start();
  await publisher.idle();
  const order = harness.emulator
    .calls()
    .slice(before)
    .map(({ method, params }) => [method, /ET-\d/.exec(String(params['text']))?.[0]]);
  expect(order).toEqual([
    ['sendMessage', 'ET-4'],
    ['sendMessage', 'ET-5'],
    ['editMessageText', 'ET-3'],
    ['deleteMessage', undefined],
    ['editMessageText', 'ET-1'],
    ['editMessageText', 'ET-2'],
  ]);
});

test('a busy card does not starve the others of its chat', async () => {
  harness = await createHarness({ privatePerSecond: 1, groupPerMinute: 20, burst: 5 });
  for (const taskId of [1, 2]) harness.addCard(taskId, group);
  const publisher = harness.publisher({ limits: {} });
  publisher.start();
  await until(() => harness.texts(group).length === 2);
  for (let change = 0; change < 5; change += 1) {
    harness.change(1, { title: `Early ${change}` });
    await harness.settled();
  }
  harness.change(2, { title: 'Seen' });
  for (let change = 0; change < 40; change += 1) {
    harness.change(1, { title: `Busy ${change}` });
    harness.advance(1000);
    await harness.settled();
  }
  expect(harness.texts(group)[1]).toContain('Seen');
  expect(refused()).toEqual([]);
});

test('a removal does not wait for the budget of writes', async () => {
  harness = await createHarness();
  harness.addCard(1, group);
  const publisher = harness.publisher({ limits: { group: { perSecond: 0.01, burst: 2 } } });
  publisher.start();
  await publisher.idle();
  harness.store.cards.bump(1);
  publisher.nudge();
  await until(() => harness.emulator.calls('sendMessage').length === 2);
  harness.change(1, { title: 'Waits' });
  publisher.nudge();
  await until(() => harness.texts(group).length === 1);
  expect(harness.texts(group)[0]).not.toContain('Waits');
});

test('a tombstone is an edit and waits for the budget', async () => {
  harness = await createHarness();
  harness.addCard(1, group);
  const publisher = harness.publisher({ limits: { group: { perSecond: 1e-9, burst: 2 } } });
  publisher.start();
  await publisher.idle();
  harness.advance(49 * 3_600_000);
  harness.store.cards.bump(1);
  await harness.settled();
  expect(harness.begun.map(({ method }) => method)).toEqual(['sendMessage', 'sendMessage']);
});

test('a quick write after a slow one does not arrive too early', async () => {
  harness = await createHarness({ privatePerSecond: 5, groupPerMinute: 20, burst: 1 });
  for (const taskId of [1, 2]) harness.addCard(taskId, privateChat);
  harness.emulator.inject({ kind: 'delay', ms: 150, method: 'sendMessage' });
  const publisher = harness.publisher({ limits: { private: { perSecond: 5, burst: 1 } } });
  publisher.start();
  await publisher.idle();
  expect(harness.texts(privateChat)).toHaveLength(2);
  expect(refused()).toEqual([]);
});

test('what needs a person goes first, then answers, new cards, final ones, news, removals and progress', async () => {
  harness = await createHarness();
  for (const taskId of [1, 2, 3, 4]) harness.addCard(taskId, privateChat);
  const first = harness.publisher();
  first.start();
  await first.idle();
  await first.stop();
  harness.advance(1000);
  harness.begun.length = 0;
  const before = harness.emulator.calls().length;
  harness.change(1, { title: 'Progress' });
  harness.change(2, { title: 'Ended', ended: true });
  harness.say('news');
  harness.addCard(5, privateChat);
  harness.say('answer', { importance: 'answer' });
  harness.store.cards.recordStray(3, privateChat, 99, '2099-01-01 00:00:00.000');
  harness.store.cards.bump(4);
  const publisher = harness.publisher();
  publisher.start();
  await publisher.idle();
  const order = harness.emulator
    .calls()
    .slice(before)
    .map(({ params }) => /ET-\d|news|answer/.exec(String(params['text']))?.[0]);
  expect(order).toEqual(['ET-4', 'answer', 'ET-5', 'ET-2', 'news', undefined, 'ET-1']);
});

test('a chat that is busy with progress keeps one write for the case that a person is needed', async () => {
  harness = await createHarness();
  for (const taskId of [1, 2, 3, 4]) harness.addCard(taskId, group);
  const publisher = harness.publisher({ limits: { group: { perSecond: 1e-9, burst: 7 } } });
  publisher.start();
  await publisher.idle();
  for (const taskId of [1, 2, 3]) harness.change(taskId, { title: 'Busy' });
  await harness.settled();
  expect(harness.emulator.calls('editMessageText')).toHaveLength(2);
  harness.store.cards.bump(4);
  await harness.settled();
  expect(harness.emulator.calls('sendMessage')).toHaveLength(5);
});

test('over all chats, the one where a person is needed is served first', async () => {
  harness = await createHarness();
  harness.addCard(1, group);
  harness.addCard(2, privateChat);
  harness.store.cards.bump(2);
  const publisher = harness.publisher({ limits: { overall: { perSecond: 1e-9, burst: 1 } } });
  publisher.start();
  await harness.settled();
  expect(harness.begun).toMatchObject([{ chatId: privateChat }]);
});

test('a new process keeps to what Telegram remembers of the one before', async () => {
  harness = await createHarness({ privatePerSecond: 1, groupPerMinute: 20, burst: 5 });
  const first = harness.publisher({ limits: {} });
  first.start();
  for (const text of ['1', '2', '3', '4', '5']) harness.say(text, { chatId: group });
  await harness.settled();
  await first.stop();
  harness.say('6', { chatId: group });
  harness.publisher({ limits: {} }).start();
  await harness.settled();
  expect(harness.texts(group)).toHaveLength(5);
  harness.advance(3000);
  await harness.settled();
  expect(harness.texts(group)).toHaveLength(6);
  expect(refused()).toEqual([]);
});

test('thousands of cards to look at do not keep all else waiting', async () => {
  harness = await createHarness();
  for (let taskId = 1; taskId <= 250; taskId += 1) harness.addCard(taskId, group);
  let drawn = 0;
  const view = () => {
    drawn += 1;
    return undefined;
  };
  const publisher = harness.publisher({ view });
  publisher.start();
  await new Promise((resolve) => setImmediate(resolve));
  expect(drawn).toBe(100);
  await publisher.idle();
  expect(harness.store.cards.listStale()).toEqual([]);
});
