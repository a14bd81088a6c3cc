import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Publisher } from '../../src/telegram/publisher.ts';
import { createHarness, group, type Harness, locked, privateChat, until } from './harness.ts';

let harness: Harness;
let publisher: Publisher;
beforeEach(async () => {
  harness = await createHarness();
  publisher = harness.publisher();
  publisher.start();
  // The id of a topic is that of its first message, and 1 is General.
  harness.emulator.sendText(privateChat, group, 'Hello');
});
afterEach(() => harness.stopAll());

const subject = 'task:1';

function open(chatId: number): void {
  harness.store.topics.want(chatId, subject, 'ET-1 Export');
  harness.addCard(1, chatId, {}, { subject });
}

/** Its texts, each with its topic. */
const spoken = (chatId: number) =>
  harness.emulator.messages(chatId).flatMap(({ text, threadId, fromBot }) => {
    const name = harness.emulator.topics(chatId).find(({ id }) => id === threadId)?.name ?? 'General';
    return text === '' || !fromBot ? [] : [[/ET-\d|news/.exec(text)?.[0], name]];
  });
const trouble = (chatId: number) =>
  harness.store.topics.list().find((row) => row.chat_id === chatId)?.trouble;

test('a card and its notices wait for their topic, which is made as soon as they would be written', async () => {
  open(group);
  harness.say('news', { chatId: group, subject });
  await publisher.idle();
  expect(spoken(group)).toEqual([
    ['ET-1', 'ET-1 Export'],
    ['news', 'ET-1 Export'],
  ]);
  expect(harness.begun.map(({ method }) => method)).toEqual([
    'createForumTopic',
    'sendMessage',
    'sendMessage',
  ]);
});

test('a topic is renamed with its task, closed at its end and opened again', async () => {
  open(group);
  await publisher.idle();
  harness.store.topics.want(group, subject, 'ET-1 Import');
  await publisher.idle();
  expect(harness.emulator.topics(group).at(-1)).toMatchObject({ name: 'ET-1 Import', closed: false });
  harness.store.topics.close(group, subject);
  harness.change(1, { title: 'The end', ended: true });
  harness.store.cards.bump(1);
  await publisher.idle();
  expect(harness.emulator.topics(group).at(-1)).toMatchObject({ closed: true });
  expect(spoken(group)).toEqual([['ET-1', 'ET-1 Import']]);
  harness.store.topics.want(group, subject, 'ET-1 Import');
  await publisher.idle();
  expect(harness.emulator.topics(group).at(-1)).toMatchObject({ closed: false });
});

test.for([
  [locked, 'not enough rights'],
  [privateChat, 'not a forum'],
] as const)('where chat %i has no topics of ours, all goes to the chat itself: %s', async ([chatId, why]) => {
  open(chatId);
  await publisher.idle();
  expect(harness.emulator.messages(chatId).map(({ threadId }) => threadId)).toEqual([undefined]);
  expect(trouble(chatId)).toContain(why);
  harness.change(1, { title: 'Other' });
  await publisher.idle();
  expect(harness.emulator.calls('createForumTopic')).toHaveLength(1);
  await publisher.stop();
  harness.publisher().start();
  // A chat has nothing to spend at once after a restart.
  harness.advance(1000);
  await harness.settled();
  expect(harness.emulator.calls('createForumTopic')).toHaveLength(2);
});

test('a topic that somebody deleted is made again, with its card in it', async () => {
  open(group);
  await publisher.idle();
  harness.emulator.deleteTopic(group, harness.store.topics.find(group, subject)?.topic_id ?? 0);
  harness.change(1, { title: 'Other' });
  await publisher.idle();
  harness.advance(1500);
  await publisher.idle();
  expect(spoken(group)).toEqual([['ET-1', 'ET-1 Export']]);
  expect(harness.emulator.calls('createForumTopic')).toHaveLength(2);
});

