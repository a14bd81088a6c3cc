import { afterEach, beforeEach, expect, test } from 'vitest';
import { toStoredTime } from '../../src/stored-time.ts';
import { basicGroup, createHarness, group, type Harness, otherChat, privateChat, until } from './harness.ts';

let harness: Harness;
beforeEach(async () => {
  harness = await createHarness();
});
afterEach(() => harness.stopAll());

const supergroup = -1_001_234_567_890;

async function drawn(taskId: number, chatId: number) {
  harness.addCard(taskId, chatId);
  const publisher = harness.publisher();
  publisher.start();
  await publisher.idle();
  return publisher;
}

test.for(['send', 'edit', 'delete'] as const)(
  'a group that became a supergroup goes on there, found at a %s',
  async (what) => {
    const publisher = await drawn(1, basicGroup);
    harness.store.chats.set(basicGroup, 'language', 'ru');
    harness.emulator.migrate(basicGroup, supergroup);
    if (what === 'send') harness.say('hello', { chatId: basicGroup });
    if (what === 'edit') harness.change(1, { title: 'Other' });
    if (what === 'delete') harness.store.cards.recordStray(1, basicGroup, 77, toStoredTime(harness.now()));
    await publisher.idle();
    const texts = harness.texts(supergroup).filter((text) => text !== '');
    expect(texts.filter((text) => text.includes('ET-1'))).toHaveLength(1);
    expect(texts.includes('hello')).toBe(what === 'send');
    expect(harness.store.chats.find(supergroup)).toMatchObject({ language: 'ru', parked: null });
    expect(harness.store.chats.current(basicGroup)).toBe(supergroup);
    expect(harness.store.cards.listSuperseded()).toEqual([]);
    harness.store.cards.bump(1);
    harness.say('to its old id', { chatId: basicGroup });
    await publisher.idle();
    expect(harness.texts(supergroup).filter((text) => text.includes('ET-1'))).toHaveLength(1);
    expect(harness.texts(supergroup)).toContain('to its old id');
  },
);

test('a move takes along what belongs to the chat, once', () => {
  const { notices, cards, chats, topics } = harness.store;
  const now = toStoredTime(harness.now());
  harness.addCard(1, basicGroup);
  cards.recordSent({ taskId: 1, chatId: basicGroup, topicId: null, messageId: 5, wanted: 1, hash: 'h' }, now);
  harness.say('waits', { chatId: basicGroup });
  topics.want(basicGroup, 'task:1', 'ET-1');
  topics.markMade({ chatId: basicGroup, subject: 'task:1', topicId: 9, name: 'ET-1' });
  expect(chats.move(basicGroup, supergroup, now)).toBe(true);
  expect(chats.move(basicGroup, supergroup, now)).toBe(false);
  expect(cards.find(1)).toMatchObject({ chat_id: supergroup, message_id: null });
  expect(cards.listOpenMessages(1)).toEqual([]);
  expect(notices.listPending()).toMatchObject([{ chat_id: supergroup }]);
  expect(topics.find(supergroup, 'task:1')).toMatchObject({ topic_id: null, wanted_name: 'ET-1' });
  cards.recordSent({ taskId: 1, chatId: supergroup, topicId: null, messageId: 5, wanted: 2, hash: 'h' }, now);
  expect(cards.listOpenMessages(1)).toEqual([5]);
});

test('a parked chat is tried once a day without a sound or a warning', async () => {
  const publisher = await drawn(1, privateChat);
  harness.emulator.block(privateChat);
  harness.store.cards.bump(1);
  await publisher.idle();
  const calls = () => harness.begun.length;
  const [before, warned] = [calls(), harness.log.length];
  harness.advance(23 * 3_600_000);
  await harness.settled();
  expect(calls()).toBe(before);
  harness.advance(2 * 3_600_000);
  await harness.settled();
  expect(calls()).toBe(before + 1);
  expect(harness.log).toHaveLength(warned);
  harness.emulator.unblock(privateChat);
  harness.advance(25 * 3_600_000);
  await publisher.idle();
  expect(harness.emulator.messages(privateChat).at(-1)).toMatchObject({ silent: true });
  expect(harness.store.chats.find(privateChat)?.parked).toBeNull();
});

test('a prompt on its way to a group when it moved stands for no message of the new one', async () => {
  const { store } = harness;
  const publisher = harness.publisher({
    checkpoint: (name) => {
      if (name === 'notice-sent') store.chats.move(basicGroup, supergroup, toStoredTime(harness.now()));
    },
  });
  harness.say('asks', { chatId: basicGroup }, { prompt: { placeholder: '?', about: 'n' } });
  publisher.start();
  await publisher.idle();
  expect(store.notices.find(1)).toMatchObject({ chat_id: supergroup, state: 'sent', message_id: null });
  expect(store.chats.findLatestPrompt(supergroup)).toBeUndefined();
});

test('a card on its way to a group when it moved is sent anew to where that went on', async () => {
  const { store, emulator } = harness;
  harness.addCard(1, basicGroup);
  let moved = false;
  const publisher = harness.publisher({
    checkpoint: (name) => {
      if (name !== 'card-sent' || moved) return;
      moved = true;
      emulator.migrate(basicGroup, supergroup);
      store.chats.move(basicGroup, supergroup, toStoredTime(harness.now()));
    },
  });
  publisher.start();
  await publisher.idle();
  const cards = emulator.messages(supergroup).filter(({ text }) => text.includes('ET-1'));
  expect(store.cards.find(1)).toMatchObject({ chat_id: supergroup, message_id: cards[0]?.id });
  expect(cards).toHaveLength(1);
  expect(harness.begun.map(({ method }) => method)).not.toContain('editMessageText');
});

