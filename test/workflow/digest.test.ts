import { expect, test } from 'vitest';
import type { Project } from '../../src/domain/project.ts';
import { toStoredTime } from '../../src/stored-time.ts';
import { postDigests } from '../../src/workflow/digest.ts';
import { createTestContext, project, type TestContext } from '../support/context.ts';
import { ada, claim, completed, open, settle, signal, walkTo } from './walk.ts';

const chatId = -100;
const dayMs = 86_400_000;

/** It is noon in UTC when the tests begin. */
async function setUp(overrides: Partial<Project> = {}, digestAt = '12:00'): Promise<TestContext> {
  const context = await createTestContext({ projects: [project({ name: 'shop', ...overrides })] });
  context.store.chats.set(chatId, 'digest_at', digestAt);
  return context;
}

function posted({ store }: TestContext): { key: string; text: string; loud: number }[] {
  return store.notices
    .listPending()
    .filter(({ key }) => key.startsWith('digest:'))
    .map(({ key, message, loud }) => ({ key, loud, text: (JSON.parse(message) as { text: string }).text }));
}

test('a chat hears once a day what is done, who is waited for, what is frozen and what was spent', async () => {
  const context = await setUp();
  const first = open(context, 'Prices with tax');
  walkTo(context, first.id, 'done/rest');
  const second = open(context, 'Dark mode');
  walkTo(context, second.id, 'analysis/approval');
  context.store.freezes.freeze(
    'shop',
    'health check failed',
    first.work_item_id,
    toStoredTime(context.clock.now()),
  );
  context.clock.advance(60_000);
  postDigests(context);
  postDigests(context);
  const [digest] = posted(context);
  expect(digest).toMatchObject({ key: 'digest:-100:2026-03-01', loud: 0 });
  expect(digest?.text.replaceAll(/2026[-\d :]+UTC/g, 'TIME').split('\n')).toEqual([
    'The last 24 hours',
    '',
    'Waiting for you: 1 task',
    '❗️ ET-002 Dark mode',
    '   The requirements (BRD) wait for approval · TIME',
    '',
    'Frozen: 1 repository',
    '❄️ shop: health check failed · TIME',
    '',
    'Done: 1 task',
    '✅ ET-001 Prices with tax',
  ]);
  context.clock.advance(dayMs);
  postDigests(context);
  expect(posted(context).map(({ key }) => key)).toEqual(['digest:-100:2026-03-01', 'digest:-100:2026-03-02']);
});

test('nothing is said where nothing happened and nobody is waited for', async () => {
  const context = await setUp();
  postDigests(context);
  expect(posted(context)).toEqual([]);
});

test('it comes at the time of the chat, in its time zone and language', async () => {
  const context = await setUp({}, '21:30');
  const { id } = open(context);
  walkTo(context, id, 'analysis/approval');
  context.store.chats.set(chatId, 'timezone', 'Asia/Tokyo');
  context.store.chats.set(chatId, 'language', 'ru');
  postDigests(context);
  expect(posted(context)).toEqual([]);
  context.clock.advance(31 * 60_000);
  postDigests(context);
  expect(posted(context)).toMatchObject([{ text: expect.stringContaining('Ждёт вас: 1 задача') }]);
});

test('what comes up later in the day waits for the next one, also where there was nothing to say before', async () => {
  const context = await setUp();
  postDigests(context);
  walkTo(context, open(context).id, 'analysis/approval');
  context.clock.advance(3_600_000);
  postDigests(context);
  expect(posted(context)).toEqual([]);
  context.clock.advance(dayMs);
  postDigests(context);
  expect(posted(context)).toHaveLength(1);
});

test('a chat that turned it off hears nothing', async () => {
  const context = await setUp({}, 'off');
  const { id } = open(context);
  walkTo(context, id, 'analysis/approval');
  postDigests(context);
  expect(posted(context)).toEqual([]);
});

test('tasks of other chats are none of its business', async () => {
  const [here, there] = [project(), project({ name: 'till', prefix: 'TILL', chat: { id: -200 } })];
  const projects = [here, { ...there, repo: { ...there.repo, key: 'till' } }];
  const context = await createTestContext({ projects });
  for (const chat of [chatId, -200]) context.store.chats.set(chat, 'digest_at', '0:00');
  const { id } = open(context);
  walkTo(context, id, 'analysis/approval');
  postDigests(context);
  expect(posted(context).map(({ key }) => key)).toEqual(['digest:-100:2026-03-01']);
});

test('further chats of a project hear what is done, failed and degraded, and have no cards', async () => {
  const context = await createTestContext({
    projects: [project({ notify: [{ id: -300 }, { id: -400, topic: 4 }] })],
  });
  const { id } = open(context, 'Dark mode');
  walkTo(context, id, 'deploy/health');
  signal(context, id, { type: 'degraded', reason: '3 checks failed', by: ada });
  const heard = context.store.notices.listPending().filter(({ key }) => key.startsWith('news:'));
  const told = heard.map(({ chat_id: chat, topic_id: topic, message, loud }) => ({
    chat,
    topic,
    loud,
    text: (JSON.parse(message) as { text: string }).text,
  }));
  const text = '❄️ shop is frozen by ET-001 Dark mode: 3 checks failed';
  expect(told).toEqual([
    { chat: -400, topic: 4, loud: 1, text },
    { chat: -300, topic: null, loud: 1, text },
  ]);
  expect(context.store.cards.find(id)?.chat_id).toBe(chatId);
});

test('further chats hear each in its own language what has ended, and what does not go on by itself', async () => {
  const context = await createTestContext({ projects: [project({ notify: [{ id: -300 }, { id: -400 }] })] });
  context.store.chats.set(-400, 'language', 'ru');
  const first = open(context, 'Prices');
  walkTo(context, first.id, 'done/rest');
  const second = open(context, 'Dark mode');
  walkTo(context, second.id, 'deploy/work');
  claim(context);
  settle(context, second.id, completed('fail', 'no luck'));
  const heard = context.store.notices
    .listPending()
    .filter(({ key }) => key.startsWith('news:'))
    .map(({ chat_id: chat, message }) => [chat, (JSON.parse(message) as { text: string }).text]);
  expect(heard.filter(([chat]) => chat === -300)).toEqual([
    [-300, '✅ ET-001 Prices is done.'],
    [-300, '❗️ ET-002 Dark mode cannot go on by itself in deploy: a person is asked.'],
  ]);
  expect(heard.filter(([chat]) => chat === -400)).toEqual([
    [-400, '✅ ET-001 Prices: готово.'],
    [-400, expect.stringContaining('само дальше не пойдёт (деплой)')],
  ]);
});
