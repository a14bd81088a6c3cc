import { describe, expect, test } from 'vitest';
import { resumeStalled } from '../../../src/workflow/reconcile/resume-stalled.ts';
import { createTestContext, type TestContext } from '../../support/context.ts';
import { ada, find, jobOf, open, positionOf, signal, walkTo } from '../walk.ts';

const minutes = 60_000;

/** A task at `position` of which every job and effect is gone, as no path of ours leaves it. */
async function leave(position: string) {
  const context = await createTestContext();
  const { id } = open(context);
  if (position !== 'analysis/work') walkTo(context, id, position);
  lose(context);
  return context;
}

function lose({ database }: TestContext): void {
  database.db.exec(
    `UPDATE jobs SET status = 'failed'; UPDATE outbox SET state = 'dropped' WHERE state = 'pending'`,
  );
}

const underway = ({ store }: TestContext) => [
  ...store.jobs.listQueued().map(({ agent }) => agent),
  ...store.outbox.listDue('9999').map(({ kind }) => kind),
];

describe('a task with nothing under way', () => {
  test.for([
    ['architecture/work', 5, 'architect'],
    ['development/work', 5, 'developer'],
    ['development/publish', 5, 'publish'],
    ['development/ci', 5, 'ci'],
    ['review/work', 5, 'reviewer'],
    ['testing/work', 5, 'tester'],
    ['staging/update', 2, 'update'],
    ['staging/ci', 2, 'ci'],
    ['staging/work', 2, 'staging-deployer'],
    ['deploy/merge', 2, 'merge'],
  ] as const)('at %s is resumed after %i minutes, and not before', async ([position, grace, what]) => {
    const context = await leave(position);
    context.clock.advance(grace * minutes - 1);
    resumeStalled(context);
    expect(underway(context)).toEqual([]);
    context.clock.advance(1);
    resumeStalled(context);
    expect(underway(context)).toEqual([what]);
    expect(context.store.log.listOfTask(1).at(-1)).toMatchObject({
      why: 'nothing was under way',
      via: 'signalbox',
      recovered: 1,
    });
    expect(positionOf(context, 1)).toBe(position);
  });

  test('but the job of another stage is resumed', async () => {
    const context = await leave('architecture/work');
    context.database.db.exec(`UPDATE jobs SET status = 'queued' WHERE agent = 'analyst'`);
    context.clock.advance(5 * minutes);
    resumeStalled(context);
    expect(underway(context)).toContain('architect');
  });

  test('but a merge that a cancel waits for is looked at', async () => {
    const context = await leave('deploy/merge');
    context.store.tasks.requestStop(1, 'cancel', 'Ada', '');
    context.clock.advance(2 * minutes);
    resumeStalled(context);
    expect(underway(context)).toEqual(['merge']);
  });

  test('is resumed once', async () => {
    const context = await leave('architecture/work');
    context.clock.advance(10 * minutes);
    const lines = () => context.store.log.listOfTask(1).length;
    resumeStalled(context);
    const after = lines();
    for (let rounds = 0; rounds < 3; rounds += 1) {
      context.clock.advance(10 * minutes);
      resumeStalled(context);
    }
    expect([underway(context), lines()]).toEqual([['architect'], after]);
  });

  test('is left alone while its project, or everything, is paused', async () => {
    const context = await leave('architecture/work');
    context.clock.advance(60 * minutes);
    for (const scope of ['shop', '*']) {
      context.store.pauses.pause(scope, 'Ada', 'later', '2026-03-01 12:00:00.000');
      resumeStalled(context);
      expect(underway(context)).toEqual([]);
      context.store.pauses.resume(scope);
    }
    resumeStalled(context);
    expect(underway(context)).toEqual(['architect']);
  });

  test('that waits for a person is left alone', async () => {
    const context = await leave('architecture/work');
    signal(context, 1, { type: 'stop', by: ada });
    context.clock.advance(60 * minutes);
    resumeStalled(context);
    expect(underway(context)).toEqual([]);
    expect(find(context, 1).attention).toBe('stopped');
  });

  test('does not deploy again what may have been deployed', async () => {
    const context = await leave('deploy/work');
    context.clock.advance(10 * minutes);
    resumeStalled(context);
    expect(find(context, 1)).toMatchObject({ attention: 'deploy-failed' });
    expect(underway(context)).toEqual([]);
  });

  test('that is beyond us does not keep the others from going on', async () => {
    const context = await createTestContext({ gates: { serial: 'off' } });
    open(context);
    walkTo(context, 1, 'development/ci');
    lose(context);
    context.database.db.exec('UPDATE tasks SET commit_sha = NULL');
    const { id } = open(context, 'Another');
    walkTo(context, id, 'development/ci');
    lose(context);
    context.clock.advance(10 * minutes);
    resumeStalled(context);
    expect(context.store.outbox.findPending(id, 'ci')).toBeDefined();
    expect(context.logged.filter(({ level }) => level === 'error')).toMatchObject([{ fields: { task: 1 } }]);
  });
});

const decided = ({ logged }: TestContext) =>
  logged.filter(({ fields, text }) => text === 'decided' && fields['signal'] === 'stalled');

describe('a task with something under way or to wait for', () => {
  test.for([
    'analysis/work',
    'analysis/publish',
    'analysis/approval',
    'development/ci',
    'staging/update',
    'deploy/merge',
    'deploy/health',
    'done/rest',
  ])('at %s is left as it is', async (position) => {
    const context = await createTestContext();
    open(context);
    if (position !== 'analysis/work') walkTo(context, 1, position);
    const before = [underway(context), find(context, 1).version];
    context.clock.advance(600 * minutes);
    resumeStalled(context);
    expect([underway(context), find(context, 1).version]).toEqual(before);
    expect(decided(context)).toEqual([]);
  });

  test.for([
    ['its stage has ended', `UPDATE jobs SET agent = 'reviewer'`, []],
    ['another stage has ended', `UPDATE jobs SET agent = 'tester'`, ['reviewer']],
    ['every stage is gone', `DELETE FROM jobs`, ['reviewer']],
  ] as const)('left by the earlier installation when the job of %s', async ([, jobs, resumed]) => {
    const context = await leave('review/work');
    context.database.db.exec(`UPDATE tasks SET step = NULL; DELETE FROM approvals; ${jobs}`);
    context.clock.advance(600 * minutes);
    resumeStalled(context);
    expect([underway(context), decided(context).length]).toEqual([resumed, resumed.length]);
  });

  test('is not even decided about while it is being stopped', async () => {
    const context = await leave('architecture/work');
    context.store.tasks.requestStop(1, 'stop', 'Ada', '');
    context.clock.advance(600 * minutes);
    resumeStalled(context);
    expect(decided(context)).toEqual([]);
  });

  test('as a job that is put off is left to it', async () => {
    const context = await createTestContext();
    open(context);
    context.database.db.exec(`UPDATE jobs SET available_at = '2099-01-01 00:00:00.000'`);
    context.clock.advance(600 * minutes);
    resumeStalled(context);
    expect(jobOf(context, 1).id).toBe(1);
    expect(underway(context)).toEqual(['analyst']);
  });
});
