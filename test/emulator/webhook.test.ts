import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test, vi } from 'vitest';
import { alice, refusal, startEmulator, token } from './started-emulator.ts';

const url = 'https://box.test/telegram?x=1';
const secret_token = 'secret-1';

type Received = { url: string | undefined; headers: IncomingHttpHeaders; text: string };

/** A bot behind a proxy: it answers each request with the next status, or not at all with 0. */
async function startReceiver(statuses: number[] = []): Promise<{ received: Received[]; origin: string }> {
  const received: Received[] = [];
  const server: Server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const update = JSON.parse(Buffer.concat(chunks).toString()) as { message?: { text: string } };
      received.push({ url: request.url, headers: request.headers, text: update.message?.text ?? '' });
      const status = statuses.shift() ?? 200;
      if (status === 0) request.socket.destroy();
      else response.writeHead(status).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(
    () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  );
  return { received, origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

async function startWebhook(statuses: number[] = []) {
  const receiver = await startReceiver(statuses);
  const started = await startEmulator({
    webhookOrigins: { 'https://box.test': receiver.origin },
    webhookRetryMs: 5,
  });
  await started.api.setWebhook(url, { secret_token });
  const isEmpty = async () => (await started.api.getWebhookInfo()).pending_update_count === 0;
  const delivered = () => vi.waitFor(async () => expect(await isEmpty()).toBe(true));
  return { ...started, ...receiver, delivered };
}

test('updates are posted one after the other, with the secret', async () => {
  const { emulator, received, delivered } = await startWebhook();
  for (const text of ['a', 'b', 'c']) emulator.sendText(alice, alice, text);
  await delivered();
  expect(received.map(({ text }) => text)).toEqual(['a', 'b', 'c']);
  expect(received[0]).toMatchObject({
    url: '/telegram?x=1',
    headers: { 'x-telegram-bot-api-secret-token': secret_token, 'content-type': 'application/json' },
  });
});

test('what the bot did not take is sent again, and nothing overtakes it', async () => {
  const { api, emulator, received, delivered, time } = await startWebhook([500, 0, 302]);
  for (const text of ['a', 'b']) emulator.sendText(alice, alice, text);
  await delivered();
  expect(received.map(({ text }) => text)).toEqual(['a', 'a', 'a', 'a', 'b']);
  expect(await api.getWebhookInfo()).toMatchObject({
    url,
    max_connections: 40,
    last_error_date: Math.floor(time.now().getTime() / 1000),
    last_error_message: 'Wrong response from the webhook: 302 Found',
  });
});

test('without a way to the origin nothing is delivered until there is one', async () => {
  const { received, origin } = await startReceiver();
  const { api, emulator } = await startEmulator();
  await api.setWebhook(url);
  emulator.sendText(alice, alice, 'a');
  await vi.waitFor(async () => {
    const { last_error_message } = await api.getWebhookInfo();
    expect(last_error_message).toBe('Failed to resolve host: No address associated with hostname');
  });
  expect((await api.getWebhookInfo()).pending_update_count).toBe(1);
  emulator.routeWebhook('https://box.test', origin);
  await vi.waitFor(() => expect(received.map(({ text }) => text)).toEqual(['a']));
  expect(received[0]?.headers).not.toHaveProperty('x-telegram-bot-api-secret-token');
});

test('a webhook may drop what waits, choose what comes, and end', async () => {
  const { received, origin } = await startReceiver();
  const { api, emulator } = await startEmulator({ webhookOrigins: { 'https://box.test': origin } });
  emulator.sendText(alice, alice, 'before');
  await api.setWebhook(url, { drop_pending_updates: true, allowed_updates: ['callback_query'] });
  emulator.sendText(alice, alice, 'not wanted');
  await api.setWebhook(url, { allowed_updates: ['message'], max_connections: 1 });
  emulator.sendText(alice, alice, 'wanted');
  await vi.waitFor(() => expect(received.map(({ text }) => text)).toEqual(['wanted']));
  await vi.waitFor(async () => expect((await api.getWebhookInfo()).pending_update_count).toBe(0));
  await api.deleteWebhook();
  emulator.sendText(alice, alice, 'polled');
  expect((await api.getUpdates()).map(({ message }) => message?.text)).toEqual(['polled']);
  expect(await api.getWebhookInfo()).toMatchObject({ url: '' });
});

test('an address that Telegram would not take is refused', async () => {
  const { api, root } = await startEmulator();
  for (const address of ['http://box.test/', 'https://']) {
    expect(await refusal(api.setWebhook(address))).toContain('An HTTPS URL must be provided for webhook');
  }
  expect(await refusal(api.setWebhook('https://box.test:8080/'))).toBe(
    '400 Bad Request: bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443',
  );
  expect(await refusal(api.setWebhook(url, { secret_token: 'a b' }))).toBe(
    '400 Bad Request: secret token contains unallowed characters',
  );
  const form = new URLSearchParams({ url, max_connections: '7' });
  await fetch(`${root}/bot${token}/setWebhook`, { method: 'POST', body: form });
  expect(await api.getWebhookInfo()).toMatchObject({ max_connections: 7 });
});

test('what waits is delivered after the server came back', async () => {
  const { emulator, received, root, delivered } = await startWebhook();
  await emulator.stop();
  emulator.sendText(alice, alice, 'meanwhile');
  await emulator.start(Number(new URL(root).port));
  await delivered();
  expect(received.map(({ text }) => text)).toEqual(['meanwhile']);
});
