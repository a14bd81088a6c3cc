import { InlineKeyboard } from 'grammy';
import { expect, test, vi } from 'vitest';
import { alice, bob, carol, forum, refusal, startEmulator } from './started-emulator.ts';

const tooOld = '400 Bad Request: query is too old and response timeout expired or query ID is invalid';

async function startWithCard() {
  const started = await startEmulator();
  const keyboard = new InlineKeyboard().text('Approve', 'card:approve').url('Open', 'https://example.org');
  const card = await started.api.sendMessage(forum, 'card', { reply_markup: keyboard });
  return { ...started, cardId: card.message_id };
}

test('a press reaches the bot and settles with the answer', async () => {
  const { emulator, api, cardId } = await startWithCard();
  const heard: string[] = [];
  emulator.onChange(({ kind }) => heard.push(kind));
  const pressed = emulator.press(bob, forum, cardId, 'Approve');
  const [update] = await api.getUpdates();
  const query = update?.callback_query;
  expect(query).toMatchObject({
    from: { id: bob, first_name: 'Bob' },
    data: 'card:approve',
    message: { message_id: cardId, chat: { id: forum }, text: 'card' },
  });
  await api.answerCallbackQuery(query?.id ?? '', { text: 'Approved', show_alert: true });
  expect(await pressed).toEqual({ text: 'Approved', alert: true, answered: true });
  expect(heard).toEqual(['callback-answered']);
});

test('a button is found by its data too, and answering twice is fine', async () => {
  const { emulator, api, cardId } = await startWithCard();
  const pressed = emulator.press(alice, forum, cardId, 'card:approve');
  const id = (await api.getUpdates())[0]?.callback_query?.id ?? '';
  await api.answerCallbackQuery(id);
  await api.answerCallbackQuery(id, { text: 'again' });
  expect(await pressed).toEqual({ alert: false, answered: true });
});

test('a press that cannot be is refused with a reason', async () => {
  const { emulator, cardId } = await startWithCard();
  await expect(emulator.press(alice, forum, cardId, 'Stop')).rejects.toThrow(
    `message ${cardId} has no button "Stop", its buttons are: Approve, Open`,
  );
  await expect(emulator.press(alice, forum, 99, 'Stop')).rejects.toThrow('has no message 99');
  await expect(emulator.press(carol, forum, cardId, 'Approve')).rejects.toThrow('is not in chat');
  await expect(emulator.press(alice, forum, cardId, 'Open')).rejects.toThrow('sends nothing to the bot');
});

test('a tap sends what the shown button sends, also when an edit has replaced it meanwhile', async () => {
  const { root, api, cardId } = await startWithCard();
  const tap = (messageId: number) => {
    const body = JSON.stringify({ userId: alice, chatId: forum, messageId, data: 'card:approve' });
    const headers = { 'content-type': 'application/json' };
    return fetch(`${root}/press`, { method: 'POST', headers, body });
  };
  const reply_markup = new InlineKeyboard().text('Stop', 'card:stop');
  await api.editMessageReplyMarkup(forum, cardId, { reply_markup });
  const pressed = tap(cardId);
  const query = (await api.getUpdates({ timeout: 5 }))[0]?.callback_query;
  expect(query).toMatchObject({ data: 'card:approve', message: { message_id: cardId, reply_markup } });
  await api.answerCallbackQuery(query?.id ?? '', { text: 'Approved already' });
  expect(await (await pressed).json()).toMatchObject({ text: 'Approved already', answered: true });
  expect((await tap(99)).status).toBe(400);
});

test('a query that is unknown or older than 150 seconds cannot be answered', async () => {
  const { emulator, api, time, cardId } = await startWithCard();
  expect(await refusal(api.answerCallbackQuery('77'))).toBe(tooOld);
  void emulator.press(alice, forum, cardId, 'Approve');
  const id = (await api.getUpdates())[0]?.callback_query?.id ?? '';
  time.pass(149);
  await api.answerCallbackQuery(id);
  time.pass(1);
  expect(await refusal(api.answerCallbackQuery(id))).toBe(tooOld);
});

test('a tap made during a longer outage is lost', async () => {
  const { emulator, api, time, cardId } = await startWithCard();
  void emulator.press(alice, forum, cardId, 'Approve');
  time.pass(150);
  expect(await api.getUpdates()).toEqual([]);
});

test('an answer has at most 200 characters', async () => {
  const { emulator, api, cardId } = await startWithCard();
  void emulator.press(alice, forum, cardId, 'Approve');
  const id = (await api.getUpdates())[0]?.callback_query?.id ?? '';
  expect(await refusal(api.answerCallbackQuery(id, { text: 'x'.repeat(201) }))).toBe(
    '400 Bad Request: MESSAGE_TOO_LONG',
  );
  await api.answerCallbackQuery(id, { text: 'x'.repeat(200) });
});

test('nobody answers: after ten seconds the press is over', async () => {
  const { emulator, cardId } = await startWithCard();
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  try {
    const pressed = emulator.press(alice, forum, cardId, 'Approve');
    await vi.advanceTimersByTimeAsync(10_000);
    expect(await pressed).toEqual({ alert: false, answered: false });
  } finally {
    vi.useRealTimers();
  }
});
