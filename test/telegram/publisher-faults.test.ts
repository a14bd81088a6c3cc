import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { Api } from 'grammy';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { toStoredTime } from '../../src/stored-time.ts';
import { createHarness, group, type Harness, otherChat, privateChat, until } from './harness.ts';

let harness: Harness;
beforeEach(async () => {
  harness = await createHarness();
});
afterEach(() => harness.stopAll());

const warnings = () => harness.log.filter(({ level }) => level === 'warn').map(({ text }) => text);
const sends = (chatId: number) =>
  harness.begun.filter((call) => call.method === 'sendMessage' && call.chatId === chatId);

async function drawn(taskId: number, chatId: number) {
  harness.addCard(taskId, chatId);
  const publisher = harness.publisher();
  publisher.start();
  await publisher.idle();
  return publisher;
}

test('"not modified" counts as drawn', async () => {
  const publisher = await drawn(1, privateChat);
  const description =
    'Bad Request: message is not modified: specified new message content and reply markup are exactly the same';
  harness.emulator.inject({ kind: 'error', method: 'editMessageText', code: 400, description });
  harness.change(1, { title: 'Other' });
  await publisher.idle();
  expect(harness.emulator.calls('editMessageText')).toHaveLength(1);
  expect(harness.store.cards.listStale()).toEqual([]);
});

test.for([
  'Bad Request: message to edit not found',
  "Bad Request: message can't be edited",
  'Bad Request: there is no text in the message to edit',
])('the card is replaced, and the old message removed, after %s', async (description) => {
  const publisher = await drawn(1, privateChat);
  harness.emulator.inject({ kind: 'error', method: 'editMessageText', code: 400, description });
  harness.change(1, { title: 'Other' });
  await publisher.idle();
  expect(harness.emulator.messages(privateChat)).toMatchObject([{ id: 2 }]);
  expect(harness.store.cards.listOpenMessages(1)).toEqual([2]);
});

test.for([
  { code: 500, description: 'Internal Server Error: restart' },
  { code: 502, description: 'Bad Gateway' },
  { code: 401, description: 'Unauthorized' },
])('an edit is tried again, never replaced by a new card, after $code', async (fault) => {
  const publisher = await drawn(1, privateChat);
  harness.emulator.inject({ kind: 'error', method: 'editMessageText', ...fault });
  harness.change(1, { title: 'Other' });
  publisher.nudge();
  await until(() => warnings().length === 1);
  expect(harness.texts(privateChat)[0]).not.toContain('Other');
  harness.advance(1500);
  await publisher.idle();
  expect(harness.emulator.messages(privateChat)).toMatchObject([
    { id: 1, text: expect.stringContaining('Other') },
  ]);
});

test('an edit that cannot be made as it is is held longer each time and the others go on', async () => {
  const publisher = await drawn(1, privateChat);
  harness.emulator.inject({
    kind: 'error',
    method: 'editMessageText',
    code: 400,
    description: 'Bad Request: odd',
    times: 3,
  });
  harness.addCard(2, privateChat);
  harness.change(1, { title: 'Other' });
  publisher.nudge();
  await until(() => harness.texts(privateChat).length === 2);
  for (const count of [1, 2, 3]) {
    await until(() => harness.emulator.calls('editMessageText').length === count);
    await until(() => harness.log.filter(({ level }) => level === 'error').length === count);
    harness.advance(2 ** (count - 1) * 1000 - 300);
    await harness.settled();
    expect(harness.emulator.calls('editMessageText')).toHaveLength(count);
    harness.advance(400);
  }
  await publisher.idle();
  expect(harness.texts(privateChat)[0]).toContain('Other');
});

test('a server that is not there costs growing waits and no second card', async () => {
  harness.addCard(1, privateChat);
  const apiRoot = await closedServer();
  const publisher = harness.publisher({ api: new Api('7:secret', { apiRoot }) });
  publisher.start();
  await until(() => warnings().length === 1);
  expect(harness.store.cards.listIntents()).toEqual([]);
  await publisher.stop();
  const back = harness.publisher();
  back.start();
  await back.idle();
  expect(harness.texts(privateChat)).toHaveLength(1);
  expect(warnings()).toHaveLength(1);
});

async function closedServer(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return `http://127.0.0.1:${port}`;
}

test('a send whose answer is lost is not sent again before the wait, and leaves one stray at most', async () => {
  harness.addCard(1, privateChat);
  harness.emulator.inject({ kind: 'lost-answer', method: 'sendMessage' });
  const publisher = harness.publisher();
  publisher.start();
  await until(() => warnings().length === 1);
  expect(harness.log.find(({ level }) => level === 'warn')?.fields).toMatchObject({
    task: 1,
    chat: privateChat,
  });
  expect(harness.store.cards.listIntents()).toMatchObject([{ task_id: 1 }]);
  harness.advance(29_000);
  harness.change(1, { title: 'Other' });
  publisher.nudge();
  await harness.settled();
  expect(sends(privateChat)).toHaveLength(1);
  harness.advance(1100);
  await publisher.idle();
  expect(sends(privateChat)).toHaveLength(2);
  expect(harness.store.cards.listOpenMessages(1)).toEqual([2]);
  expect(harness.store.cards.listIntents()).toEqual([]);
});

test('an edit whose answer is lost is just made again', async () => {
  const publisher = await drawn(1, privateChat);
  harness.emulator.inject({ kind: 'lost-answer', method: 'editMessageText' });
  harness.change(1, { title: 'Other' });
  publisher.nudge();
  await until(() => warnings().length === 1);
  harness.advance(1500);
  await publisher.idle();
  expect(harness.emulator.messages(privateChat)).toMatchObject([
    { id: 1, text: expect.stringContaining('Other') },
  ]);
});

