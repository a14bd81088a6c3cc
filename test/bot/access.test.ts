import { expect, test } from 'vitest';
import { type CommandName, commandNames, commands } from '../../src/bot/commands.ts';
import { languages } from '../../src/domain/phrase.ts';
import { translatorOf } from '../../src/locale/translator.ts';
import { encodeAction, encodeResume } from '../../src/telegram/callback-data.ts';
import {
  approver,
  createBench,
  createTestBot,
  group,
  open,
  operator,
  owner,
  stranger,
  toast,
  viewer,
} from './bench.ts';

const unknown =
  "I don't know you yet. Your Telegram id is 99: send it to the owner of this Signalbox to be added.";

function setUp() {
  const bench = createBench();
  return { bench, store: bench.store, ...createTestBot(bench) };
}

test('a stranger is told his id once an hour, and nothing else happens', async () => {
  const { bench, store, say } = setUp();
  expect(await say({ from: stranger }, '/new shop Mine')).toEqual([unknown]);
  expect(await say({ from: stranger }, 'hello?')).toEqual([]);
  bench.time.now = new Date(bench.time.now.getTime() + 3_599_999);
  expect(await say({ from: stranger }, '/start')).toEqual([]);
  const restarted = createTestBot(bench);
  expect(await restarted.say({ from: stranger }, '/help')).toEqual([]);
  expect(await say({ from: 100 }, '/start')).toEqual([unknown.replace('99', '100')]);
  bench.time.now = new Date(bench.time.now.getTime() + 1);
  expect(await say({ from: stranger }, '/start')).toEqual([unknown]);
  expect(store.tasks.listOpen()).toEqual([]);
});

test('a stranger in a group is answered only when a command addresses the bot', async () => {
  const { say } = setUp();
  const from = { from: stranger, chat: group };
  expect(await say(from, 'hello all')).toEqual([]);
  expect(await say(from, '/tasks@other_bot')).toEqual([]);
  expect(await say(from, '/tasks@Box_Bot')).toEqual([unknown]);
});

test('a press of a stranger is answered as an alert, every time', async () => {
  const { bench, store, press } = setUp();
  const { taskId } = open(bench);
  for (const _ of [1, 2]) {
    const calls = await press(
      { from: stranger, chat: group },
      encodeAction({ kind: 'cancel', key: '' }, taskId),
      9,
    );
    expect(calls).toHaveLength(1);
    expect(toast(calls)).toEqual({ text: unknown, alert: true });
  }
  expect(store.tasks.find(taskId)?.stage).toBe('analysis');
});

test('who writes in the name of a group is nobody, even if its id was given a role', async () => {
  const { send } = setUp();
  const anonymous = { text: '/tasks', entities: [{ type: 'bot_command', offset: 0, length: 6 }] };
  const calls = await send(
    { from: owner, chat: group },
    { ...anonymous, sender_chat: { id: group, type: 'supergroup' } },
  );
  expect(calls[0]?.payload['text']).toBe(
    'You write in the name of a chat, so I cannot tell who you are. Write as yourself.',
  );
});

const roles = [
  ['viewer', viewer],
  ['approver', approver],
  ['operator', operator],
] as const;
const steering = ['answer', 'stop', 'retry', 'cancel', 'degrade', 'priority', 'budget', 'model', 'effort'];
const gates = ['pause', 'resume', 'freeze', 'unfreeze', 'rollback'];
const tooLow: Record<string, string[]> = {
  viewer: ['new', 'approve', 'reject', ...steering, 'restart', ...gates],
  approver: ['new', ...steering, 'restart', ...gates],
  operator: [],
};

test.each(roles.slice(0, 2))('a %s is refused what takes more, with the role it takes', async (role, id) => {
  const { bench, store, say } = setUp();
  open(bench);
  const before = JSON.stringify([store.tasks.listOpen(), store.log.listOfTask(1)]);
  const refused: CommandName[] = [];
  for (const name of commandNames) {
    if (!tooLow[role]?.includes(name)) continue;
    const [text = ''] = await say({ from: id, chat: group }, `/${name} SHOP-001 words`);
    expect(text).toMatch(/^This takes the role \w+/);
    expect(text).toContain(`yours is ${role}.`);
    refused.push(name);
  }
  expect(refused).toEqual(commandNames.filter((name) => tooLow[role]?.includes(name)));
  expect(JSON.stringify([store.tasks.listOpen(), store.log.listOfTask(1)])).toBe(before);
});

test('what a role may is never refused to it', async () => {
  const { say } = setUp();
  for (const [role, id] of roles) {
    for (const name of commandNames) {
      if (tooLow[role]?.includes(name)) continue;
      const texts = await say({ from: id }, `/${name}`);
      expect(texts.join(), `/${name} as ${role}`).not.toContain('This takes the role');
    }
  }
});

test('buttons take the same roles as their commands', async () => {
  const { bench, store, press } = setUp();
  const { taskId } = open(bench);
  store.pauses.pause('*', 'x', 'y', '2026-05-04 12:00:00');
  for (const kind of ['approve', 'changes'] as const) {
    const calls = await press({ from: viewer, chat: group }, encodeAction({ kind, key: 'x' }, taskId), 9);
    expect(toast(calls)).toEqual({
      text: 'This takes the role approver or one above it; yours is viewer.',
      alert: true,
    });
  }
  for (const kind of ['stop', 'retry', 'cancel', 'degrade', 'rollback', 'withdraw'] as const) {
    const calls = await press({ from: approver, chat: group }, encodeAction({ kind, key: 'x' }, taskId), 9);
    expect(toast(calls).text).toBe('This takes the role operator or one above it; yours is approver.');
  }
  const calls = await press({ from: approver, chat: group }, encodeResume('*'), 9);
  expect(toast(calls).text).toBe('This takes the role operator or one above it; yours is approver.');
  expect(store.pauses.list()).toHaveLength(1);
});

test('an unknown command is answered, talk is answered in private only', async () => {
  const { say } = setUp();
  expect(await say({ from: viewer, chat: group }, '/Frobnicate now')).toEqual([
    "I don't know /frobnicate. /help lists what I do.",
  ]);
  expect(await say({ from: viewer, chat: group }, '/tasks@other_bot')).toEqual([]);
  expect(await say({ from: viewer, chat: group }, 'nice card')).toEqual([]);
  expect(await say({ from: viewer }, 'how is it going?')).toEqual([
    'I act on commands only. /help lists them.',
  ]);
});

test('answers in a group reply in the same topic, silently and without previews', async () => {
  const { say, calls } = setUp();
  await say({ from: viewer, chat: group, topic: 7 }, '/tasks');
  await say({ from: viewer }, '/tasks');
  expect(calls[0]?.payload).toMatchObject({
    chat_id: group,
    message_thread_id: 7,
    reply_parameters: { message_id: 101, allow_sending_without_reply: true },
    disable_notification: true,
    link_preview_options: { is_disabled: true },
  });
  expect(calls[1]?.payload).not.toHaveProperty('reply_parameters');
  expect(calls[1]?.payload).not.toHaveProperty('message_thread_id');
});

test('every command has a description that Telegram takes', () => {
  for (const name of commandNames) {
    expect(name).toMatch(/^[a-z0-9_]{1,32}$/);
    for (const language of languages)
      expect(translatorOf(language).t(commands[name].description)).toMatch(/^.{3,256}$/);
  }
});
