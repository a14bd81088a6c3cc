import { expect, onTestFinished, test, vi } from 'vitest';
import { createBot, type SignalboxBot } from '../../src/bot/create-bot.ts';
import { createEmulator } from '../../src/emulator/create-emulator.ts';
import { createHttpServer } from '../../src/http/server.ts';
import { createPeopleDirectory } from '../../src/workflow/people-directory.ts';
import { type Bench, configured, createBench, createTestBot, operator } from './bench.ts';
import { commandEntities, envelope } from './updates.ts';
import { vitals } from './vitals.ts';

const token = '4242:emulated-token';
const webhook = { url: 'https://box.example.org/webhooks/telegram', secret: 'hook-secret' };
const patience = { timeout: 5000, interval: 5 };

async function serve(bench: Bench, bot: SignalboxBot): Promise<string> {
  const webhookSecrets = { plane: [], gitea: [], github: [], health: [] };
  const telegram = { secret: webhook.secret, hear: (update: { update_id: number }) => bot.hear(update) };
  const settings = { host: '127.0.0.1', port: 0, tokens: [], webhookSecrets, telegram };
  const server = createHttpServer(bench.context, settings);
  onTestFinished(() => server.stop());
  return (await server.start()).url;
}

/** The bot in webhook mode behind our HTTP server, and the emulator that delivers to it. */
async function startAll(arm?: (emulator: ReturnType<typeof createEmulator>) => void) {
  const bench = createBench();
  const emulator = createEmulator({
    token,
    users: [{ id: operator, firstName: 'Otto' }],
    chats: [{ id: operator, type: 'private', userId: operator }],
    limits: 'off',
    webhookRetryMs: 5,
  });
  const { apiRoot } = await emulator.start();
  onTestFinished(() => emulator.stop());
  arm?.(emulator);
  const people = createPeopleDirectory(bench.store, configured);
  const bot = createBot({
    token,
    apiRoot,
    webhook,
    context: bench.context,
    people,
    logs: bench.logs,
    vitals,
  });
  const url = await serve(bench, bot);
  emulator.routeWebhook(new URL(webhook.url).origin, url);
  bot.start();
  onTestFinished(() => bot.stop());
  const answers = () => bench.store.notices.listPending().length;
  return { bench, emulator, bot, url, answers };
}

test('Telegram is told where to deliver, with the secret, and what it delivers is handled in order', async () => {
  const { emulator, answers } = await startAll();
  for (const text of ['/tasks', '/queue', '/why']) emulator.sendText(operator, operator, text);
  await vi.waitFor(() => expect(answers()).toBe(3), patience);
  expect(emulator.calls('setWebhook')[0]?.params).toMatchObject({
    url: webhook.url,
    secret_token: webhook.secret,
    allowed_updates: ['message', 'callback_query', 'my_chat_member'],
    drop_pending_updates: false,
  });
  expect(emulator.calls('getUpdates')).toEqual([]);
});

test('trouble at the start is told once with what to do, and tried again', async () => {
  const { bench, emulator, answers } = await startAll((one) =>
    one.inject({ method: 'setWebhook', kind: 'error', code: 401, description: 'Unauthorized', times: 2 }),
  );
  emulator.sendText(operator, operator, '/tasks');
  await vi.waitFor(() => expect(answers()).toBe(1), patience);
  const told = bench.logged.filter(({ level }) => level === 'error').map(({ message }) => message);
  expect(told).toEqual([expect.stringContaining('TELEGRAM_BOT_TOKEN is wrong')]);
  expect(JSON.stringify(bench.logged)).not.toContain(webhook.secret);
});

test('a webhook that somebody else changed is set again', async () => {
  const { bench, bot, emulator, answers } = await startAll();
  await vi.waitFor(() => expect(emulator.calls('setMyCommands').length).toBeGreaterThan(0), patience);
  await bot.api.deleteWebhook();
  await bot.lookAfter();
  emulator.sendText(operator, operator, '/tasks');
  await vi.waitFor(() => expect(answers()).toBe(1), patience);
  expect(bench.logged.map(({ message }) => message).join()).toContain('somebody else changed the webhook');
});

const update = (number: number, text = '/tasks') => ({
  update_id: number,
  message: { ...envelope({ from: operator }, number), text, entities: commandEntities(text) },
});

async function post(url: string, body: unknown, secret: string | undefined = webhook.secret) {
  const headers = {
    'content-type': 'application/json',
    ...(secret !== '' && { 'x-telegram-bot-api-secret-token': secret }),
  };
  const response = await fetch(`${url}/webhooks/telegram`, {
    method: 'POST',
    headers,
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

test('only the secret opens the way in, and only an update is one', async () => {
  const { url, answers } = await startAll();
  for (const secret of ['', 'hook-secreT', 'hook-secret2'])
    expect(await post(url, update(1), secret)).toMatchObject({
      status: 401,
      body: { error: 'wrong_secret' },
    });
  expect(await post(url, { hello: 1 })).toMatchObject({ status: 400, body: { error: 'no_update' } });
  expect((await post(url, '{"update_id":')).status).toBe(400);
  expect(answers()).toBe(0);
});

test('an update that is delivered again, also after a restart, does nothing twice', async () => {
  const { bench, url, answers } = await startAll();
  const both = await Promise.all([post(url, update(7)), post(url, update(7))]);
  expect(both.map(({ status }) => status)).toEqual([200, 200]);
  expect(await post(url, update(7))).toEqual({ status: 200, body: { ok: true } });
  const restarted = createTestBot(bench);
  await restarted.bot.handle(update(7) as never);
  expect(answers()).toBe(1);
  expect(bench.store.audit.listLatest(9)).toHaveLength(1);
});

test('what fails inside is logged and taken all the same; before the start and after the stop it is to come again', async () => {
  const { bench, bot, url } = await startAll();
  bench.store.seen.has = () => {
    throw new Error('the disk is full');
  };
  expect(await post(url, update(8))).toMatchObject({ status: 200 });
  expect(bench.logged.at(-1)).toMatchObject({ level: 'error', message: 'an update could not be handled' });
  await bot.stop();
  expect(await post(url, update(9))).toMatchObject({ status: 503, body: { error: 'not_ready' } });
});

test('without webhook mode there is no such address', async () => {
  const bench = createBench();
  const webhookSecrets = { plane: [], gitea: [], github: [], health: [] };
  const server = createHttpServer(bench.context, { host: '127.0.0.1', port: 0, tokens: [], webhookSecrets });
  onTestFinished(() => server.stop());
  const { url } = await server.start();
  expect(await post(url, update(1))).toMatchObject({ status: 404, body: { error: 'not_found' } });
});