test('a topic of ours that is closed to us is opened before what goes there', async () => {
  open(group);
  await publisher.idle();
  const closed = { kind: 'error', method: 'sendMessage', code: 400 } as const;
  harness.emulator.closeTopic(group, harness.store.topics.find(group, subject)?.topic_id ?? 0);
  harness.emulator.inject({ ...closed, description: 'Bad Request: TOPIC_CLOSED' });
  harness.say('news', { chatId: group, subject });
  await harness.settled();
  harness.advance(1500);
  await publisher.idle();
  expect(spoken(group)).toContainEqual(['news', 'ET-1 Export']);
  expect(harness.begun.map(({ method }) => method).slice(-3)).toEqual([
    'sendMessage',
    'reopenForumTopic',
    'sendMessage',
  ]);
});

test('what others closed is let be: it goes to the chat itself until the topic is heard of again', async () => {
  harness.emulator.closeTopic(locked, 7);
  for (const key of ['news 1', 'news 2']) harness.say(key, { chatId: locked, topicId: 7 });
  await publisher.idle();
  expect(spoken(locked)).toEqual([
    ['news', 'General'],
    ['news', 'General'],
  ]);
  expect(trouble(locked)).toContain('TOPIC_CLOSED');
  expect(harness.begun).toHaveLength(3);
  harness.emulator.reopenTopic(locked, 7);
  harness.store.topics.retry(locked);
  harness.say('news 3', { chatId: locked, topicId: 7 });
  await publisher.idle();
  expect(spoken(locked).at(-1)).toEqual(['news', 'Work']);
});

test('topics share the budget of their chat', async () => {
  await publisher.stop();
  const slow = harness.publisher({ limits: { group: { perSecond: 1e-9, burst: 2 } } });
  slow.start();
  open(group);
  harness.say('news', { chatId: group, subject });
  await harness.settled();
  expect(harness.begun.map(({ method }) => method)).toEqual(['createForumTopic', 'sendMessage']);
});

test('a topic whose making was not answered is taken up when its own message is heard of', async () => {
  harness.emulator.inject({ kind: 'lost-answer', method: 'createForumTopic' });
  open(group);
  await harness.settled();
  await until(() => harness.log.length > 0);
  const id = harness.emulator.topics(group).at(-1)?.id ?? 0;
  harness.store.topics.adopt(group, id, 'ET-1 Export');
  harness.advance(1000);
  await publisher.idle();
  expect(spoken(group)).toEqual([['ET-1', 'ET-1 Export']]);
  expect(harness.emulator.calls('createForumTopic')).toHaveLength(1);
});

test('a card far up in its topic comes down there, whatever is said elsewhere in the chat', async () => {
  open(group);
  await publisher.idle();
  const { topic_id: topicId = 0 } = harness.store.topics.find(group, subject) ?? {};
  const hear = (where: number | null) => {
    for (let heard = 0; heard < 26; heard += 1) harness.store.chats.noteMessage(group, 1, where);
  };
  hear(null);
  harness.change(1, { stage: 'review', title: 'In review' });
  await publisher.idle();
  expect(harness.emulator.calls('sendMessage')).toHaveLength(1);
  expect(harness.store.cards.find(1)?.topic_id).toBe(topicId);
  hear(topicId);
  harness.change(1, { stage: 'testing', title: 'In testing' });
  await publisher.idle();
  expect(harness.emulator.calls('sendMessage')).toHaveLength(2);
  expect(spoken(group)).toEqual([['ET-1', 'ET-1 Export']]);
});

test('a topic that is found deleted when it is to be renamed is made again under its new name', async () => {
  open(group);
  await publisher.idle();
  harness.emulator.deleteTopic(group, harness.store.topics.find(group, subject)?.topic_id ?? 0);
  harness.store.topics.want(group, subject, 'ET-1 Import');
  await publisher.idle();
  expect(harness.emulator.topics(group).map(({ name }) => name)).toEqual(['Work', 'ET-1 Import']);
});

test('a topic is as urgent as what waits for it', async () => {
  await publisher.stop();
  harness.say('news', { chatId: group });
  open(group);
  harness.store.cards.bump(1);
  const slow = harness.publisher({ limits: { group: { perSecond: 1e-9, burst: 2 } } });
  slow.start();
  await harness.settled();
  expect(spoken(group)).toEqual([['ET-1', 'ET-1 Export']]);
});
