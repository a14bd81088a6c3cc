import { afterEach, beforeEach, expect, test } from 'vitest';
import { translatorOf } from '../../src/locale/translator.ts';
import { renderBrd } from '../../src/telegram/render-brd.ts';
import { aView } from './approval-views.ts';
import { createHarness, group, type Harness, privateChat, until, usualNotice } from './harness.ts';
import { tinyPng } from './tiny-png.ts';

let harness: Harness;
beforeEach(async () => {
  harness = await createHarness();
});
afterEach(() => harness.stopAll());

const notice = usualNotice;
const messageOf = (text: string) => JSON.stringify({ text, entities: [] });
const at = '2026-03-01 10:00:00.000';

test('the parts of a document are sent in order, before the card that is bumped below them', async () => {
  for (const taskId of [1, 2])
    harness.addCard(taskId, privateChat, { attention: { code: 'question', text: 'Which?' } });
  for (const taskId of [1, 2]) harness.store.cards.bump(taskId);
  for (const text of ['BRD one', 'BRD two']) harness.say(text, { taskId: 1, importance: 'needed' });
  harness.say('Look!', { importance: 'needed', loud: true });
  const publisher = harness.publisher();
  publisher.start();
  await publisher.idle();
  expect(harness.emulator.messages(privateChat)).toMatchObject([
    { text: expect.stringContaining('ET-2'), silent: false },
    { text: 'BRD one', silent: true },
    { text: 'BRD two', silent: true },
    { text: expect.stringContaining('ET-1'), silent: false },
    { text: 'Look!', silent: false },
  ]);
  expect(harness.store.notices.listPending()).toEqual([]);
});

test('a notice brings the output of a run, a text or a picture as its file', async () => {
  harness.say('All of it', {}, { file: { name: 'ET-1.log', kind: 'run', run: 7 } });
  harness.say('The text', {}, { file: { name: 'BRD.md', kind: 'text', text: '# Ünder' } });
  harness.say('The graph', {}, { file: { name: 'deps.png', kind: 'picture', key: 'deps:shop' } });
  harness.say('gone', {}, { file: { name: 'x.png', kind: 'picture', key: 'none' } });
  const publisher = harness.publisher({
    readOutput: async (run) => Buffer.from(`what run ${run} wrote`),
    readPicture: async (key) => (key === 'deps:shop' ? tinyPng : null),
  });
  publisher.start();
  await publisher.idle();
  expect(harness.emulator.messages(privateChat)).toMatchObject([
    { text: 'All of it', document: { name: 'ET-1.log', sizeBytes: 'what run 7 wrote'.length } },
    { text: 'The text', document: { name: 'BRD.md', sizeBytes: 8 } },
    { text: 'The graph', photo: { width: 1, height: 1 } },
  ]);
  expect(harness.log).toMatchObject([{ text: 'what a notice was to bring is not there any more' }]);
});

test('a notice that fails for a moment keeps its place before the next one and its card', async () => {
  harness.addCard(1, privateChat);
  harness.store.cards.bump(1);
  for (const text of ['one', 'two']) harness.say(text, { taskId: 1, importance: 'needed' });
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

test('rendered requirements arrive as they were rendered', async () => {
  const document = `# Goal\n\n**Bold \`code\`**, [link](https://a.example/x)\n\n- [x] 🚂 one\n\n${'long text '.repeat(600)}`;
  const { parts } = renderBrd({ ...aView, document }, translatorOf('en'));
  for (const [index, part] of parts.entries())
    harness.say(part.text, { key: `${index}`, chatId: group }, { entities: part.entities });
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
  harness.store.cards.bump(1);
  harness.say('stuck', { taskId: 1, importance: 'needed' });
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

test('what a closed General does not take is kept until it is open again', async () => {
  harness.emulator.inject({
    kind: 'error',
    method: 'sendMessage',
    code: 400,
    description: 'Bad Request: TOPIC_CLOSED',
    times: 2,
  });
  harness.say('hello', { chatId: group, importance: 'needed' });
  const publisher = harness.publisher();
  publisher.start();
  while (harness.texts(group).length === 0 && harness.begun.length < 4) {
    await harness.settled();
    harness.advance(2000);
  }
  await publisher.idle();
  expect(harness.texts(group)).toEqual(['hello']);
});
