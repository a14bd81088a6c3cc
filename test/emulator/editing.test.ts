import { InlineKeyboard } from 'grammy';
import { expect, test } from 'vitest';
import type { EmulatorChange } from '../../src/emulator/create-emulator.ts';
import { alice, bob, forum, group, refusal, startEmulator } from './started-emulator.ts';

const notModified =
  '400 Bad Request: message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message';

test('an edit replaces text and keyboard and leaves a mark', async () => {
  const { emulator, api, time } = await startEmulator();
  const reply_markup = new InlineKeyboard().text('Go', 'go');
  const { message_id } = await api.sendMessage(alice, 'one', { reply_markup });
  time.pass(60);
  const edited = await api.editMessageText(alice, message_id, '<i>two</i>', { parse_mode: 'HTML' });
  expect(edited).toMatchObject({ text: 'two', edit_date: Math.floor(time.now().getTime() / 1000) });
  expect(emulator.messages(alice)).toMatchObject([
    { id: message_id, text: 'two', entities: [{ type: 'italic' }], buttons: [], edits: 1 },
  ]);
});

test('the same content and the same markup are not a modification, in whatever order the keys come', async () => {
  const { api } = await startEmulator();
  const markup = (...buttons: object[]) => ({ reply_markup: { inline_keyboard: [buttons] } }) as never;
  const { message_id } = await api.sendMessage(
    alice,
    '<b>x</b>',
    Object.assign({ parse_mode: 'HTML' }, markup({ text: 'Go', callback_data: 'go' })),
  );
  const same = { entities: [{ type: 'bold' as const, offset: 0, length: 1 }] };
  const edit = (options: object) => api.editMessageText(alice, message_id, 'x', options);
  const swapped = markup({ callback_data: 'go', text: 'Go' }) as object;
  expect(await refusal(edit({ ...same, ...swapped }))).toBe(notModified);
  expect(await refusal(api.editMessageReplyMarkup(alice, message_id, swapped))).toBe(notModified);
  await edit({ ...same, ...(markup({ text: 'Go', callback_data: 'other' }) as object) });
  await edit(same);
  await edit({});
  expect(await refusal(edit({}))).toBe(notModified);
});

test('a change of the keyboard alone leaves no edit mark', async () => {
  const { emulator, api } = await startEmulator();
  const { message_id } = await api.sendMessage(alice, 'x');
  await api.editMessageReplyMarkup(alice, message_id, {
    reply_markup: new InlineKeyboard().text('Go', 'go'),
  });
  const [message] = emulator.messages(alice);
  expect(message).toMatchObject({ edits: 1, buttons: [[{ text: 'Go' }]] });
  expect(message?.editDate).toBeUndefined();
});

test("a message that is gone, another's, or sent with other markup cannot be edited", async () => {
  const { emulator, api } = await startEmulator();
  expect(await refusal(api.editMessageText(alice, 99, 'x'))).toBe(
    '400 Bad Request: message to edit not found',
  );
  const theirs = emulator.sendText(alice, alice, 'mine');
  expect(await refusal(api.editMessageText(alice, theirs, 'x'))).toBe(
    "400 Bad Request: message can't be edited",
  );
  for (const reply_markup of [
    { force_reply: true as const },
    { remove_keyboard: true as const },
    { keyboard: [[{ text: 'k' }]] },
  ]) {
    const { message_id } = await api.sendMessage(alice, 'x', { reply_markup });
    expect(await refusal(api.editMessageText(alice, message_id, 'y'))).toBe(
      "400 Bad Request: message can't be edited",
    );
  }
});

test('own messages can be edited at any age', async () => {
  const { api, time } = await startEmulator();
  const { message_id } = await api.sendMessage(alice, 'x');
  time.pass(400 * 24 * 3600);
  expect(await api.editMessageText(alice, message_id, 'y')).toMatchObject({ text: 'y' });
});

test('a deleted message is gone for edits, deletes and people', async () => {
  const { emulator, api } = await startEmulator();
  const { message_id } = await api.sendMessage(alice, 'x');
  await api.deleteMessage(alice, message_id);
  expect(emulator.messages(alice)).toEqual([]);
  expect(await refusal(api.deleteMessage(alice, message_id))).toBe(
    '400 Bad Request: message to delete not found',
  );
  const second = await api.sendMessage(alice, 'x');
  expect(second.message_id).toBe(2);
  emulator.deleteAsUser(alice, alice, second.message_id);
  expect(await refusal(api.editMessageText(alice, second.message_id, 'y'))).toBe(
    '400 Bad Request: message to edit not found',
  );
});

test('after 48 hours nothing can be deleted, each kind of chat in its words', async () => {
  const { api, time } = await startEmulator();
  const words = new Map([
    [alice, "400 Bad Request: message can't be deleted for everyone"],
    [group, "400 Bad Request: message can't be deleted for everyone"],
    [forum, "400 Bad Request: message can't be deleted"],
  ]);
  const ids = new Map<number, number>();
  for (const chat of words.keys()) ids.set(chat, (await api.sendMessage(chat, 'x')).message_id);
  time.pass(48 * 3600 - 1);
  await api.deleteMessage(alice, (await api.sendMessage(alice, 'young')).message_id);
  time.pass(1);
  for (const [chat, text] of words)
    expect(await refusal(api.deleteMessage(chat, ids.get(chat) ?? 0))).toBe(text);
});

test("people's messages can be deleted in private chats but not in groups", async () => {
  const { emulator, api } = await startEmulator();
  await api.deleteMessage(bob, emulator.sendText(bob, bob, 'x'));
  const inForum = emulator.sendText(bob, forum, 'x');
  expect(await refusal(api.deleteMessage(forum, inForum))).toBe("400 Bad Request: message can't be deleted");
});

test('deleteMessages skips missing ids and deletes all or nothing', async () => {
  const { emulator, api, time } = await startEmulator();
  const old = (await api.sendMessage(alice, 'old')).message_id;
  time.pass(48 * 3600);
  const young = [];
  for (const text of ['a', 'b']) young.push((await api.sendMessage(alice, text)).message_id);
  expect(await refusal(api.deleteMessages(alice, [...young, old]))).toBe(
    "400 Bad Request: message can't be deleted for everyone",
  );
  expect(emulator.messages(alice)).toHaveLength(3);
  expect(await api.deleteMessages(alice, [...young, 77])).toBe(true);
  expect(emulator.messages(alice).map(({ id }) => id)).toEqual([old]);
  expect(
    await refusal(
      api.deleteMessages(
        alice,
        Array.from({ length: 101 }, (_, id) => id + 1),
      ),
    ),
  ).toBe('400 Bad Request: too many message identifiers specified');
});

test('listeners hear what people see', async () => {
  const { emulator, api } = await startEmulator();
  const heard: string[] = [];
  const listener = ({ kind, chatId, message }: EmulatorChange) =>
    void heard.push(`${kind} ${chatId} ${message.text}`);
  const stop = emulator.onChange(listener);
  const { message_id } = await api.sendMessage(alice, 'one');
  await api.editMessageText(alice, message_id, 'two');
  await api.deleteMessage(alice, message_id);
  stop();
  await api.sendMessage(alice, 'unheard');
  expect(heard).toEqual([`sent ${alice} one`, `edited ${alice} two`, `deleted ${alice} two`]);
});
