import { Api, Bot, GrammyError } from 'grammy';
import type { Update } from 'grammy/types';
import { expect, test, vi } from 'vitest';
import { alice, bob, forum, refusal, type Started, startEmulator, token } from './started-emulator.ts';

const texts = (updates: Update[]) => updates.map(({ message }) => message?.text);

const untilPolled = ({ emulator }: Started) => vi.waitFor(() => expect(emulator.isPolled()).toBe(true));

test('updates stay until an offset confirms them', async () => {
  const { emulator, api } = await startEmulator();
  for (const text of ['a', 'b', 'c']) emulator.sendText(alice, alice, text);
  const first = await api.getUpdates({ limit: 2 });
  expect(texts(first)).toEqual(['a', 'b']);
  expect(texts(await api.getUpdates())).toEqual(['a', 'b', 'c']);
  expect(texts(await api.getUpdates({ offset: (first[0]?.update_id ?? 0) + 1 }))).toEqual(['b', 'c']);
  expect(texts(await api.getUpdates({ offset: -1 }))).toEqual(['c']);
  expect(texts(await api.getUpdates())).toEqual(['c']);
});

test('a long poll ends when something comes or when its time is over', async () => {
  const started = await startEmulator();
  const { emulator, api } = started;
  const waiting = api.getUpdates({ timeout: 20 });
  await untilPolled(started);
  emulator.sendText(alice, alice, 'woken');
  expect(texts(await waiting)).toEqual(['woken']);
  expect(await api.getUpdates({ offset: -1, timeout: 1 }).then(texts)).toEqual(['woken']);
  const last = (await api.getUpdates())[0]?.update_id ?? 0;
  expect(await api.getUpdates({ offset: last + 1, timeout: 1 })).toEqual([]);
});

test('a second poller ends the first', async () => {
  const started = await startEmulator();
  const { api, emulator } = started;
  const first = refusal(api.getUpdates({ timeout: 20 }));
  await untilPolled(started);
  const second = api.getUpdates({ timeout: 20 });
  expect(await first).toBe(
    '409 Conflict: terminated by other getUpdates request; make sure that only one bot instance is running',
  );
  emulator.sendText(alice, alice, 'for the second');
  expect(texts(await second)).toEqual(['for the second']);
});

test('two bots: start() of the older one rejects with 409', async () => {
  const { root } = await startEmulator();
  const client = { apiRoot: root };
  const older = new Bot(token, { client });
  const newer = new Bot(token, { client });
  const ended = new Promise<unknown>((resolve) => {
    older.start({ onStart: () => void newer.start() }).catch(resolve);
  });
  const error = await ended;
  expect(error).toBeInstanceOf(GrammyError);
  expect((error as GrammyError).error_code).toBe(409);
  await newer.stop();
});

test('a bot that comes back finds what arrived while it was away', async () => {
  const started = await startEmulator();
  const { emulator, root } = started;
  const gone = new AbortController();
  const killed = new Api(token, { apiRoot: root })
    .getUpdates({ timeout: 20 }, gone.signal as never)
    .catch(() => 'cut');
  await untilPolled(started);
  gone.abort();
  await killed;
  await vi.waitFor(() => expect(emulator.isPolled()).toBe(false));
  emulator.sendText(alice, alice, '/queue@box_bot now');

  const bot = new Bot(token, { client: { apiRoot: root } });
  const arrived = new Promise<string>((resolve) => {
    bot.command('queue', (ctx) => resolve(ctx.match));
  });
  const running = bot.start();
  expect(await arrived).toBe('now');
  await bot.stop();
  await running;
  expect(await bot.api.getUpdates()).toEqual([]);
});

test('what a person sends carries its command, its reply and its topic', async () => {
  const { emulator, api } = await startEmulator();
  const sent = await api.sendMessage(forum, 'Why?', {
    reply_markup: { force_reply: true },
    message_thread_id: 7,
  });
  expect(emulator.messages(forum)[0]?.forceReply).toBe(true);
  emulator.sendText(bob, forum, '/no because', { replyTo: sent.message_id });
  expect((await api.getUpdates())[0]?.message).toMatchObject({
    message_id: 2,
    from: { id: bob, is_bot: false, first_name: 'Bob' },
    chat: { id: forum, is_forum: true },
    message_thread_id: 7,
    is_topic_message: true,
    entities: [{ type: 'bot_command', offset: 0, length: 3 }],
    reply_to_message: { message_id: sent.message_id, text: 'Why?', from: { id: 4242 } },
  });
});

test('a webhook and polling exclude each other', async () => {
  const started = await startEmulator();
  const { api } = started;
  expect(await refusal(api.setWebhook('http://example.org/hook'))).toContain('An HTTPS URL must be provided');
  const polling = refusal(api.getUpdates({ timeout: 20 }));
  await untilPolled(started);
  await api.setWebhook('https://example.org/hook', { allowed_updates: ['message'] });
  expect(await polling).toBe('409 Conflict: terminated by setWebhook request');
  expect(await api.getWebhookInfo()).toMatchObject({
    url: 'https://example.org/hook',
    allowed_updates: ['message'],
  });
  expect(await refusal(api.getUpdates())).toBe(
    "409 Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first",
  );
  await api.deleteWebhook();
  expect(await api.getUpdates()).toEqual([]);
});

test('allowed_updates is remembered', async () => {
  const { emulator, api } = await startEmulator();
  await api.getUpdates({ allowed_updates: ['callback_query'] });
  emulator.sendText(alice, alice, 'unwanted');
  expect(await api.getUpdates()).toEqual([]);
  await api.getUpdates({ allowed_updates: [] });
  emulator.sendText(alice, alice, 'wanted');
  expect(texts(await api.getUpdates())).toEqual(['wanted']);
});

test('updates wait for a day', async () => {
  const { emulator, api, time } = await startEmulator();
  emulator.sendText(alice, alice, 'old');
  time.pass(23 * 3600);
  expect(await api.getUpdates()).toHaveLength(1);
  time.pass(3600);
  expect(await api.getUpdates()).toEqual([]);
});

test('stopping ends a long poll at once', async () => {
  const started = await startEmulator();
  const { emulator, api } = started;
  const waiting = api.getUpdates({ timeout: 50 }).catch(() => []);
  await untilPolled(started);
  const before = performance.now();
  await emulator.stop();
  expect(await waiting).toEqual([]);
  expect(performance.now() - before).toBeLessThan(2000);
});
