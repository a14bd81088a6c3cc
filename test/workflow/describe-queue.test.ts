import { describe, expect, test } from 'vitest';
import { phrase } from '../../src/domain/phrase.ts';
import { printQueue } from '../../src/verbs/print-queue.ts';
import { createProjectIndex } from '../../src/workflow/context.ts';
import {
  type ContextOptions,
  createTestContext,
  makeFolder,
  project,
  type TestContext,
} from '../support/context.ts';
import { createOldInstallation } from '../support/old-installation.ts';
import { describeQueue } from './in-english.ts';
import { ada, claim, failed, open, settle, signal, walkTo } from './walk.ts';

const now = '2026-03-01 12:00:00.000';

function blocked(context: TestContext) {
  return describeQueue(context).blocked.map(({ task, code }) => [task, code]);
}

async function withTask(options: ContextOptions = {}) {
  const context = await createTestContext(options);
  return { context, id: open(context).id };
}

describe('the queue tells why a job waits', () => {
  test('for the task before it in the repository, or for a slot', async () => {
    const { context } = await withTask({ gates: { slots: 1 } });
    claim(context);
    open(context);
    expect(blocked(context)).toEqual([['ET-002', 'serial']]);
    const parallel = { ...context, gates: { ...context.gates, serial: 'off' } } as const;
    expect(blocked(parallel)).toEqual([['ET-002', 'slots']]);
  });

  test('for a freeze, a pause, a time', async () => {
    const { context, id } = await withTask();
    context.store.freezes.freeze('shop', 'degraded', 'ET-000', now);
    expect(describeQueue(context).blocked).toMatchObject([
      { task: 'ET-001', code: 'freeze', lifts: 'Goes on when a person unfreezes it: /unfreeze shop.' },
    ]);
    context.store.pauses.pause('*', 'Ada', 'lunch', now);
    expect(blocked(context)).toEqual([['ET-001', 'pause']]);
    expect(describeQueue(context).paused).toEqual([
      { scope: '*', since: now, why: 'lunch', who: 'Ada', mode: 'finish' },
    ]);
    context.store.pauses.resume('*');
    for (const { id } of context.store.freezes.listActive('shop'))
      context.store.freezes.clear(id, { by: 'Ada', why: null }, now);
    claim(context);
    settle(context, id, failed('it broke'));
    expect(describeQueue(context).blocked).toMatchObject([
      { job: 1, code: 'backoff', reason: 'It is tried again at 2026-03-01 12:00:20 UTC after: it broke' },
    ]);
  });

  test('for an account, and what frees it, for the money of the day, and until when', async () => {
    const { context } = await withTask({
      projects: [project({ budget: { task: null, day: 5 } })],
    });
    const { store } = context;
    const hold = { account: 'main', why: 'five hours', mend: '' };
    store.accounts.hold({ ...hold, kind: 'limit', until: '2026-03-01 15:00:00.000' }, now);
    expect(describeQueue(context).accounts).toEqual([
      { ...hold, since: now, until: '2026-03-01 15:00:00.000' },
    ]);
    expect(describeQueue(context).budgets).toEqual([]);
    store.spending.raise({ day: '2026-03-01', scope: 'shop', usd: 0, who: 'Ada' }, now);
    const until = '2026-03-02 00:00:00';
    expect(describeQueue(context).budgets).toEqual([{ scope: 'shop', spentUsd: 0, budgetUsd: 0, until }]);
    expect(blocked(context)).toEqual([['ET-001', 'budget']]);
  });

  test('and leaves out what runs or may start', async () => {
    const { context } = await withTask();
    expect(blocked(context)).toEqual([]);
    claim(context);
    expect(blocked(context)).toEqual([]);
    expect(describeQueue(context).running).toMatchObject([{ task: 'ET-001', agent: 'analyst' }]);
  });
});

describe('the queue tells of tasks that wait without a job', () => {
  test.for([
    ['analysis/publish', 'publish'],
    ['analysis/approval', 'brd'],
    ['development/ci', 'ci'],
    ['staging/update', 'update'],
    ['deploy/merge', 'merge'],
    ['deploy/health', 'health'],
  ] as const)('at %s for %s', async ([position, code]) => {
    const { context, id } = await withTask();
    walkTo(context, id, position);
    expect(blocked(context)).toEqual([['ET-001', code]]);
  });

  test('for the merge lock, an answer, and nothing at all once they have ended', async () => {
    const { context, id } = await withTask();
    walkTo(context, id, 'staging/update');
    const other = { ...context, gates: { ...context.gates, serial: 'off' } } as TestContext;
    const second = open(other).id;
    walkTo(other, second, 'staging/lock');
    expect(blocked(context)).toEqual([
      ['ET-001', 'update'],
      ['ET-002', 'lock'],
    ]);
    signal(context, id, { type: 'effectRefused', effect: 'update', why: 'no room' });
    expect(describeQueue(context).blocked[0]).toMatchObject({
      job: null,
      code: 'attention',
      reason: 'Update was refused: no room.',
    });
    for (const task of [id, second]) signal(context, task, { type: 'cancel', by: ada });
    expect(blocked(context)).toEqual([]);
  });
});

