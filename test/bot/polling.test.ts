import { getActiveResourcesInfo } from 'node:process';
import type { Api } from 'grammy';
import { expect, onTestFinished, test, vi } from 'vitest';
import { createBot, type SignalboxBot } from '../../src/bot/create-bot.ts';
import { createEmulator, type Emulator, type EmulatorOptions } from '../../src/emulator/create-emulator.ts';
import { translatorOf } from '../../src/locale/translator.ts';
import { encodeAction } from '../../src/telegram/callback-data.ts';
import { createPublisher } from '../../src/telegram/publisher.ts';
import { createPeopleDirectory } from '../../src/workflow/people-directory.ts';
import {
  approver,
  askApproval,
  type Bench,
  configured,
  createBench,
  group,
  open,
  operator,
} from './bench.ts';
import { vitals } from './vitals.ts';

const token = '4242:emulated-token';

type Start = { bench?: Bench; arm?(emulator: Emulator): void; limits?: EmulatorOptions['limits'] };

async function startAll({ bench = createBench(), arm, limits = 'off' }: Start = {}) {
  const emulator = createEmulator({
    token,
    botUsername: 'box_bot',
    users: [
      { id: approver, firstName: 'Ada' },
      { id: operator, firstName: 'Otto' },
    ],
    chats: [
      { id: operator, type: 'private', userId: operator },
      { id: group, type: 'supergroup', title: 'Shop', memberIds: [approver, operator] },
    ],
    limits,
  });
  const { apiRoot } = await emulator.start();
  onTestFinished(() => emulator.stop());
  arm?.(emulator);
  return { emulator, bench, ...startBot(bench, apiRoot) };
}

function startBot(bench: Bench, apiRoot: string, botToken = token) {
  const bot = createBot({
    token: botToken,
    apiRoot,
    context: bench.context,
    people: createPeopleDirectory(bench.store, configured),
    logs: bench.logs,
    vitals,
  });
  onTestFinished(() => bot.stop());
  bot.start();
  sendAnswers(bench, bot.api);
  return { bot, apiRoot };
}

/** What the bot says, without the cards. */
function sendAnswers({ context, store, logs, time }: Bench, api: Api) {
  const cards = { ...store.cards, listStale: () => [] };
  const { notices, chats } = store;
  const clock = { now: () => new Date() };
  const publisher = createPublisher({
    ...context,
    api,
    cards,
    notices,
    chats,
    clock,
    view: () => undefined,
    topics: store.topics,
    manner: () => ({ timezone: 'UTC', quietHours: null }),
    translator: () => translatorOf('en'),
    readOutput: logs.readWhole,
    readPicture: () => Promise.resolve(null),
  });
  onTestFinished(() => publisher.stop());
  time.onNudge = publisher.nudge;
  publisher.start();
}

/** A message with the two buttons of an approval, without its document. */
async function showApproval({ bench, bot }: { bench: Bench; bot: SignalboxBot }) {
  const { taskId } = open(bench);
  const nonce = askApproval(bench, taskId, 'aaaa1111');
  for (const { id } of bench.store.notices.listPending()) bench.store.notices.setState(id, 'refused', '');
  const buttons = (['approve', 'changes'] as const).map((kind) => ({
    text: kind,
    callback_data: encodeAction({ kind, key: nonce }, taskId),
  }));
  const card = await bot.api.sendMessage(group, 'card', { reply_markup: { inline_keyboard: [buttons] } });
  return { taskId, cardId: card.message_id };
}

const texts = (emulator: Emulator, chat: number) =>
  emulator
    .messages(chat)
    .filter(({ fromBot }) => fromBot)
    .map(({ text }) => text);

const told = ({ logged }: Bench) =>
  logged.filter(({ level }) => level === 'error').map(({ message }) => message);

const patience = { timeout: 8000 };

test('hears a command over HTTP, answers it, and fills the menu', async () => {
  const { emulator, bench } = await startAll();
  emulator.sendText(operator, group, '/new shop Show prices');
  await vi.waitFor(
    () => expect(texts(emulator, group)).toEqual(['SHOP-001 opened in shop: “Show prices”.']),
    patience,
  );
  expect(bench.store.tasks.listOpen()).toHaveLength(1);
  const [menu] = emulator.calls('setMyCommands');
  expect(menu?.ok).toBe(true);
  const [poll] = emulator.calls('getUpdates');
  expect(poll?.params['allowed_updates']).toEqual(['message', 'callback_query', 'my_chat_member']);
});

test('a press, the question, its reply after a restart: the words arrive', async () => {
  const { emulator, bench, bot, apiRoot } = await startAll();
  const { taskId, cardId } = await showApproval({ bench, bot });
  const pressed = await emulator.press(approver, group, cardId, 'changes');
  expect(pressed).toMatchObject({ answered: true, alert: false });
  const prompt = await vi.waitFor(() => {
    const found = emulator.messages(group).find(({ forceReply }) => forceReply);
    if (found === undefined || bench.store.chats.findReplyPrompt(group, found.id) === undefined)
      throw new Error('no question yet');
    return found;
  }, patience);
  expect(prompt.text).toContain('What should change in the BRD of SHOP-001 (revision aaaa1111)?');
  await bot.stop();
  emulator.sendText(approver, group, 'Prices in euros.', { replyTo: prompt.id });
  startBot(bench, apiRoot);
  await vi.waitFor(
    () => expect(bench.store.approvals.findLatest(taskId)).toMatchObject({ comment: 'Prices in euros.' }),
    patience,
  );
});

