import type { InlineKeyboardMarkup } from 'grammy/types';
import { expect, test } from 'vitest';
import { mannerOf } from '../../src/workflow/chat-manner.ts';
import { createBench, createTestBot, group, operator, owner, stranger, toast, viewer } from './bench.ts';

function setUp() {
  const bench = createBench();
  const hands = createTestBot(bench);
  /** The menu of the last /settings, as the notice says it now. */
  const menu = () => {
    const row = bench.db
      .prepare<[], { message: string }>(
        `SELECT message FROM notices WHERE key LIKE 'answer:settings:%' ORDER BY id DESC LIMIT 1`,
      )
      .get();
    const { text, keyboard } = JSON.parse(row?.message ?? '{}') as {
      text: string;
      keyboard: InlineKeyboardMarkup;
    };
    const buttons = keyboard.inline_keyboard.flat();
    return { text, buttons: buttons.map((one) => ('callback_data' in one ? one.callback_data : '')) };
  };
  return { bench, store: bench.store, menu, ...hands };
}

test('the menu changes in place, and its buttons carry what can be typed', async () => {
  const { bench, menu, say, press } = setUp();
  await say({ from: viewer }, '/settings');
  expect(menu().text).toContain('Language: English\nTime zone: UTC\nDaily digest: off\nQuiet hours: off');
  expect(menu().buttons).toEqual(['set:101:language', 'set:101:timezone', 'set:101:digest', 'set:101:quiet']);
  await press({ from: viewer }, 'set:101:language', 300);
  expect(menu().buttons).toEqual(['set:101:language en', 'set:101:language ru', 'set:101:']);
  expect(toast(await press({ from: viewer }, 'set:101:language ru', 300)).text).toBe('Сохранено.');
  expect(menu().text).toContain('Язык: Русский');
  expect(mannerOf(bench.context, viewer).language).toBe('ru');
  expect(bench.db.prepare(`SELECT 1 FROM notices WHERE key LIKE 'answer:settings:%'`).all()).toHaveLength(1);
});

test('every setting has words, and wrong ones an example', async () => {
  const { bench, say } = setUp();
  const from = { from: viewer };
  const right = [
    'language Russian',
    'language en',
    'timezone europe/berlin',
    'digest 9:30',
    'quiet 22:00 - 8:00',
  ];
  for (const words of right) expect((await say(from, `/settings ${words}`))[0]).toMatch(/Saved|Сохранено/);
  expect(mannerOf(bench.context, viewer)).toEqual({
    language: 'en',
    timezone: 'Europe/Berlin',
    digestAtMinute: 570,
    quietHours: { fromMinute: 1320, toMinute: 480 },
  });
  for (const words of ['digest off', 'quiet off', 'timezone default']) await say(from, `/settings ${words}`);
  expect(mannerOf(bench.context, viewer)).toMatchObject({
    digestAtMinute: null,
    quietHours: null,
    timezone: 'UTC',
  });
  const wrong = [
    ['language fr', '/settings language en'],
    ['timezone Mars', '/settings timezone Europe/Berlin'],
    ['digest noon', '/settings digest 09:00'],
    ['quiet never', '/settings quiet 22:00-08:00'],
    ['volume 11', '/settings'],
  ] as const;
  for (const [words, example] of wrong) expect((await say(from, `/settings ${words}`))[0]).toContain(example);
});

test('Other… asks for the words by a reply', async () => {
  const { bench, say, press, calls } = setUp();
  await say({ from: viewer }, '/settings');
  await press({ from: viewer }, 'set:101:timezone ?', 300);
  expect(calls.at(-1)?.payload).toMatchObject({ reply_markup: { force_reply: true } });
  const replyTo = { id: 5000 + calls.length };
  expect(await say({ from: viewer, replyTo }, 'Asia/Tokyo')).toEqual(['Saved.']);
  expect(mannerOf(bench.context, viewer).timezone).toBe('Asia/Tokyo');
});

test('in a group it takes an operator, by button and by word', async () => {
  const { bench, menu, store, say, press } = setUp();
  await say({ from: viewer, chat: group }, '/settings');
  expect(menu().buttons).toEqual([]);
  const refused = 'In a group this takes the role operator or owner.';
  expect(await say({ from: viewer, chat: group }, '/settings language ru')).toEqual([refused]);
  for (const words of ['language ru', 'timezone ?'])
    expect(toast(await press({ from: viewer, chat: group }, `set:101:${words}`, 300))).toEqual({
      text: refused,
      alert: true,
    });
  expect(store.audit.listLatest(1)).toMatchObject([{ outcome: 'refused', via: 'button', user_id: viewer }]);
  await say({ from: operator, chat: group }, '/settings language ru');
  expect(mannerOf(bench.context, group).language).toBe('ru');
});

