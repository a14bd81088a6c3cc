import { InlineKeyboard, InputFile } from 'grammy';
import { expect, test } from 'vitest';
import { alice, bob, carol, forum, group, refusal, startEmulator, token } from './started-emulator.ts';

test('a sent message is seen by people and answered with the fields grammY needs', async () => {
  const { emulator, api, time } = await startEmulator();
  const first = emulator.sendText(alice, alice, 'hello');
  const sent = await api.sendMessage(alice, 'hi', {
    reply_parameters: { message_id: first },
    reply_markup: new InlineKeyboard().text('Go', 'go'),
    disable_notification: true,
    link_preview_options: { is_disabled: true },
  });
  expect(sent).toMatchObject({
    message_id: 2,
    date: Math.floor(time.now().getTime() / 1000),
    chat: { id: alice, type: 'private', first_name: 'Alice' },
    from: { id: 4242, is_bot: true, username: 'box_bot' },
    text: 'hi',
    reply_markup: { inline_keyboard: [[{ text: 'Go', callback_data: 'go' }]] },
    reply_to_message: { message_id: first, text: 'hello' },
  });
  expect(emulator.messages(alice)[1]).toMatchObject({
    id: 2,
    fromBot: true,
    silent: true,
    replyTo: first,
    buttons: [[{ text: 'Go', data: 'go' }]],
    edits: 0,
  });
});

test('a text that is empty before or after parsing is refused', async () => {
  const { api } = await startEmulator();
  expect(await refusal(api.sendMessage(alice, ''))).toBe('400 Bad Request: message text is empty');
  expect(await refusal(api.sendMessage(alice, ' \n '))).toBe('400 Bad Request: text must be non-empty');
  expect(await refusal(api.sendMessage(alice, '<b></b>', { parse_mode: 'HTML' }))).toBe(
    '400 Bad Request: text must be non-empty',
  );
});

test('4096 code points are the longest text, counted after parsing', async () => {
  const { api } = await startEmulator();
  const rockets = '🚀'.repeat(4096);
  const sent = await api.sendMessage(alice, `<b>${rockets}</b>`, { parse_mode: 'HTML' });
  expect(sent.entities).toEqual([{ type: 'bold', offset: 0, length: 8192 }]);
  expect(await refusal(api.sendMessage(alice, `${rockets}x`))).toBe('400 Bad Request: message is too long');
  expect(await refusal(api.editMessageText(alice, sent.message_id, `${rockets}x`))).toBe(
    '400 Bad Request: MESSAGE_TOO_LONG',
  );
});

test('callback data has 1 to 64 bytes', async () => {
  const { api } = await startEmulator();
  const withData = (data: string) => ({
    reply_markup: { inline_keyboard: [[{ text: 'b', callback_data: data }]] },
  });
  await api.sendMessage(alice, 'ok', withData('ж'.repeat(32)));
  for (const data of ['', 'ж'.repeat(32).concat('x')]) {
    expect(await refusal(api.sendMessage(alice, 'no', withData(data)))).toBe(
      '400 Bad Request: BUTTON_DATA_INVALID',
    );
  }
});

test('buttons take a style, a text to copy, a link and the disabled state, but need one type', async () => {
  const { emulator, api } = await startEmulator();
  const keyboard = [
    [{ text: 'Stop', callback_data: 's', style: 'danger' as const }],
    [{ text: 'Branch', copy_text: { text: 'feature/x' } }],
    [{ text: 'Open', url: 'https://example.org/x' }],
    [{ text: 'Later', disabled: {} }],
  ];
  const sent = await api.sendMessage(alice, 'x', { reply_markup: { inline_keyboard: keyboard } });
  expect(sent.reply_markup?.inline_keyboard).toEqual(keyboard);
  expect(emulator.messages(alice)[0]?.buttons).toEqual([
    [{ text: 'Stop', data: 's', style: 'danger' }],
    [{ text: 'Branch', copyText: 'feature/x' }],
    [{ text: 'Open', url: 'https://example.org/x' }],
    [{ text: 'Later', disabled: true }],
  ]);
  const bare = { inline_keyboard: [[{ text: 'bare' } as never]] };
  expect(await refusal(api.sendMessage(alice, 'x', { reply_markup: bare }))).toContain(
    'Text buttons are unallowed in the inline keyboard',
  );
  const local = { inline_keyboard: [[{ text: 'local', url: 'http://localhost/x' }]] };
  expect(await refusal(api.sendMessage(alice, 'x', { reply_markup: local }))).toContain('Wrong HTTP URL');
});

test('chats that are unknown, never started, blocked or left refuse in their own words', async () => {
  const { emulator, api } = await startEmulator();
  expect(await refusal(api.sendMessage(-9, 'x'))).toBe('400 Bad Request: chat not found');
  expect(await refusal(api.sendMessage('', 'x'))).toBe('400 Bad Request: chat_id is empty');
  expect(await refusal(api.sendMessage(carol, 'x'))).toBe(
    "403 Forbidden: bot can't initiate conversation with a user",
  );
  emulator.block(bob);
  expect(await refusal(api.sendMessage(bob, 'x'))).toBe('403 Forbidden: bot was blocked by the user');
  emulator.unblock(bob);
  await api.sendMessage(bob, 'x');
  emulator.kick(forum);
  expect(await refusal(api.sendMessage(forum, 'x'))).toBe(
    '403 Forbidden: bot was kicked from the supergroup chat',
  );
});