test('many commands at once are all answered, in order, and no limit of the chat is met', async () => {
  const { emulator } = await startAll({ limits: { privatePerSecond: 4, groupPerMinute: 240, burst: 3 } });
  const commands = ['tasks', 'queue', 'why', 'help', 'tasks', 'queue'];
  for (const command of commands) emulator.sendText(operator, operator, `/${command}`);
  await vi.waitFor(() => expect(texts(emulator, operator)).toHaveLength(commands.length), patience);
  const begins = texts(emulator, operator).map((text) => text.slice(0, 4));
  expect(begins).toEqual(['No t', 'Jobs', 'Ever', 'I am', 'No t', 'Jobs']);
  expect(emulator.calls('sendMessage').every(({ ok }) => ok)).toBe(true);
}, 12_000);

const faults = [
  [409, 'Conflict: terminated by other getUpdates request', 'getUpdates', 'another process polls'],
  [401, 'Unauthorized', 'getMe', 'TELEGRAM_BOT_TOKEN is wrong'],
  [502, 'Bad Gateway', '*', 'nothing is to be done if it passes'],
] as const;

test.each(faults)(
  '%i at start is told once, with what to do, and is outlived',
  async (code, description, method, advice) => {
    const { emulator, bench } = await startAll({
      arm: (emulator) => emulator.inject({ method, kind: 'error', code, description, times: 2 }),
    });
    emulator.sendText(operator, operator, '/tasks');
    await vi.waitFor(() => expect(texts(emulator, operator)).toEqual(['No task is open.']), patience);
    expect(told(bench)).toHaveLength(1);
    expect(told(bench)[0]).toContain(advice);
    expect(bench.logged.map(({ message }) => message)).toContain('telegram is heard again');
  },
);

test('a connection that breaks is told without the token, and is outlived', async () => {
  const { emulator, bench } = await startAll({
    arm: (emulator) => emulator.inject({ method: '*', kind: 'refused' }),
  });
  emulator.sendText(operator, operator, '/tasks');
  await vi.waitFor(() => expect(texts(emulator, operator)).toHaveLength(1), patience);
  expect(told(bench)[0]).toContain('TELEGRAM_API_ROOT');
  expect(JSON.stringify(bench.logged)).not.toContain(token);
});

test('a menu that cannot be set keeps nobody from being heard', async () => {
  const { emulator, bench } = await startAll({
    arm: (emulator) =>
      emulator.inject({ method: 'setMyCommands', kind: 'error', code: 400, description: 'Bad' }),
  });
  emulator.sendText(operator, operator, '/tasks');
  await vi.waitFor(() => expect(texts(emulator, operator)).toHaveLength(1), patience);
  expect(bench.logged[0]).toMatchObject({ level: 'warn', message: 'a menu of commands could not be set' });
});

test('one update that fails does not keep the next from being heard', async () => {
  const all = await startAll();
  const { emulator } = all;
  const { cardId } = await showApproval(all);
  const fault = { kind: 'error', code: 400, description: 'Bad Request: no', times: 2 } as const;
  emulator.inject({ method: 'answerCallbackQuery', ...fault });
  void emulator.press(approver, group, cardId, 'approve');
  emulator.sendText(operator, operator, '/queue');
  await vi.waitFor(() => expect(texts(emulator, operator)[0]).toContain('Jobs: 1 queued'), patience);
  expect(emulator.calls('answerCallbackQuery')).toHaveLength(2);
});

const timers = () => getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length;

test('a stop ends the wait for another try at once and leaves no timer', async () => {
  const bench = createBench();
  const bot = createBot({
    token,
    apiRoot: 'http://127.0.0.1:9',
    context: bench.context,
    people: createPeopleDirectory(bench.store, configured),
    logs: bench.logs,
    vitals,
  });
  bot.start();
  await vi.waitFor(() => expect(told(bench)).toHaveLength(1), { interval: 5, timeout: 3000 });
  // Other files leave sockets behind that time out by themselves: only what comes and goes with the bot counts.
  const waiting = timers();
  const began = performance.now();
  await bot.stop();
  expect(performance.now() - began).toBeLessThan(300);
  expect(timers()).toBeLessThan(waiting);
});

test('a stop ends a long poll', async () => {
  const { emulator, bot } = await startAll();
  emulator.sendText(operator, operator, '/new shop Once');
  await vi.waitFor(() => expect(texts(emulator, operator)).toHaveLength(1), patience);
  const began = performance.now();
  await bot.stop();
  expect(performance.now() - began).toBeLessThan(1500);
});

test('what is being handled at the stop is finished, and not heard again', async () => {
  const all = await startAll();
  const { emulator, bench, bot } = all;
  const { taskId, cardId } = await showApproval(all);
  emulator.inject({ method: 'answerCallbackQuery', kind: 'delay', ms: 300 });
  const pressed = emulator.press(approver, group, cardId, 'approve');
  const decision = () => bench.store.approvals.findLatest(taskId)?.decision;
  await vi.waitFor(() => expect(decision()).toBe('approved'), { ...patience, interval: 5 });
  await bot.stop();
  expect(await pressed).toMatchObject({ answered: true, text: 'Approved.' });
  expect(await bot.api.getWebhookInfo()).toMatchObject({ pending_update_count: 0 });
});

test('a stop does not wait long for an answer that hangs', async () => {
  const all = await startAll();
  const { emulator, bench, bot } = all;
  const { taskId, cardId } = await showApproval(all);
  emulator.inject({ method: 'answerCallbackQuery', kind: 'delay', ms: 30_000 });
  void emulator.press(approver, group, cardId, 'approve');
  const decision = () => bench.store.approvals.findLatest(taskId)?.decision;
  await vi.waitFor(() => expect(decision()).toBe('approved'), patience);
  const began = performance.now();
  await bot.stop();
  expect(performance.now() - began).toBeLessThan(8000);
}, 12_000);
