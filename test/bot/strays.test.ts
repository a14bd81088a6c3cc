import { expect, test } from 'vitest';
import { openTask } from '../../src/workflow/open-task.ts';
import { createBench, createTestBot, group, project, stranger, viewer } from './bench.ts';
import { me } from './updates.ts';

const now = '2026-05-04 12:00:00.000';
const supergroup = -1_001_000_000_009;

function setUp() {
  const bench = createBench();
  const by = { who: 'Ada', via: 'telegram' } as const;
  const request = { project: project('shop'), title: 'A title', description: '', item: null, by };
  const { taskId } = openTask(bench.context, request);
  const card = { taskId, chatId: group, topicId: null, messageId: 40, wanted: 1, hash: '' };
  bench.store.cards.recordSent(card, now);
  return { bench, taskId, ...createTestBot(bench) };
}

/** A message of the bot with a button of the task's card. */
const cardAt = (messageId: number, taskId: number, from: object = me) => ({
  message_id: messageId,
  date: Date.parse('2026-05-04T11:00:00Z') / 1000,
  chat: { id: group, type: 'supergroup', title: 'G' },
  from,
  text: 'SHOP-001',
  reply_markup: { inline_keyboard: [[{ text: 'Stop', callback_data: `stop:${taskId}:3` }]] },
});

test('a stray card that somebody replies to is recognised, to be removed', async () => {
  const { bench, taskId, send } = setUp();
  const reply = (to: object) =>
    send({ from: stranger, chat: group }, { text: 'What?', reply_to_message: to });
  await reply(cardAt(40, taskId));
  await reply(cardAt(41, taskId, { id: 5, is_bot: true, first_name: 'Another bot' }));
  bench.store.notices.stripKeyboard(group, 42, now);
  await reply(cardAt(42, taskId));
  expect(bench.store.cards.listSuperseded()).toEqual([]);
  await reply(cardAt(39, taskId));
  expect(bench.store.cards.listSuperseded()).toMatchObject([
    { message_id: 39, sent_at: '2026-05-04 11:00:00.000' },
  ]);
});

test('every message that is heard tells how far down its chat and its topic have come', async () => {
  const { bench, send } = setUp();
  const { chats } = bench.store;
  await send({ from: viewer, chat: group }, { text: 'one' });
  await send({ from: stranger, chat: group }, { text: 'two', is_topic_message: true, message_thread_id: 7 });
  await send({ from: viewer, chat: group }, { text: 'three', message_thread_id: 7 });
  expect([chats.positionOf(group), chats.positionOf(group, 7)]).toEqual([3, 1]);
});

test.for(['migrate_to_chat_id', 'migrate_from_chat_id'] as const)(
  'a group that tells %s takes its card along',
  async (field) => {
    const { bench, taskId, during } = setUp();
    const [at, other] = field === 'migrate_to_chat_id' ? [group, supergroup] : [supergroup, group];
    const chat = { id: at, type: 'supergroup', title: 'G' };
    const message = { message_id: 1, date: 0, chat, from: { id: viewer, is_bot: false, first_name: 'V' } };
    await during({ message: { ...message, [field]: other } });
    expect(bench.store.cards.find(taskId)).toMatchObject({ chat_id: supergroup, message_id: null });
    expect(bench.store.chats.current(group)).toBe(supergroup);
    const told = () => bench.logged.filter(({ message: line }) => line === 'the group became a supergroup');
    expect(told()).toHaveLength(1);
    await during({ message: { ...message, [field]: other } });
    expect(told()).toHaveLength(1);
  },
);

test('rights that the bot is given have it try its topics again', async () => {
  const { bench, during } = setUp();
  bench.store.topics.want(group, 'task:1', 'SHOP-001');
  bench.store.topics.setTrouble(group, 'task:1', 'not enough rights');
  const member = { user: me, status: 'administrator' };
  const chat = { id: group, type: 'supergroup', title: 'G' };
  const from = { id: viewer, is_bot: false, first_name: 'V' };
  await during({ my_chat_member: { chat, from, date: 0, old_chat_member: member, new_chat_member: member } });
  expect(bench.store.topics.find(group, 'task:1')?.trouble).toBeNull();
});

test('a topic of ours that is heard of before its making was answered is known', async () => {
  const { bench, during } = setUp();
  bench.store.topics.want(group, 'task:1', 'SHOP-001');
  const chat = { id: group, type: 'supergroup', title: 'G' };
  const topic = { message_thread_id: 50, is_topic_message: true, forum_topic_created: { name: 'SHOP-001' } };
  const hear = (from: object) => during({ message: { message_id: 50, date: 0, chat, from, ...topic } });
  await hear({ id: viewer, is_bot: false, first_name: 'V' });
  expect(bench.store.topics.find(group, 'task:1')?.topic_id).toBeNull();
  await hear(me);
  expect(bench.store.topics.find(group, 'task:1')).toMatchObject({ topic_id: 50, open: 1 });
  expect(bench.store.topics.list()).toHaveLength(1);
});
