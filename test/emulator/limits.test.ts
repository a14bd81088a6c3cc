import { GrammyError } from 'grammy';
import { expect, test } from 'vitest';
import { alice, bob, forum, group, startEmulator } from './started-emulator.ts';

const limits = { privatePerSecond: 1, groupPerMinute: 20, burst: 2 };

/** How long the call is told to wait, or undefined when it is taken. */
async function wait(call: Promise<unknown>): Promise<number | undefined> {
  try {
    await call;
    return undefined;
  } catch (error) {
    if (!(error instanceof GrammyError)) throw error;
    const { error_code: code, description, parameters } = error;
    const flood = code === 429 && description === `Too Many Requests: retry after ${parameters.retry_after}`;
    if (!flood) throw error;
    return parameters.retry_after;
  }
}

test('sends and edits of a chat share one budget, which fills again with time', async () => {
  const { api, time } = await startEmulator({ limits });
  const { message_id } = await api.sendMessage(alice, 'a');
  await api.editMessageText(alice, message_id, 'b');
  expect(await wait(api.editMessageText(alice, message_id, 'c'))).toBe(1);
  time.pass(1);
  expect(await wait(api.editMessageText(alice, message_id, 'd'))).toBeUndefined();
  expect(await wait(api.sendMessage(alice, 'e'))).toBe(1);
  expect(await wait(api.sendMessage(bob, 'another chat'))).toBeUndefined();
});

test('a group gets twenty a minute, its topics together', async () => {
  const { api, time } = await startEmulator({ limits });
  await api.sendMessage(forum, 'a');
  await api.sendMessage(forum, 'b', { message_thread_id: 7 });
  expect(await wait(api.sendMessage(forum, 'c', { message_thread_id: 7 }))).toBe(3);
  time.pass(3);
  expect(await wait(api.sendMessage(forum, 'c'))).toBeUndefined();
  expect(await wait(api.sendMessage(group, 'x'))).toBeUndefined();
});

test('ignoring the wait makes it longer, keeping it ends the penalty', async () => {
  const { api, time } = await startEmulator({ limits });
  const send = () => wait(api.sendMessage(group, 'x'));
  await send();
  await send();
  expect([await send(), await send(), await send()]).toEqual([3, 6, 12]);
  time.pass(11);
  expect(await send()).toBe(24);
  time.pass(24);
  expect([await send(), await send()]).toEqual([undefined, undefined]);
  expect(await send()).toBe(3);
});

test('a refused edit changes nothing, and deletes and answers cost nothing', async () => {
  const { emulator, api } = await startEmulator({ limits });
  const { message_id } = await api.sendMessage(alice, 'a', {
    reply_markup: { inline_keyboard: [[{ text: 'Go', callback_data: 'go' }]] },
  });
  await api.sendMessage(alice, 'b');
  expect(await wait(api.editMessageText(alice, message_id, 'c'))).toBe(1);
  expect(emulator.messages(alice)[0]).toMatchObject({ text: 'a', edits: 0 });
  const pressed = emulator.press(alice, alice, message_id, 'Go');
  const [update] = await api.getUpdates();
  await api.answerCallbackQuery(update?.callback_query?.id ?? '');
  expect((await pressed).answered).toBe(true);
  await api.deleteMessage(alice, message_id);
});

test('an edit that modifies nothing still costs', async () => {
  const { api } = await startEmulator({ limits });
  const { message_id } = await api.sendMessage(alice, 'a');
  await expect(api.editMessageText(alice, message_id, 'a')).rejects.toThrow('message is not modified');
  expect(await wait(api.sendMessage(alice, 'b'))).toBe(1);
});

test('all chats together get thirty a second', async () => {
  const { api } = await startEmulator({ limits: { ...limits, burst: 40 } });
  for (let sent = 0; sent < 30; sent += 1) await api.sendMessage(sent % 2 ? alice : bob, 'x');
  expect(await wait(api.sendMessage(group, 'x'))).toBe(1);
});
