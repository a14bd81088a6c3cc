import { describe, expect, test } from 'vitest';
import { priorities } from '../../src/domain/priority.ts';
import { inEnglish } from '../../src/locale/translator.ts';
import { freeze, unfreeze } from '../../src/workflow/freeze.ts';
import { pause, resume } from '../../src/workflow/pause.ts';
import { setPriority } from '../../src/workflow/set-priority.ts';
import { whoFroze } from '../../src/workflow/tell-freeze.ts';
import { createTestContext, project, reopen, type TestContext } from '../support/context.ts';
import { ada, bo, claim, open, signal } from './walk.ts';

const [high, normal, low] = priorities;
const now = '2026-03-01 12:00:00.000';
/** As if Telegram had numbered its messages like our notices. */
const sent = (id: number) => ({ messageId: id, shown: 1 });
const parallel = { gates: { serial: 'off', slots: 9 } } as const;

function texts({ store }: TestContext) {
  const rows = store.notices.listPending().toSorted((a, b) => a.id - b.id);
  return rows.map(({ chat_id: chat, loud, message }) => {
    const { text } = JSON.parse(message) as { text: string };
    return { chat, loud, text };
  });
}

describe('a priority', () => {
  test('puts the jobs of a task before or behind all others that may begin', async () => {
    const context = await createTestContext(parallel);
    const [first, second, third] = [open(context).id, open(context).id, open(context).id];
    expect(setPriority(context, third, high, ada).ok).toBe(true);
    setPriority(context, first, low, ada);
    expect(context.store.jobs.listQueued().map((job) => job.task_id)).toEqual([third, second, first]);
    expect([1, 2, 3].map(() => claim(context)?.task_id)).toEqual([third, second, first]);
    expect(context.store.log.listOfTask(third).at(-1)).toMatchObject({
      ...ada,
      why: 'Ada gave it a high priority',
    });
  });

  test('goes with the task to its next job, draws its card and wakes the worker', async () => {
    const context = await createTestContext(parallel);
    const { id } = open(context);
    const [drawn, { count }] = [context.store.cards.find(id)?.wanted ?? 0, context.nudges];
    setPriority(context, id, high, ada);
    expect(context.store.cards.find(id)?.wanted).toBe(drawn + 1);
    expect(context.nudges.count).toBe(count + 1);
    context.store.jobs.enqueue(
      { role: 'architect', repo: 'shop', taskId: id, title: 'T', notes: '' },
      '2026',
    );
    expect(context.store.jobs.listQueued().map(({ priority }) => priority)).toEqual([1, 1]);
  });

  test('moves a job that is queued already, and stands after a restart', async () => {
    const context = await createTestContext(parallel);
    const [, second] = [open(context), open(context)];
    setPriority(context, second.id, high, ada);
    const next = await reopen(context, parallel);
    expect(claim(next)?.task_id).toBe(second.id);
  });

  test('that it has already, or of a task that has ended, changes nothing', async () => {
    const context = await createTestContext();
    const { id } = open(context);
    const before = context.store.log.listOfTask(id).length;
    expect(setPriority(context, id, normal, ada)).toMatchObject({ ok: false });
    expect(context.store.log.listOfTask(id)).toHaveLength(before);
    signal(context, id, { type: 'cancel', by: ada });
    expect(setPriority(context, id, high, ada)).toMatchObject({ ok: false });
  });
});

describe('a pause', () => {
  test('of a project holds its jobs, of which the cards say so, and names the agents that finish', async () => {
    const till = project({ name: 'till', repo: { key: 'till', origin: 'nowhere', defaultBranch: 'main' } });
    const context = await createTestContext({ projects: [project(), till], ...parallel });
    const { id } = open(context);
    const drawn = context.store.cards.find(id)?.wanted ?? 0;
    const mode = 'finish';
    expect(pause(context, 'shop', { by: ada, reason: 'lunch', mode })).toMatchObject({
      change: 'new',
      atWork: { stopping: [], finishing: [] },
    });
    expect(context.store.pauses.list()).toMatchObject([{ scope: 'shop', who: 'Ada', why: 'lunch' }]);
    expect(context.store.cards.find(id)?.wanted).toBe(drawn + 1);
    expect(claim(context)).toBeUndefined();
    expect(pause(context, 'shop', { by: bo, reason: 'tea', mode })).toMatchObject({
      change: 'none',
      pause: { who: 'Ada', why: 'lunch' },
    });
    expect([resume(context, 'till', ada), resume(context, 'shop', ada)]).toEqual([false, true]);
    expect(claim(context)?.task_id).toBe(id);
  });
});

