import { describe, expect, test } from 'vitest';
import { priorities } from '../../src/domain/priority.ts';
import { inEnglish } from '../../src/locale/translator.ts';
import { freeze, unfreeze, whoFroze } from '../../src/workflow/freeze.ts';
import { pause, resume } from '../../src/workflow/pause.ts';
import { setPriority } from '../../src/workflow/set-priority.ts';
import { createTestContext, project, reopen, type TestContext } from '../support/context.ts';
import { ada, bo, claim, open, signal } from './walk.ts';

const [high, normal, low] = priorities;
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
    const told = texts(context).length;
    expect(unfreeze(context, 'shop', { by: bo, reason: 'over', ids: [first.id, 99] }).lifted).toMatchObject([
      { id: first.id },
    ]);
    expect(context.store.freezes.listActive('shop')).toMatchObject([{ id: second.id }]);
    // It is still frozen, so nothing is announced.
    expect(texts(context)).toHaveLength(told);
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

  test.for([
    [{ by: 'Ada', workItemId: 'ET-1' }, 'Ada'],
    [{ by: null, workItemId: 'ET-1' }, 'the release of ET-1'],
    [{ by: null, workItemId: null }, 'somebody'],
  ] as const)('says who froze it: %j is %s', ([row, who]) => {
    expect(inEnglish(whoFroze({ id: 1, repo: 'shop', reason: '', since: '', ...row }))).toBe(who);
  });
});