describe('a queued job without a task', () => {
  const enqueue = (context: TestContext, values: string) =>
    context.database.db.exec(`INSERT INTO jobs (agent, repo, task_id, status, created_at) VALUES ${values}`);

  test('is shown with what holds it', async () => {
    const context = await createTestContext({ gates: { slots: 1 } });
    enqueue(
      context,
      `('analyst', 'shop', NULL, 'queued', '${now}'), ('analyst', 'attic', NULL, 'queued', '${now}')`,
    );
    const seen = () => describeQueue(context).blocked.map(({ job, task, code }) => [job, task, code]);
    expect(seen()).toEqual([[2, null, 'unknown-repo']]);
    for (const scope of ['*', 'shop']) {
      context.store.pauses.pause(scope, 'Ada', 'lunch', now);
      expect(seen()[0]).toEqual([1, null, 'pause']);
      expect(claim(context)).toBeUndefined();
      context.store.pauses.resume(scope);
    }
    expect(claim(context)?.id).toBe(1);
    enqueue(context, `('analyst', 'shop', NULL, 'queued', '${now}')`);
    expect(seen()[1]).toEqual([3, null, 'slots']);
    Object.assign(context.gates, { slots: 2, perProject: 1 });
    expect(seen()[1]).toEqual([3, null, 'slots']);
    expect(claim(context)).toBeUndefined();
  });

  test('whose task is gone is shown and left alone', async () => {
    const context = await createTestContext();
    enqueue(context, `('analyst', 'shop', 999, 'queued', '${now}')`);
    expect(claim(context)).toBeUndefined();
    expect(describeQueue(context).blocked).toMatchObject([
      { job: 1, task: 'task 999', code: 'unknown-stage', reason: 'Its task is not in this file.' },
    ]);
  });
});

describe('the queue tells of the way to production', () => {
  test('what is watched, with its latest looks, and what the last releases came to', async () => {
    const { context, id } = await withTask();
    const { deployments } = context.store;
    const landed = { taskId: id, repo: 'shop', commit: 'c0ffee', base: null };
    deployments.begin({ ...landed, commit: 'beef' }, now);
    deployments.end(id, { state: 'degraded', reason: phrase('why-unfrozen'), by: 'the health check' }, now);
    deployments.begin(landed, now);
    deployments.watch(id, '2026-03-01 12:10:00.000', now);
    const look = { at: now, via: 'url', durationMs: 12 } as const;
    for (const error of [null, 'HTTP 502', 'no answer'])
      deployments.recordCheck(2, { ...look, error }, '2026-03-01 12:00:10.000');
    const [watched, ended] = describeQueue(context).deployments;
    expect(watched).toEqual({
      task: 'ET-001',
      repo: 'shop',
      state: 'watching',
      commit: 'c0ffee',
      since: now,
      until: '2026-03-01 12:10:00.000',
      checks: 3,
      failures: 2,
      lastError: 'no answer',
      latestChecks: ['no answer', 'HTTP 502', null].map((error) => ({ ...look, error })),
      reason: null,
      endedBy: null,
      endedAt: null,
    });
    const end = { reason: 'the repository was unfrozen', endedBy: 'the health check', endedAt: now };
    expect(ended).toMatchObject({ state: 'degraded', commit: 'beef', latestChecks: [], ...end });
  });

  test('who may merge, what was rolled back, and the journal of freezes', async () => {
    const { context, id } = await withTask();
    const { freezes, locks, rollbacks } = context.store;
    locks.take('shop', id, now);
    const asked = { task_id: id, repo: 'shop', deployment_id: null, commit_sha: 'c0ffee', to_sha: 'beef' };
    rollbacks.ask({ ...asked, asked_by: 'Ada' }, now);
    rollbacks.end(1, { state: 'failed', exitCode: 3, output: 'token=secret' }, now);
    rollbacks.ask({ ...asked, asked_by: 'Bo' }, now);
    freezes.freeze('shop', 'red lights', null, now, 'Ada');
    freezes.freeze('shop', 'degraded', 'ET-001', now);
    freezes.clear(1, { by: 'Bo', why: 'green' }, now);
    const view = describeQueue(context);
    expect(view.locks).toEqual([{ repo: 'shop', task: 'ET-001', since: now }]);
    const rollback = { task: 'ET-001', repo: 'shop', commit: 'c0ffee', to: 'beef', since: now };
    expect(view.rollbacks).toEqual([
      { ...rollback, state: 'asked', by: 'Bo', endedAt: null, exitCode: null },
      { ...rollback, state: 'failed', by: 'Ada', endedAt: now, exitCode: 3 },
    ]);
    const freeze = { repo: 'shop', since: now };
    const held = { clearedAt: null, clearedBy: null, clearedWhy: null };
    const lifted = { clearedAt: now, clearedBy: 'Bo', clearedWhy: 'green' };
    expect(view.freezes).toEqual([
      { ...freeze, id: 2, reason: 'degraded', by: null, workItemId: 'ET-001', ...held },
      { ...freeze, id: 1, reason: 'red lights', by: 'Ada', workItemId: null, ...lifted },
    ]);
  });
});