test('a card rings only while there is something to ring for, and counts as rung', async () => {
  harness.addCard(1, privateChat, { attention: { code: 'question', text: 'Which?' } });
  harness.addCard(2, otherChat, { attention: { code: 'question', text: 'Which?' } });
  const explanation = { code: 'dependency-failed', text: 'It failed.', since: null, lifts: '' } as const;
  harness.addCard(3, privateChat, { explanation });
  for (const taskId of [1, 2, 3]) harness.store.cards.bump(taskId);
  harness.change(2, { attention: null });
  const publisher = harness.publisher();
  publisher.start();
  await publisher.idle();
  expect(harness.emulator.messages(privateChat).map(({ silent }) => silent)).toEqual([false, false]);
  expect(harness.emulator.messages(otherChat).map(({ silent }) => silent)).toEqual([true]);
  expect(harness.store.cards.find(2)?.reminded_at).not.toBeNull();
});

test('in its quiet hours a chat hears nothing, and the card does not count as rung', async () => {
  const attention = { code: 'question', text: 'Which?' } as const;
  harness.addCard(1, privateChat, { attention });
  harness.addCard(2, otherChat, { attention });
  for (const taskId of [1, 2]) harness.store.cards.bump(taskId);
  harness.say('Degraded!', { loud: true });
  const quietHours = { fromMinute: 0, toMinute: 1440 };
  const publisher = harness.publisher({
    manner: (chatId) => ({ timezone: 'Asia/Tokyo', quietHours: chatId === privateChat ? quietHours : null }),
  });
  publisher.start();
  await publisher.idle();
  expect(harness.emulator.messages(privateChat).map(({ silent }) => silent)).toEqual([true, true]);
  expect(harness.emulator.messages(otherChat).map(({ silent }) => silent)).toEqual([false]);
  expect(harness.store.cards.find(1)?.reminded_at).toBeNull();
  expect(harness.store.cards.find(2)?.reminded_at).not.toBeNull();
});

test('a card far up comes down silently when its task moves on, and only then', async () => {
  const publisher = await drawn(1, privateChat);
  const moveOn = (stage: string) => harness.change(1, { stage, title: `In ${stage}` });
  const hear = (count: number) => {
    for (let heard = 0; heard < count; heard += 1) harness.store.chats.noteMessage(privateChat, 1);
  };
  hear(25);
  moveOn('review');
  await publisher.idle();
  hear(1);
  harness.change(1, { title: 'Only progress' });
  await publisher.idle();
  expect(harness.emulator.messages(privateChat)).toMatchObject([{ id: 1 }]);
  moveOn('testing');
  await publisher.idle();
  expect(harness.emulator.messages(privateChat)).toMatchObject([{ id: 2, silent: true }]);
  moveOn('staging');
  await publisher.idle();
  expect(harness.emulator.messages(privateChat)).toMatchObject([{ id: 2 }]);
});

test('in a supergroup the ids of messages tell how far a card has scrolled up', () => {
  const { chats } = harness.store;
  chats.noteMessage(supergroup, 100);
  chats.noteMessage(supergroup, 130);
  chats.noteMessage(supergroup, 120);
  chats.noteMessage(supergroup, 140, 7);
  chats.noteMessage(supergroup, 135);
  chats.noteMessage(group, 90, 1);
  chats.noteMessage(group, 100);
  chats.noteMessage(group, 130);
  expect([chats.positionOf(supergroup), chats.positionOf(supergroup, 7), chats.positionOf(group)]).toEqual([
    140, 1, 3,
  ]);
});

test('a card that somebody asks for comes down silently, below the answers that stand before it', async () => {
  const publisher = await drawn(1, privateChat);
  harness.store.cards.fetch(1);
  harness.say('its document', { importance: 'answer' });
  harness.say('news');
  await publisher.idle();
  expect(harness.emulator.messages(privateChat)).toMatchObject([
    { text: 'its document' },
    { text: expect.stringContaining('ET-1'), silent: true },
    { text: 'news' },
  ]);
});

test('a menu that was asked for goes before what nobody asked for', async () => {
  for (const taskId of [1, 2, 3]) harness.addCard(taskId, privateChat);
  const publisher = harness.publisher();
  publisher.start();
  await publisher.idle();
  const before = harness.begun.length;
  for (const taskId of [1, 2, 3]) harness.change(taskId, { title: 'Changed' });
  harness.say('news');
  harness.store.cards.setMenu(3, 'cancel:k');
  await publisher.idle();
  const [first] = harness.emulator.calls().slice(before);
  expect(first?.params['text']).toContain('ET-3');
  expect(harness.store.cards.find(3)).toMatchObject({ menu: 'cancel:k', menu_drawn: 'cancel:k' });
});

test('a chat that hangs keeps no other waiting, whatever it was to show', async () => {
  harness.addCard(1, privateChat);
  harness.emulator.inject({ kind: 'delay', ms: 300, method: '*', chatId: group });
  harness.store.topics.want(group, 'task:5', 'ET-5');
  harness.say('stuck', { chatId: group });
  const publisher = harness.publisher();
  publisher.start();
  await until(() => harness.texts(privateChat).length === 1);
  expect(harness.texts(group)).toEqual([]);
});

test('a card speaks the language of its chat, from the next time it is drawn', async () => {
  const publisher = await drawn(1, group);
  expect(harness.texts(group)[0]).not.toMatch(/[а-я]/);
  harness.store.chats.set(group, 'language', 'ru');
  harness.store.cards.touch(1);
  await publisher.idle();
  expect(harness.texts(group)[0]).toMatch(/[а-я]/);
});
