import { expect, test } from 'vitest';
import { alice, bob, carol, forum, group, refusal, startEmulator } from './started-emulator.ts';

test('a stranger opens a chat with /start and its payload', async () => {
  const { emulator, api } = await startEmulator();
  expect(() => emulator.sendText(carol, carol, 'hello')).toThrow(`there is no chat ${carol}`);
  emulator.sendText(carol, carol, '/start pair-1');
  expect((await api.getUpdates())[0]?.message).toMatchObject({
    chat: { id: carol, type: 'private', first_name: 'Carol' },
    text: '/start pair-1',
    entities: [{ type: 'bot_command', offset: 0, length: 6 }],
  });
  await api.sendMessage(carol, 'welcome');
});

test('private chats and basic groups share one numbering, a supergroup has its own', async () => {
  const { api } = await startEmulator();
  const ids = [];
  for (const chat of [alice, bob, group, forum, alice]) {
    ids.push((await api.sendMessage(chat, 'x')).message_id);
  }
  expect(ids).toEqual([1, 2, 3, 1, 4]);
});

test('the bot hears of who joins and leaves, by chat_member only where it is an administrator', async () => {
  const { emulator, api } = await startEmulator();
  await api.getUpdates({ allowed_updates: ['message', 'chat_member'] });
  emulator.addMember(forum, carol);
  emulator.removeMember(forum, bob);
  emulator.addMember(group, carol);
  const updates = await api.getUpdates();
  expect(updates).toMatchObject([
    { message: { new_chat_members: [{ id: carol }] } },
    { chat_member: { old_chat_member: { status: 'left' }, new_chat_member: { status: 'member' } } },
    { message: { left_chat_member: { id: bob } } },
    { chat_member: { old_chat_member: { status: 'member' }, new_chat_member: { status: 'left' } } },
    { message: { new_chat_members: [{ id: carol }], chat: { id: group } } },
  ]);
  emulator.sendText(carol, forum, 'hello');
  expect(() => emulator.sendText(bob, forum, 'hello')).toThrow('is not in chat');
  expect(await api.getChatMember(forum, bob)).toMatchObject({ status: 'left' });
  expect(await refusal(api.getChatMember(forum, 99))).toBe('400 Bad Request: user not found');
});

test('an update says in which language its sender reads', async () => {
  const users = [
    { id: alice, firstName: 'Alice', languageCode: 'ru' },
    { id: bob, firstName: 'Bob' },
  ];
  const { emulator, api } = await startEmulator({ users });
  emulator.sendText(alice, alice, 'x');
  emulator.sendText(bob, bob, 'x');
  const languages = (await api.getUpdates()).map(({ message }) => message?.from?.language_code);
  expect(languages).toEqual(['ru', 'en']);
});

test('a migration is told in both chats', async () => {
  const { emulator, api } = await startEmulator();
  emulator.migrate(group, -1002);
  expect(await api.getUpdates()).toMatchObject([
    { message: { chat: { id: group, type: 'group' }, migrate_to_chat_id: -1002 } },
    { message: { chat: { id: -1002, type: 'supergroup' }, migrate_from_chat_id: group } },
  ]);
});

test('an app offers the commands of the narrowest scope, in its language where there are any', async () => {
  const { api, root } = await startEmulator({
    users: [
      { id: alice, firstName: 'Alice', languageCode: 'ru' },
      { id: bob, firstName: 'Bob' },
    ],
    chats: [
      { id: alice, type: 'private', userId: alice },
      { id: group, type: 'group', title: 'Basic', memberIds: [alice, bob], adminIds: [bob] },
    ],
  });
  const set = (command: string, scope?: object, language_code?: string) =>
    api.setMyCommands([{ command, description: command }], {
      ...(scope && { scope: scope as never }),
      ...(language_code && { language_code: language_code as never }),
    });
  const offered = async (chat: number, user: number) => {
    const commands = await (await fetch(`${root}/commands?chat=${chat}&user=${user}`)).json();
    return (commands as { command: string }[]).map(({ command }) => command).join();
  };
  await set('everywhere');
  expect(await offered(group, alice)).toBe('everywhere');
  await set('groups', { type: 'all_group_chats' });
  await set('groups_ru', { type: 'all_group_chats' }, 'ru');
  await set('private', { type: 'all_private_chats' });
  expect([await offered(group, alice), await offered(group, bob)]).toEqual(['groups_ru', 'groups']);
  expect(await offered(alice, alice)).toBe('private');
  await set('admins', { type: 'all_chat_administrators' });
  expect([await offered(group, alice), await offered(group, bob)]).toEqual(['groups_ru', 'admins']);
  await set('here', { type: 'chat', chat_id: group });
  await set('here_admins', { type: 'chat_administrators', chat_id: group });
  expect([await offered(group, alice), await offered(group, bob)]).toEqual(['here', 'here_admins']);
  await set('mine', { type: 'chat_member', chat_id: group, user_id: alice });
  expect([await offered(group, alice), await offered(group, bob)]).toEqual(['mine', 'here_admins']);
});

test('a scope must be one, of a chat the bot knows', async () => {
  const { api } = await startEmulator();
  const set = (scope: object, language_code = '') =>
    refusal(api.setMyCommands([], { scope: scope as never, language_code: language_code as never }));
  expect(await set({ type: 'chat', chat_id: -9 })).toBe('400 Bad Request: chat not found');
  expect(await set({ type: 'some' })).toContain("can't parse BotCommandScope");
  expect(await set({ type: 'chat_member', chat_id: group })).toContain("can't parse BotCommandScope");
  expect(await set({ type: 'default' }, 'rus')).toBe('400 Bad Request: invalid language code specified');
});
