import { expect, test } from 'vitest';
import { createBench, createTestBot, group, stranger, viewer } from './bench.ts';
import { sendNotice } from './send-notice.ts';

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

const flood = { code: 429, why: 'Too Many Requests: retry after 5' };

test('answers that meet a flood limit are kept, in their order, once each', async () => {
  const bench = createBench();
  let flooded = true;
  const hands = createTestBot(bench, () => (flooded ? flood : undefined));
  const { notices } = bench.store;
  const update = { message: commandMessage('/tasks') };
  await hands.say({ from: viewer, chat: group }, '/queue');
  for (const _ of [1, 2]) await hands.bot.handle({ update_id: 77, ...update });
  const kept = () => notices.listPending().map(({ message }) => JSON.parse(message).text.slice(0, 4));
  expect(kept()).toEqual(['Jobs', 'No t']);
  flooded = false;
  hands.calls.length = 0;
  for (const row of notices.listPending()) await sendNotice(bench, hands.bot, row);
  expect(hands.calls.map(({ payload }) => payload['chat_id'])).toEqual([group, group]);
  expect(kept()).toEqual([]);
  expect(bench.logged).toEqual([]);
});

function commandMessage(text: string) {
  const from = { id: viewer, is_bot: false, first_name: 'V' };
  const entities = [{ type: 'bot_command' as const, offset: 0, length: text.length }];
  const chat = { id: group, type: 'supergroup' as const, title: 'G' };
  return { message_id: 900, date: 0, from, chat, text, entities };
}

test('what Telegram cannot format is sent plain', async () => {
  const bench = createBench();
  const { say, calls } = createTestBot(bench, ({ payload }) =>
    Array.isArray(payload['entities']) && payload['entities'].length > 0
      ? { code: 400, why: "Bad Request: can't parse entities: x" }
      : undefined,
  );
  expect(await say({ from: viewer }, '/queue')).toHaveLength(2);
  expect(calls[1]?.payload).toMatchObject({ entities: [] });
});