test('what cannot be looked at is listed since it failed first, and until a look goes through', async () => {
  const context = await createTestContext();
  const { looks } = context.store;
  expect(looks.noteFailure('shop', 'work items', 'plane answered 502', '2026-03-01 12:00:00.000')).toBe(1);
  expect(looks.noteFailure('shop', 'work items', 'no answer within 20 s', '2026-03-01 12:01:00.000')).toBe(2);
  expect(describeQueue(context).unreachable).toEqual([
    { project: 'shop', what: 'work items', since: '2026-03-01 12:00:00.000', why: 'no answer within 20 s' },
  ]);
  expect([looks.noteSuccess('shop', 'work items'), looks.noteSuccess('shop', 'work items')]).toEqual([
    true,
    false,
  ]);
  expect(describeQueue(context).unreachable).toEqual([]);
});

test('what the settings no longer have looked at is not called unreachable', async () => {
  const context = await createTestContext({ projects: [project({ tracker: null })] });
  const failing: [string, string][] = [
    ['shop', 'work items'],
    ['shop', 'pull requests'],
    ['gone', 'comments'],
  ];
  for (const [name, what] of failing) context.store.looks.noteFailure(name, what, 'no answer', now);
  expect(describeQueue(context).unreachable).toEqual([]);
  const forge = { kind: 'gitea', owner: 'acme', repo: 'shop', merge: 'merge', ci: { kind: 'none' } } as const;
  const projects = createProjectIndex([project({ tracker: null, forge })]);
  expect(describeQueue({ ...context, projects }).unreachable).toMatchObject([{ what: 'pull requests' }]);
});

test('a cancelled job says so beside its status', async () => {
  const { context, id } = await withTask();
  signal(context, id, { type: 'cancel', by: ada });
  const view = describeQueue(context);
  expect(view.recent).toMatchObject([
    { task: 'ET-001', status: 'failed', outcome: 'cancelled', error: 'cancelled by Ada' },
  ]);
  expect(printQueue(view)).toContain(`cancelled  ET-001  analyst  ${now}  cancelled by Ada`);
});

test('an earlier installation is shown with its dependencies and frozen repositories', async () => {
  const path = `${makeFolder()}/old.db`;
  createOldInstallation(path);
  const context = await createTestContext({ path });
  const view = describeQueue(context);
  expect(view.counts).toEqual({ queued: 3, running: 1, done: 0, failed: 1 });
  expect(view.running).toMatchObject([{ job: 3, task: 'SHOP-7', agent: 'developer' }]);
  expect(view.dependencies).toEqual([
    { task: 'SHOP-7', dependsOn: 'SHOP-7' },
    { task: 'shiny', dependsOn: 'task 777' },
  ]);
  expect(view.frozen).toMatchObject([{ repo: 'shop', reason: 'degraded', workItemId: 'SHOP-7' }]);
  expect(view.paused).toMatchObject([{ scope: '*' }]);
  expect(view.blocked).toContainEqual(expect.objectContaining({ task: 'shiny', code: 'unknown-stage' }));
  expect(view.blocked).toContainEqual(expect.objectContaining({ job: 4, code: 'unknown-stage' }));
  expect(view.recent).toMatchObject([{ job: 5, task: null, status: 'failed', error: 'no' }]);
});
