import { expect, test } from 'vitest';
import { approver, type Call, createBench, createTestBot, group, operator, owner, viewer } from './bench.ts';

type Menu = {
  scope: { type: string; chat_id?: number };
  language_code?: string;
  commands: { command: string; description: string }[];
};

function setUp(fail?: Parameters<typeof createTestBot>[1]) {
  const bench = createBench();
  const hands = createTestBot(bench, fail);
  const menusOf = (calls: readonly Call[]) =>
    calls.filter(({ method }) => method === 'setMyCommands').map(({ payload }) => payload as unknown as Menu);
  const own = (id: number) => menusOf(hands.calls).filter(({ scope }) => scope.chat_id === id);
  return { bench, menusOf, own, ...hands };
}

test('menus come by scope: strangers, groups, and everybody by his role and in the language of his chat', async () => {
  const { bench, bot, menusOf, own, calls } = setUp();
  bench.store.chats.set(viewer, 'language', 'ru');
  await bot.renewMenus();
  const menus = menusOf(calls);
  const named = (type: string) => menus.filter(({ scope }) => scope.type === type);
  expect(named('default').map((one) => one.language_code)).toEqual([undefined, 'en', 'ru']);
  expect(named('default')[0]?.commands.map(({ command }) => command)).toEqual(['start', 'help']);
  expect(named('all_group_chats').map((one) => one.language_code)).toEqual([undefined, 'en', 'ru']);
  const forGroups = named('all_group_chats')[0]?.commands.map(({ command }) => command);
  expect(forGroups).toEqual(expect.arrayContaining(['task', 'approve', 'new', 'cancel']));
  for (const gate of ['pause', 'resume', 'freeze', 'unfreeze']) expect(forGroups).not.toContain(gate);
  const [forViewer] = own(viewer);
  const [forOwner] = own(owner);
  expect(forViewer?.commands.map(({ command }) => command)).not.toContain('approve');
  expect(forViewer?.commands).toContainEqual({ command: 'task', description: 'Показать задачу' });
  expect(forOwner?.commands).toContainEqual({ command: 'task', description: 'Show a task' });
  expect(forOwner?.commands.map(({ command }) => command)).toContain('resume');
});

test('only what changed is set again: a role, a language, somebody who is gone', async () => {
  const { bot, own, calls, say } = setUp();
  await say({ from: owner }, '/settings add 501 viewer Zoë');
  await bot.renewMenus();
  calls.length = 0;
  await bot.renewMenus();
  expect(calls).toEqual([]);
  await say({ from: owner }, '/settings role 501 owner');
  await bot.renewMenus();
  expect(own(501)[0]?.commands.map(({ command }) => command)).toContain('resume');
  await say({ from: viewer }, '/settings language ru');
  await bot.renewMenus();
  expect(own(viewer)).toHaveLength(1);
  await say({ from: owner }, '/settings remove 501');
  await bot.renewMenus();
  expect(calls.filter(({ method }) => method === 'deleteMyCommands').map(({ payload }) => payload)).toEqual([
    { scope: { type: 'chat', chat_id: 501 } },
  ]);
});

test('a menu that is not taken is logged and tried again later', async () => {
  let broken = true;
  const { bench, bot, own } = setUp(({ method, payload }) => {
    const scope = payload['scope'] as { chat_id?: number } | undefined;
    if (!broken || method !== 'setMyCommands') return undefined;
    if (scope?.chat_id === viewer) return { code: 400, why: 'Bad Request: chat not found' };
    return scope?.chat_id === operator ? { code: 502, why: 'Bad Gateway' } : undefined;
  });
  await bot.renewMenus();
  expect(bench.logged.filter(({ level }) => level === 'warn')).toHaveLength(1);
  expect(own(approver)).toEqual([]);
  broken = false;
  await bot.renewMenus();
  for (const id of [viewer, operator, owner]) expect(own(id).length).toBeGreaterThan(0);
});

test('/start greets, and the first one takes the language of the app unless one is set', async () => {
  const { bench, send, say } = setUp();
  const start = { text: '/start', entities: [{ type: 'bot_command', offset: 0, length: 6 }] };
  const from = (id: number, language: string) => ({
    from: { id, is_bot: false, first_name: 'Юра', language_code: language },
  });
  const said = await send({ from: viewer }, { ...start, ...from(viewer, 'ru-RU') });
  expect(said.find(({ method }) => method === 'sendMessage')?.payload['text']).toBe(
    'Здравствуйте, Юра. Я Signalbox, ваша роль — наблюдатель. /tasks показывает, что происходит, остальное — в /help.',
  );
  await send({ from: viewer }, { ...start, ...from(viewer, 'en') });
  expect(bench.store.chats.find(viewer)?.language).toBe('ru');
  await send({ from: owner }, { ...start, ...from(owner, 'de') });
  expect(bench.store.chats.find(owner)?.language ?? null).toBeNull();
  await send({ from: viewer, chat: group }, { ...start, ...from(viewer, 'ru') });
  expect(bench.store.chats.find(group)?.language ?? null).toBeNull();
  expect((await say({ from: operator }, '/start'))[0]).toContain('/new opens a task');
});

test('a group is told how the settings name it, when somebody we know added the bot', async () => {
  const { during } = setUp();
  const added = (from: number, before: string) =>
    during({
      my_chat_member: {
        chat: { id: -7007, type: 'supergroup', title: 'G' },
        from: { id: from, is_bot: false, first_name: 'X' },
        date: 1,
        old_chat_member: { status: before, user: { id: 1, is_bot: true, first_name: 'B' } },
        new_chat_member: { status: 'member', user: { id: 1, is_bot: true, first_name: 'B' } },
      },
    });
  const [hello] = await added(operator, 'left');
  expect(hello?.payload).toMatchObject({ chat_id: -7007, text: expect.stringContaining('chat: -7007') });
  expect(await added(operator, 'member')).toEqual([]);
  expect(await added(99, 'left')).toEqual([]);
});
