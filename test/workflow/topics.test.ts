import { expect, test } from 'vitest';
import type { ChatPlace } from '../../src/domain/chat.ts';
import { commitSignal } from '../../src/workflow/commit.ts';
import { createProjectIndex } from '../../src/workflow/context.ts';
import { unfreeze } from '../../src/workflow/freeze.ts';
import { askToRestart } from '../../src/workflow/restart-task.ts';
import { createTestContext } from '../support/context.ts';
import { describeQueue, restartTask } from './in-english.ts';
import { ada, find, open, signal, walkTo } from './walk.ts';

const chatId = -1_001_000_000_001;

async function setUp(topic: NonNullable<ChatPlace['topic']>) {
  const context = await createTestContext();
  const [first] = context.projects.all;
  if (first === undefined) throw new Error('no project');
  const projects = createProjectIndex([{ ...first, chat: { id: chatId, topic } }]);
  return { ...context, projects };
}

test('a task has a topic of its name, closed at its end and open while it asks to be started again', async () => {
  const context = await setUp('task');
  const { store } = context;
  const { id, work_item_id: name } = open(context, 'Export  invoices');
  const topic = () => store.topics.find(chatId, `task:${id}`);
  expect(topic()).toMatchObject({ wanted_name: `${name} Export invoices`, wanted_open: 1 });
  expect(store.cards.find(id)).toMatchObject({ chat_id: chatId, topic_id: null, subject: `task:${id}` });
  commitSignal(context, id, { type: 'cancel', by: ada }, { by: ada });
  expect(topic()).toMatchObject({ wanted_open: 0 });
  askToRestart(context, find(context, id), { title: 'x', description: '' }, ada);
  expect(topic()).toMatchObject({ wanted_open: 1 });
  restartTask(context, id, ada);
  expect(topic()).toMatchObject({ wanted_open: 0 });
  expect(store.topics.list()).toHaveLength(2);
});

test('the topic of a degraded release stays open until its repository is: the reason is said there', async () => {
  const context = await setUp('task');
  const { id, repo } = open(context);
  const isOpen = () => context.store.topics.find(chatId, `task:${id}`)?.wanted_open;
  walkTo(context, id, 'deploy/health');
  signal(context, id, { type: 'degraded', reason: '3 checks failed', by: ada });
  expect([find(context, id).stage, isOpen()]).toEqual(['done', 1]);
  unfreeze(context, repo, { by: ada, reason: 'mended' });
  expect(isOpen()).toBe(0);
});

test('a name is cut to what Telegram takes', async () => {
  const context = await setUp('task');
  const { id } = open(context, '🚂'.repeat(200));
  const name = context.store.topics.find(chatId, `task:${id}`)?.wanted_name ?? '';
  expect(Array.from(name)).toHaveLength(128);
  expect(name.endsWith('🚂…')).toBe(true);
});

test('a project has one topic for all its tasks, which stays open', async () => {
  const context = await setUp('project');
  for (const title of ['One', 'Two'])
    commitSignal(context, open(context, title).id, { type: 'cancel', by: ada }, { by: ada });
  const [project] = context.projects.all;
  expect(context.store.topics.list()).toMatchObject([
    { subject: `project:${project?.name}`, wanted_name: project?.name, wanted_open: 1 },
  ]);
});

test('where a topic is given by its number, none is made', async () => {
  const context = await setUp(7);
  open(context);
  expect(context.store.topics.list()).toEqual([]);
});

test('the queue tells of chats and topics that are not written to as usual, and of no others', async () => {
  const context = await setUp('task');
  const { store, clock } = context;
  const { id } = open(context);
  store.topics.setTrouble(chatId, `task:${id}`, 'not enough rights');
  store.topics.noteTrouble(-5, 7, 'TOPIC_CLOSED');
  for (const chat of [chatId, -5, -6, -7]) store.chats.noteMessage(chat, 1);
  store.chats.pauseUntil(-6, '2999-01-01 00:00:00.000');
  store.chats.pauseUntil(-7, '2000-01-01 00:00:00.000');
  store.chats.move(-8, -9, clock.now().toISOString());
  const troubled = describeQueue(context).chats.map(({ topics, pausedUntil, movedTo, chatId: chat }) => {
    return [chat, pausedUntil ?? movedTo ?? topics.map(({ name, trouble }) => `${name}: ${trouble}`)];
  });
  expect(troubled).toEqual([
    [chatId, [expect.stringContaining('not enough rights')]],
    [-8, -9],
    [-6, '2999-01-01 00:00:00.000'],
    [-5, ['#7: TOPIC_CLOSED']],
  ]);
});
