import { expect, test } from 'vitest';
import { createBench, createTestBot, group, stranger, viewer } from './bench.ts';

const now = '2026-05-04 12:00:00';

function setUp(status = 'member') {
  const bench = createBench();
  const member = { user: { id: 1, is_bot: true, first_name: 'Box' }, status };
  const from = { id: viewer, is_bot: false, first_name: 'V' };
  const chat = { id: group, type: 'supergroup', title: 'G' };
  const change = { chat, from, date: 0, old_chat_member: member, new_chat_member: member };
  const parked = () => bench.store.chats.list().filter((row) => row.parked !== null).length;
  return { bench, parked, change, ...createTestBot(bench) };
}

test('a message from a parked chat, even a stranger’s, brings it back', async () => {
  const { bench, parked, say } = setUp();
  bench.store.chats.park(group, 'was kicked', now);
  await say({ from: viewer }, 'elsewhere');
  expect(parked()).toBe(1);
  const { nudges } = bench.time;
  await say({ from: stranger, chat: group }, 'hello');
  expect(parked()).toBe(0);
  expect(bench.time.nudges).toBe(nudges + 1);
  await say({ from: stranger, chat: group }, 'hello');
  expect(bench.time.nudges).toBe(nudges + 1);
});

test.each([
  ['member', 0],
  ['administrator', 0],
  ['kicked', 1],
  ['left', 1],
])('as %s the bot leaves %i parked chats', async (status, left) => {
  const { bench, parked, change, during } = setUp(status);
  bench.store.chats.park(group, 'was kicked', now);
  await during({ my_chat_member: change });
  expect(parked()).toBe(left);
});

test('an answer that meets a flood limit pauses the chat', async () => {
  const bench = createBench();
  const { say } = createTestBot(bench, () => ({ code: 429, why: 'Too Many Requests: retry after 5' }));
  await say({ from: viewer, chat: group }, '/tasks');
  expect(bench.store.chats.list()).toMatchObject([
    { chat_id: group, paused_until: '2026-05-04 12:00:05.000' },
  ]);
  expect(bench.logged.map(({ level, message }) => [level, message])).toEqual([
    ['warn', 'an answer could not be given'],
  ]);
});

test('what Telegram cannot format is sent plain', async () => {
  const bench = createBench();
  const { say, calls } = createTestBot(bench, ({ payload }) =>
    Array.isArray(payload['entities'])
      ? { code: 400, why: "Bad Request: can't parse entities: x" }
      : undefined,
  );
  expect(await say({ from: viewer }, '/queue')).toHaveLength(2);
  expect(calls[1]?.payload).not.toHaveProperty('entities');
});
