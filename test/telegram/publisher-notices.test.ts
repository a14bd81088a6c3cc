import { afterEach, beforeEach, expect, test } from 'vitest';
import { renderBrd } from '../../src/telegram/render-brd.ts';
import { createHarness, group, type Harness, privateChat, until } from './harness.ts';

let harness: Harness;
beforeEach(async () => {
  harness = await createHarness();
});
afterEach(() => harness.stopAll());

const notice = { topicId: null, taskId: null, loud: false };
const messageOf = (text: string) => JSON.stringify({ text, entities: [] });
const at = '2026-03-01 10:00:00.000';

test('notices are sent in order and before the card that is bumped below them', async () => {
  harness.addCard(1, privateChat);
  harness.store.cards.bump(1);
  for (const key of ['one', 'two']) {
    harness.store.notices.add({ ...notice, key, chatId: privateChat, message: messageOf(`BRD ${key}`) }, at);
  }
  harness.store.notices.add(
    { ...notice, key: 'three', chatId: privateChat, message: messageOf('Look!'), loud: true },
    at,
  );
  const publisher = harness.publisher();
  publisher.start();
  await publisher.idle();
  expect(harness.emulator.messages(privateChat)).toMatchObject([
    { text: 'BRD one', silent: true },
    { text: 'BRD two', silent: true },
    { text: 'Look!', silent: false },
    { silent: false },
  ]);
  expect(harness.store.notices.listPending()).toEqual([]);
});

test('a notice with a document brings the output of its run as a file, in its place', async () => {
  const document = { name: 'ET-1-developer-1.log', run: 7 };
  const withFile = JSON.stringify({ text: 'All of it', entities: [], document });
  const messages = [messageOf('before'), withFile, messageOf('after')];
  for (const [key, message] of messages.entries()) {
    harness.store.notices.add({ ...notice, key: String(key), chatId: privateChat, message }, at);
  }
  const readOutput = async (run: number) => Buffer.from(`what run ${run} wrote`);
  const publisher = harness.publisher({ readOutput });
  publisher.start();
  await publisher.idle();
  expect(harness.emulator.messages(privateChat)).toMatchObject([
    { text: 'before' },
    { text: 'All of it', document: { name: 'ET-1-developer-1.log', sizeBytes: 'what run 7 wrote'.length } },
    { text: 'after' },
  ]);
  expect(harness.store.notices.listPending()).toEqual([]);
});

test('a notice that fails for a moment keeps its place before the next one and the card', async () => {
  harness.addCard(1, privateChat);
  for (const key of ['one', 'two']) {
    harness.store.notices.add({ ...notice, key, chatId: privateChat, message: messageOf(key) }, at);
  }
  const restart = {
    kind: 'error',
    method: 'sendMessage',
    code: 500,
    description: 'Internal Server Error: restart',
  } as const;
  harness.emulator.inject(restart);
  const publisher = harness.publisher();
  publisher.start();
  await until(() => harness.log.length === 1);
  harness.advance(700);
  await harness.settled();
  expect(harness.begun).toHaveLength(1);
  harness.advance(400);
  await publisher.idle();
  expect(harness.texts(privateChat).slice(0, 2)).toEqual(['one', 'two']);
});

test('a notice that cannot be read or is refused lets the others pass', async () => {
  harness.store.notices.add({ ...notice, key: 'bad', chatId: privateChat, message: 'no JSON' }, at);
  harness.store.notices.add({ ...notice, key: 'empty', chatId: privateChat, message: messageOf('') }, at);
  harness.store.notices.add({ ...notice, key: 'good', chatId: privateChat, message: messageOf('good') }, at);
  const publisher = harness.publisher();
  publisher.start();
  await publisher.idle();
  expect(harness.texts(privateChat)).toEqual(['good']);
  expect(harness.log.filter(({ level }) => level === 'error')).toHaveLength(2);
});

test('text goes to its topic, and outside of it when the topic is gone', async () => {
  for (const topicId of [7, 99, 1]) {
    const message = messageOf(`to ${topicId}`);
    harness.store.notices.add({ ...notice, key: `${topicId}`, chatId: group, topicId, message }, at);
  }
  const publisher = harness.publisher();
  publisher.start();
  await publisher.idle();
  expect(harness.log).toMatchObject([
    { level: 'warn', fields: { topic: 99 }, text: 'sent outside of its topic' },
  ]);
  const threads = harness.emulator.messages(group).map(({ text, threadId }) => [text, threadId]);
  expect(threads).toEqual([
    ['to 7', 7],
    ['to 99', undefined],
    ['to 1', undefined],
  ]);
});

test('formatting that Telegram refuses is left out once, and logged', async () => {
  const message = JSON.stringify({ text: 'short', entities: [{ type: 'bold', offset: 0, length: 90 }] });
  harness.store.notices.add({ ...notice, key: 'one', chatId: privateChat, message }, at);
  const publisher = harness.publisher();
  publisher.start();
  await publisher.idle();
  expect(harness.emulator.messages(privateChat)).toMatchObject([{ text: 'short', entities: [] }]);
  expect(harness.log).toMatchObject([{ level: 'warn', text: 'sent without formatting' }]);
});

test('a rendered BRD arrives as it was rendered', async () => {
  const document = `# Goal\n\n**Bold \`code\`**, [link](https://a.example/x)\n\n- [x] 🚂 one\n\n${'long text '.repeat(600)}`;
  const parts = renderBrd(document, { workItemId: 'ET-1', title: 'Export', revision: 'abc12345' });
  for (const [index, part] of parts.entries()) {
    harness.store.notices.add(
      { ...notice, key: `${index}`, chatId: group, message: JSON.stringify(part) },
      at,
    );
  }
  const publisher = harness.publisher();
  publisher.start();
  await publisher.idle();
  const arrived = harness.emulator.messages(group);
  expect(arrived.map(({ text }) => text)).toEqual(parts.map(({ text }) => text));
  expect(arrived[0]?.entities).toEqual(expect.arrayContaining(parts[0]?.entities ?? []));
  expect(harness.log).toEqual([]);
});

test('a notice that fails again and again lets the cards pass at last', async () => {
  harness.addCard(1, privateChat);
  const message = messageOf('stuck');
  harness.store.notices.add({ ...notice, key: 'one', chatId: privateChat, message }, at);
  const description = 'Internal Server Error';
  harness.emulator.inject({ kind: 'error', method: 'sendMessage', code: 500, description, times: 5 });
  const publisher = harness.publisher();
  publisher.start();
  for (let failures = 1; failures <= 5; failures += 1) {
    expect(harness.texts(privateChat)).toEqual([]);
    await until(() => harness.log.length === failures);
    harness.advance(2 ** (failures - 1) * 1000 - 100);
    await harness.settled();
    if (failures < 5) harness.advance(200);
  }
  expect(harness.texts(privateChat)).toHaveLength(1);
  harness.advance(200);
  await publisher.idle();
  expect(harness.texts(privateChat)[1]).toBe('stuck');
});
