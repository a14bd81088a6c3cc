import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type ApiCallRecord, createTestTransformer, TestBot } from '@bonkers-agency/grammy-test';
import { TelegramServer } from 'telegram-test-api/lib/telegramServer.js';
import { expect, onTestFinished, test } from 'vitest';
import { createBot, type SignalboxBot } from '../../src/bot/create-bot.ts';
import { encodeAction } from '../../src/telegram/callback-data.ts';
import { createPeopleDirectory } from '../../src/workflow/people-directory.ts';
import { until } from '../support/until.ts';
import { type Bench, configured, createBench, stranger, viewer } from './bench.ts';
import { vitals } from './vitals.ts';

const token = '1:test';

function startBench(apiRoot: string): { bench: Bench; bot: SignalboxBot } {
  const bench = createBench();
  const { context, logs, store } = bench;
  const people = createPeopleDirectory(store, configured);
  return { bench, bot: createBot({ token, apiRoot, context, people, logs, vitals }) };
}

const posted = ({ store }: Bench): string[] => store.notices.listPending().map(({ message }) => message);

/** Our handlers in front of the Telegram of grammy-test, which is all in memory. */
function createGrammyTest() {
  const telegram = new TestBot({ token });
  onTestFinished(() => telegram.dispose());
  const { bench, bot } = startBench('http://127.0.0.1:9');
  const calls: ApiCallRecord[] = [];
  bot.api.config.use(createTestTransformer(telegram.server, calls));
  telegram.use((ctx) => bot.handle(ctx.update));
  const person = (id: number) => telegram.createUser({ id, first_name: `User${id}` });
  const forum = telegram.createChat({ type: 'supergroup', title: 'Team', is_forum: true });
  const chatOf = (id: number) => telegram.createChat({ type: 'private', id, first_name: `User${id}` });
  return { telegram, bench, calls, person, forum, chatOf };
}

test('grammy-test: a command is answered by way of the outbox, and nothing is sent around it', async () => {
  const { telegram, bench, calls, person, chatOf } = createGrammyTest();
  await telegram.sendCommand(person(viewer), chatOf(viewer), '/help');
  expect(posted(bench).join()).toContain('/tasks');
  expect(calls.filter(({ method }) => method.startsWith('send'))).toEqual([]);
});

test('grammy-test: a command in a forum is answered there; its thread goes unmarked as a topic, and is not trusted', async () => {
  const { telegram, bench, person, forum } = createGrammyTest();
  await telegram.sendCommand(person(viewer), forum, '/nonsense', { messageThreadId: 7 });
  expect(bench.store.notices.listPending()).toMatchObject([{ chat_id: forum.id, topic_id: null }]);
});

test('grammy-test: a press is answered at once, to a stranger with a refusal', async () => {
  const { telegram, person, forum } = createGrammyTest();
  const data = encodeAction({ kind: 'stop', key: '1' }, 7);
  const press = await telegram.clickButton(person(viewer), forum, data);
  expect(press.callbackAnswer).toMatchObject({ showAlert: true });
  const strange = await telegram.clickButton(person(stranger), forum, data);
  expect(strange.callbackAnswer?.text).toContain(String(stranger));
});

test('telegram-test-api: polling over HTTP brings a command and a press, and both are answered', async () => {
  const server = new TelegramServer({ host: '127.0.0.1' });
  // Given as an option, a zero would become its default port.
  server.config.port = 0;
  await server.start();
  onTestFinished(async () => {
    await server.stop();
  });
  const http = Reflect.get(server, 'server') as Server;
  const { bench, bot } = startBench(`http://127.0.0.1:${(http.address() as AddressInfo).port}`);
  onTestFinished(() => bot.stop());
  const answers: unknown[] = [];
  bot.api.config.use(async (call, method, payload, signal) => {
    const answer = await call(method, payload, signal);
    if (method === 'answerCallbackQuery') answers.push({ ok: answer.ok, ...payload });
    return answer;
  });
  bot.start();

  const client = server.getClient(token, { userId: viewer, chatId: viewer, timeout: 5000 });
  await server.addUserCommand(client.makeCommand('/help'));
  const said = await until('the command is answered', () => posted(bench)[0]);
  expect(said).toContain('/tasks');
  const card = await bot.api.sendMessage(viewer, 'card');
  const { message_id } = card;
  const pressed = client.makeCallbackQuery('nonsense');
  await server.addUserCallback({ ...pressed, message: Object.assign(pressed.message, { message_id }) });
  await until('the press is answered', () => answers.length > 0);
  expect(answers).toMatchObject([{ ok: true, callback_query_id: '1' }]);
});