test('an owner adds people by id, by a reply, a mention, a contact or a forwarded message', async () => {
  const { store, say, send } = setUp();
  const from = { from: owner };
  expect(await say(from, '/settings add 501 operator Zoë Q')).toEqual(['Zoë Q is operator now.']);
  const add = { text: '/settings add approver', entities: [{ type: 'bot_command', offset: 0, length: 9 }] };
  const user = (id: number) => ({ id, is_bot: false, first_name: `P${id}` });
  const ways = [
    { ...add, reply_to_message: { message_id: 9, from: user(502) } },
    { ...add, entities: [...add.entities, { type: 'text_mention', offset: 10, length: 3, user: user(503) }] },
    {
      ...add,
      reply_to_message: {
        message_id: 9,
        from: user(owner),
        forward_origin: { type: 'user', sender_user: user(504) },
      },
    },
  ];
  for (const way of ways) await send(from, way);
  expect(store.members.list().map(({ telegram_id: id, role }) => [id, role])).toEqual([
    [501, 'operator'],
    [502, 'approver'],
    [503, 'approver'],
    [504, 'approver'],
  ]);
  expect((await say({ from: 501 }, '/new'))[0]).not.toContain('This takes');
  expect((await say(from, '/settings add @zoe'))[0]).toContain('Send the numeric id');
  expect((await say(from, '/settings add'))[0]).toContain('/settings add 123456789 operator');
});

test('a forwarded message or a contact answers the question who it is', async () => {
  const { bench, store, press, send, calls } = setUp();
  const from = { from: owner };
  await press(from, 'set:101:add ?', 300);
  const replyTo = { id: 5000 + calls.length };
  await send({ ...from, replyTo }, { contact: { phone_number: '1', first_name: 'Cy', user_id: 505 } });
  expect(store.members.find(505)).toMatchObject({ name: 'Cy', role: 'viewer', added_by: 'Olga' });
  const forwarded = (origin: Record<string, unknown>) => ({
    text: 'hi',
    forward_origin: { date: 1, ...origin },
  });
  const origin = { type: 'user', sender_user: { id: 506, is_bot: false, first_name: 'Di' } };
  // Nobody asked lately: talk that is passed on adds nobody.
  await send(from, forwarded(origin));
  expect(store.members.find(506)).toBeUndefined();
  bench.db.prepare(`UPDATE reply_prompts SET message_id = 95 WHERE nonce = 'set:add'`).run();
  const [hidden] = await send(from, forwarded({ type: 'hidden_user', sender_user_name: 'Ed' }));
  expect(hidden?.payload['text']).toContain('hides behind forwards');
  await send(from, forwarded(origin));
  expect(store.members.find(506)).toMatchObject({ name: 'Di', role: 'viewer' });
});

test('roles change and people go, but never the last owner, and nobody of the configuration', async () => {
  const { store, menu, say, press } = setUp();
  const from = { from: owner };
  await say(from, '/settings add 501 operator Zoë');
  await say(from, '/settings people');
  expect(menu().text).toContain('• Olga: owner (14) 🔒');
  expect(menu().buttons).toEqual(['set:102:person 501', 'set:102:add ?', 'set:102:']);
  await press(from, 'set:102:person 501', 300);
  expect(menu().buttons).toContain('set:102:role 501 owner');
  expect(toast(await press(from, 'set:102:role 501 owner', 300)).text).toBe('Zoë is owner now.');
  expect(await say(from, '/settings role 14 viewer')).toEqual([
    'Olga stands in the configuration; change the role there and restart.',
  ]);
  expect(await say(from, '/settings role 501 king')).toEqual([
    expect.stringContaining('/settings role 501 operator'),
  ]);
  expect(await say(from, '/settings remove 777')).toEqual([expect.stringContaining('/settings people')]);
  expect(await say(from, '/settings remove 501')).toEqual(['Zoë is not known here any more.']);
  expect(await say({ from: 501 }, '/tasks')).toEqual([expect.stringContaining("I don't know you yet.")]);
  expect(store.members.list()).toEqual([]);
});

test('without others in the configuration the last owner stays one', async () => {
  const bench = createBench();
  const { say } = createTestBot(bench, undefined, { configured: [] });
  bench.store.members.put({ id: 501, name: 'Zoë', role: 'owner', by: 'pairing' }, '2026-05-04 12:00:00');
  const last = 'Nobody else is owner: make somebody else one first.';
  for (const words of ['role 501 viewer', 'remove 501', 'add 501 viewer'])
    expect(await say({ from: 501 }, `/settings ${words}`)).toEqual([last]);
  await say({ from: 501 }, '/settings add 502 owner');
  expect(await say({ from: 501 }, '/settings role 501 viewer')).toEqual(['Zoë is viewer now.']);
});

test('only owners look after people', async () => {
  const { store, say, press } = setUp();
  for (const words of ['add 501 owner', 'role 13 owner', 'remove 14'])
    expect(await say({ from: operator }, `/settings ${words}`)).toEqual([
      'This takes the role owner; yours is operator.',
    ]);
  expect(toast(await press({ from: operator }, 'set:101:role 13 owner', 300)).alert).toBe(true);
  expect(toast(await press({ from: stranger }, 'set:101:add ?', 300)).alert).toBe(true);
  expect(store.members.list()).toEqual([]);
});
