import { expect, test } from 'vitest';
import { parseNotice } from '../../src/telegram/notice-text.ts';
import { commitSignal } from '../../src/workflow/commit.ts';
import { describeProduction } from '../../src/workflow/describe-production.ts';
import { describeTask } from '../../src/workflow/describe-task.ts';
import { unfreeze } from '../../src/workflow/freeze.ts';
import { pause, resume } from '../../src/workflow/pause.ts';
import { endRollback } from '../../src/workflow/tell-rollback.ts';
import { createTestContext, project, reopen, type TestContext } from '../support/context.ts';
import { ada, bo, open, positionOf, signal, walkTo } from './walk.ts';

const rollback = { type: 'rollback', by: ada } as const;
const withdraw = { type: 'withdraw', by: bo } as const;

/** A release that froze its repository, in an emergency in which somebody pressed Roll back. */
async function mistaken() {
  const context = await createTestContext({ projects: [project({ rollback: './back.sh' })] });
  const { id } = open(context);
  walkTo(context, id, 'deploy/health');
  context.store.tasks.setMergeCommit(id, 'c0ffee');
  signal(context, id, { type: 'degraded', reason: 'answered 502', by: ada });
  pause(context, '*', { by: ada, reason: '', mode: 'stop' });
  signal(context, id, rollback);
  return { context, id };
}

function noticeOf({ store }: TestContext, id: number) {
  const row = store.notices.listPending().find(({ key }) => key === `degraded:${id}`);
  const { text = '', keyboard } = row === undefined ? {} : parseNotice(row.message);
  return { text, buttons: keyboard?.inline_keyboard.flat().map((button) => button.text) ?? [] };
}

function storyOf(context: TestContext, id: number) {
  const { store } = context;
  const row = store.rollbacks.findOfTask(id);
  return {
    state: row?.state,
    effect: store.outbox.findLatest(id, 'rollback')?.state,
    who: store.log.findLatest(id)?.who,
    ...noticeOf(context, id),
    actions: describeTask(context, id)?.actions.map(({ kind }) => kind),
  };
}

test('a rollback is taken back in one commit, and can be asked for anew', async () => {
  const { context, id } = await mistaken();
  expect(storyOf(context, id)).toMatchObject({ state: 'asked', effect: 'pending', actions: ['withdraw'] });
  expect(noticeOf(context, id).text).toContain('\n↩️ To be rolled back, as Ada asked\n');
  const wanted = () => context.store.cards.find(id)?.wanted ?? 0;
  const before = wanted();
  commitSignal(context, id, withdraw, { by: bo });
  expect(storyOf(context, id)).toEqual({
    state: 'withdrawn',
    effect: 'dropped',
    who: 'Bo',
    text: expect.stringContaining('\n↩️ Bo withdrew the rollback that Ada asked for, before it began;'),
    buttons: ['Unfreeze…', 'Roll back'],
    actions: ['unfreeze', 'rollback'],
  });
  expect(wanted()).toBeGreaterThan(before);
  expect(positionOf(context, id)).toBe('done/rest');
  expect(describeTask(context, id)?.explanation.code).toBe('degraded');
  expect(describeProduction(context).rollbacks).toMatchObject([{ state: 'withdrawn', exitCode: null }]);
  const next = await reopen(context, { projects: context.projects.all });
  resume(next, '*', ada);
  expect(next.store.outbox.findPending(id, 'rollback')).toBeUndefined();
  expect(signal(next, id, withdraw)).toMatchObject({ kind: 'stay', why: { id: 'why-withdraw-already' } });
  expect(signal(next, id, rollback).kind).toBe('act');
  expect(storyOf(next, id)).toMatchObject({
    state: 'asked',
    effect: 'pending',
    buttons: ["Don't roll back"],
  });
  expect(noticeOf(next, id).text).not.toContain('withdrew');
});

test('a commit that comes to nothing takes nothing back', async () => {
  const { context, id } = await mistaken();
  const before = storyOf(context, id);
  context.database.db.exec(
    `CREATE TEMP TRIGGER killed BEFORE INSERT ON task_log BEGIN SELECT RAISE(ABORT, 'killed'); END`,
  );
  expect(() => signal(context, id, withdraw)).toThrow('killed');
  expect(storyOf(context, id)).toEqual(before);
});

test('what was frozen is opened again after that, which it was not before', async () => {
  const { context, id } = await mistaken();
  const behind = open(context).id;
  const wanted = () => context.store.cards.find(behind)?.wanted ?? 0;
  const before = wanted();
  const lift = () => unfreeze(context, 'shop', { by: ada, reason: null }).lifted.length;
  expect(lift()).toBe(0);
  signal(context, id, withdraw);
  // It can be pressed on the card of whoever waits for it, too.
  expect(wanted()).toBeGreaterThan(before);
  expect(lift()).toBe(1);
});

test('a failed rollback is still told of when the next one is taken back', async () => {
  const { context, id } = await mistaken();
  const row = context.store.rollbacks.findOfTask(id);
  if (row === undefined) throw new Error('nothing is asked for');
  endRollback(context, row, { why: 'the disk is full', exitCode: 3, output: '' });
  context.store.outbox.supersede(id, 'rollback', '2026-05-04 12:00:00.000');
  signal(context, id, rollback);
  signal(context, id, withdraw);
  const { text } = noticeOf(context, id);
  expect(text.match(/❗️ .*the disk is full\n↩️ Bo withdrew/)).not.toBeNull();
  expect(describeTask(context, id)?.explanation.code).toBe('rollback-failed');
});