test('a migrated group names its successor on send and delete, and its old ids are void', async () => {
  const { emulator, api } = await startEmulator();
  const { message_id } = await api.sendMessage(group, 'card');
  emulator.migrate(group, -1002);
  const upgraded = {
    description: 'Bad Request: group chat was upgraded to a supergroup chat',
    parameters: { migrate_to_chat_id: -1002 },
  };
  await expect(api.sendMessage(group, 'x')).rejects.toMatchObject(upgraded);
  await expect(api.deleteMessage(group, message_id)).rejects.toMatchObject(upgraded);
  expect(await refusal(api.editMessageText(group, message_id, 'y'))).toBe(
    '400 Bad Request: message to edit not found',
  );
  await api.sendMessage(-1002, 'x');
});

test('threads exist in forums only, and the General topic is left out', async () => {
  const { emulator, api } = await startEmulator();
  const sent = await api.sendMessage(forum, 'x', { message_thread_id: 7 });
  expect(sent).toMatchObject({ message_thread_id: 7, is_topic_message: true });
  expect(emulator.messages(forum)[0]?.threadId).toBe(7);
  for (const [chat, thread] of [
    [forum, 1],
    [forum, 8],
    [group, 7],
    [alice, 7],
  ] as const) {
    expect(await refusal(api.sendMessage(chat, 'x', { message_thread_id: thread }))).toBe(
      '400 Bad Request: message thread not found',
    );
  }
});

test('a reply needs its target, unless it may go without', async () => {
  const { api } = await startEmulator();
  expect(await refusal(api.sendMessage(alice, 'x', { reply_parameters: { message_id: 9 } }))).toBe(
    '400 Bad Request: message to be replied not found',
  );
  const lenient = { reply_parameters: { message_id: 9, allow_sending_without_reply: true } };
  expect((await api.sendMessage(alice, 'x', lenient)).reply_to_message).toBeUndefined();
});

test('a document is kept with its bytes, its caption and its buttons', async () => {
  const { emulator, api, root } = await startEmulator();
  const sent = await api.sendDocument(alice, new InputFile(Buffer.from('line\n'), 'run.log'), {
    caption: '<b>Log</b>',
    parse_mode: 'HTML',
    reply_markup: new InlineKeyboard().text('Go', 'go'),
  });
  expect(sent).toMatchObject({
    caption: 'Log',
    caption_entities: [{ type: 'bold', offset: 0, length: 3 }],
    document: { file_name: 'run.log', file_size: 5 },
  });
  const download = await fetch(`${root}/files/${emulator.messages(alice)[0]?.document?.id}`);
  expect(await download.text()).toBe('line\n');
  expect(await refusal(api.editMessageText(alice, sent.message_id, 'x'))).toBe(
    '400 Bad Request: there is no text in the message to edit',
  );
});

test('forms and queries are understood like JSON, and method names in any case', async () => {
  const { emulator, root } = await startEmulator();
  const entities = JSON.stringify([{ type: 'bold', offset: 0, length: 2 }]);
  const form = new URLSearchParams({ chat_id: String(alice), text: 'form', entities });
  const sent = await fetch(`${root}/bot${token}/SENDMESSAGE`, { method: 'POST', body: form });
  expect(await sent.json()).toMatchObject({ ok: true, result: { text: 'form' } });
  await fetch(`${root}/bot${token}/sendMessage?chat_id=${alice}&text=query`);
  expect(emulator.messages(alice).map(({ text }) => text)).toEqual(['form', 'query']);
  expect(emulator.calls('sendMessage')).toHaveLength(2);
});

test('a wrong token and an unknown method are refused', async () => {
  const { root } = await startEmulator();
  const wrong = await fetch(`${root}/bot1:wrong/getMe`);
  expect([wrong.status, await wrong.json()]).toEqual([
    401,
    { ok: false, error_code: 401, description: 'Unauthorized' },
  ]);
  const unknown = await fetch(`${root}/bot${token}/sendNothing`);
  expect([unknown.status, await unknown.json()]).toEqual([
    404,
    { ok: false, error_code: 404, description: 'Not Found: method not found' },
  ]);
});

test('commands are kept by scope, and their names and descriptions are checked', async () => {
  const { api } = await startEmulator();
  const commands = [{ command: 'queue', description: 'What waits' }];
  const scope = { type: 'all_group_chats' as const };
  await api.setMyCommands(commands, { scope });
  expect(await api.getMyCommands({ scope })).toEqual(commands);
  expect(await api.getMyCommands()).toEqual([]);
  await api.deleteMyCommands({ scope });
  expect(await api.getMyCommands({ scope })).toEqual([]);
  expect(await refusal(api.setMyCommands([{ command: 'Queue', description: 'x' }]))).toBe(
    '400 Bad Request: BOT_COMMAND_INVALID',
  );
  expect(await refusal(api.setMyCommands([{ command: 'queue', description: '' }]))).toBe(
    '400 Bad Request: BOT_COMMAND_DESCRIPTION_INVALID',
  );
});