test('a notice whose answer is lost is not sent again', async () => {
  harness.say('hello');
  harness.emulator.inject({ kind: 'lost-answer', method: 'sendMessage' });
  const publisher = harness.publisher();
  publisher.start();
  await until(() => warnings().length > 0);
  harness.advance(3_600_000);
  await publisher.idle();
  expect(harness.texts(privateChat)).toEqual(['hello']);
});

test('a loud notice whose answer is lost is sent once more: better heard twice than never', async () => {
  harness.say('the release is degraded', { loud: true, importance: 'needed' });
  harness.emulator.inject({ kind: 'lost-answer', method: 'sendMessage' });
  harness.emulator.inject({ kind: 'lost-answer', method: 'sendMessage' });
  const publisher = harness.publisher();
  publisher.start();
  for (const count of [1, 2]) {
    await until(() => warnings().length >= count);
    harness.advance(3_600_000);
  }
  await publisher.idle();
  expect(harness.texts(privateChat)).toEqual(['the release is degraded', 'the release is degraded']);
});

test('a 429 pauses its chat only, and the pause outlives a restart', async () => {
  harness.addCard(1, privateChat);
  harness.addCard(2, otherChat);
  const flood = {
    code: 429,
    description: 'Too Many Requests: retry after 40',
    parameters: { retry_after: 40 },
  };
  harness.emulator.inject({ kind: 'error', method: 'sendMessage', chatId: privateChat, ...flood });
  const first = harness.publisher();
  first.start();
  await until(() => harness.texts(otherChat).length === 1 && warnings().includes('the chat is paused'));
  await first.stop();
  const second = harness.publisher();
  second.start();
  harness.advance(39_000);
  await harness.settled();
  expect(sends(privateChat)).toHaveLength(1);
  harness.change(2, { title: 'Other' });
  second.nudge();
  await until(() => harness.texts(otherChat)[0]?.includes('Other') ?? false);
  harness.advance(2000);
  await second.idle();
  expect(harness.texts(privateChat)).toHaveLength(1);
});

test('two chats that are told to wait within seconds pause all', async () => {
  for (const [taskId, chatId] of [
    [1, privateChat],
    [2, otherChat],
  ] as const) {
    harness.addCard(taskId, chatId);
    const flood = {
      code: 429,
      description: 'Too Many Requests: retry after 20',
      parameters: { retry_after: 20 },
    };
    harness.emulator.inject({ kind: 'error', method: 'sendMessage', chatId, ...flood });
  }
  const publisher = harness.publisher();
  publisher.start();
  await until(() => warnings().includes('all chats are paused'));
  harness.addCard(3, group);
  publisher.nudge();
  await harness.settled();
  expect(harness.texts(group)).toEqual([]);
  harness.advance(21_000);
  await publisher.idle();
  expect([privateChat, otherChat, group].map((chatId) => harness.texts(chatId).length)).toEqual([1, 1, 1]);
});

test('two floods that lie apart pause nobody else', async () => {
  const flood = {
    code: 429,
    description: 'Too Many Requests: retry after 60',
    parameters: { retry_after: 60 },
  };
  const publisher = harness.publisher();
  publisher.start();
  for (const [taskId, chatId] of [
    [1, privateChat],
    [2, otherChat],
  ] as const) {
    harness.advance(11_000);
    harness.emulator.inject({ kind: 'error', method: 'sendMessage', chatId, ...flood });
    harness.addCard(taskId, chatId);
    publisher.nudge();
    await until(() => warnings().length === taskId);
  }
  harness.addCard(3, group);
  publisher.nudge();
  await until(() => harness.texts(group).length === 1);
  expect(warnings()).not.toContain('all chats are paused');
});

test('a chat that blocked the bot is parked and left alone until it is unparked', async () => {
  const publisher = await drawn(1, privateChat);
  harness.emulator.block(privateChat);
  harness.change(1, { title: 'Other' });
  await publisher.idle();
  expect(harness.store.chats.list()).toMatchObject([
    { chat_id: privateChat, parked: expect.stringContaining('blocked by the user') },
  ]);
  harness.change(1, { title: 'Another' });
  await publisher.idle();
  expect(harness.emulator.calls('editMessageText')).toHaveLength(1);
  harness.emulator.unblock(privateChat);
  harness.store.chats.unpark(privateChat);
  await publisher.idle();
  expect(harness.texts(privateChat)[0]).toContain('Another');
});

test('a chat that never was is parked, with the notice kept', async () => {
  harness.say('hello', { chatId: -555 });
  const publisher = harness.publisher();
  publisher.start();
  await publisher.idle();
  expect(harness.store.chats.list()).toMatchObject([
    { chat_id: -555, parked: expect.stringContaining('chat not found') },
  ]);
  expect(harness.store.notices.listPending()).toHaveLength(1);
});

test('a clock that is set back makes no wait longer', async () => {
  harness.addCard(1, privateChat);
  const publisher = harness.publisher();
  harness.advance(3 * 86_400_000);
  harness.emulator.inject({ kind: 'error', method: 'sendMessage', code: 500, description: 'Internal' });
  publisher.start();
  await harness.settled();
  harness.store.chats.pauseUntil(otherChat, toStoredTime(new Date(harness.now().getTime() + 60_000)));
  harness.say('hello', { chatId: otherChat });
  harness.advance(-3 * 86_400_000);
  await harness.settled();
  expect(harness.texts(privateChat)).toHaveLength(1);
  expect(harness.texts(otherChat)).toEqual(['hello']);
});