describe('a freeze by a person', () => {
  test('is recorded with who and why, told to its chats without a sound, and holds new tasks', async () => {
    const context = await createTestContext({ projects: [project({ notify: [{ id: -200, topic: 4 }] })] });
    const { id } = open(context);
    const row = freeze(context, 'shop', { by: ada, reason: 'migration' });
    expect(context.store.freezes.listActive('shop')).toMatchObject([
      { id: row.id, by: 'Ada', reason: 'migration' },
    ]);
    expect(texts(context)).toEqual([
      { chat: -100, loud: 0, text: '❄️ shop was frozen by Ada: migration' },
      { chat: -200, loud: 0, text: '❄️ shop was frozen by Ada: migration' },
    ]);
    expect(claim(context)).toBeUndefined();
    expect(unfreeze(context, 'shop', { by: bo, reason: 'done' }).lifted).toHaveLength(1);
    expect(claim(context)?.task_id).toBe(id);
    expect(texts(context).at(-1)?.text).toBe('☀️ shop is open again: Bo lifted the freeze (done).');
  });

  test('is lifted by its number, and its row stays with who lifted it and why', async () => {
    const context = await createTestContext();
    const first = freeze(context, 'shop', { by: ada, reason: 'one' });
    const second = freeze(context, 'shop', { by: ada, reason: 'two' });
    expect(unfreeze(context, 'shop', { by: bo, reason: 'over', ids: [first.id, 99] }).lifted).toMatchObject([
      { id: first.id },
    ]);
    expect(context.store.freezes.listActive('shop')).toMatchObject([{ id: second.id }]);
    expect(unfreeze(context, 'shop', { by: bo, reason: null, ids: [first.id] }).lifted).toEqual([]);
    unfreeze(context, 'shop', { by: bo, reason: null });
    const rows = context.database.db
      .prepare('SELECT reason, cleared_by, cleared_why FROM repo_freeze ORDER BY id')
      .all();
    expect(rows).toEqual([
      { reason: 'one', cleared_by: 'Bo', cleared_why: 'over' },
      { reason: 'two', cleared_by: 'Bo', cleared_why: null },
    ]);
  });

  test('of several is lifted quietly, with who, why and what remains, in one message that changes', async () => {
    const context = await createTestContext({ projects: [project({ notify: [{ id: -200, topic: 4 }] })] });
    const { store } = context;
    for (const reason of ['one', 'two', 'three', 'four']) freeze(context, 'shop', { by: ada, reason });
    const news = () => texts(context).slice(8);
    const lift = (id: number, reason: string | null) =>
      unfreeze(context, 'shop', { by: bo, reason, ids: [id] });
    lift(3, 'mended');
    const stays = ['shop stays frozen:', '#1 one (Ada)', '#2 two (Ada)', '#4 four (Ada)'];
    const text = ['🌤 Bo lifted 1 of 4 freezes of shop:', '#3 three (Ada)', 'Reason: mended', ...stays];
    expect(news()).toEqual([-100, -200].map((chat) => ({ chat, loud: 0, text: text.join('\n') })));
    for (const { id } of store.notices.listPending()) store.notices.setState(id, 'sent', now, sent(id));
    lift(2, null);
    expect(
      store.notices.listChanged().map(({ chat_id: chat, message_id: message }) => [chat, message]),
    ).toEqual([
      [-200, 10],
      [-100, 9],
    ]);
    expect(JSON.parse(store.notices.listChanged()[0]?.message ?? '')).toMatchObject({
      text: '🌤 Bo lifted 1 of 3 freezes of shop:\n#2 two (Ada)\nshop stays frozen:\n#1 one (Ada)\n#4 four (Ada)',
    });
    lift(1, null);
    expect(store.notices.listChanged().map(({ id, remove }) => [id, remove])).toEqual([
      [10, 1],
      [9, 1],
    ]);
    expect(store.notices.listPending().map(({ key }) => key)).toEqual(['lifted:4:-200:4', 'lifted:4:-100:0']);
    lift(4, 'all well');
    expect(texts(context).map(({ text: last }) => last)).toEqual(
      [1, 2].map(() => '☀️ shop is open again: Bo lifted the freeze (all well).'),
    );
  });

  test('of several that is lifted in a chat is answered there, and what stands there of an earlier one goes', async () => {
    const context = await createTestContext({ projects: [project({ notify: [{ id: -200 }] })] });
    for (const reason of ['one', 'two', 'three']) freeze(context, 'shop', { by: ada, reason });
    const lift = (id: number, saidIn?: number) =>
      unfreeze(context, 'shop', { by: bo, reason: null, ids: [id], saidIn });
    lift(2);
    lift(3, -100);
    expect(texts(context).slice(6)).toMatchObject([{ chat: -200, text: expect.stringContaining('1 of 2') }]);
  });

  test('of many is told in lines that fit', async () => {
    const context = await createTestContext();
    for (let n = 1; n <= 9; n += 1) freeze(context, 'shop', { by: ada, reason: `${n}\n${'x'.repeat(490)}` });
    unfreeze(context, 'shop', { by: bo, reason: 'y'.repeat(4000), ids: [1] });
    const { text = '' } = texts(context).at(-1) ?? {};
    expect(text.split('\n')).toHaveLength(10);
    expect(text).toMatch(/… and 3 more$/);
    expect(text.length).toBeLessThan(2000);
  });

  test.for([
    [{ by: 'Ada', workItemId: 'ET-1' }, 'Ada'],
    [{ by: null, workItemId: 'ET-1' }, 'the release of ET-1'],
    [{ by: null, workItemId: null }, 'somebody'],
  ] as const)('says who froze it: %j is %s', ([row, who]) => {
    expect(inEnglish(whoFroze({ id: 1, repo: 'shop', reason: '', since: '', ...row }))).toBe(who);
  });
});
