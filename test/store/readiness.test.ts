import { expect, test } from 'vitest';
import { isFinished, roleAt, roles, stages } from '../../src/domain/stage.ts';
import { openFile } from '../../src/store/database.ts';
import { migrations } from '../../src/store/migrations/index.ts';
import type { GateSettings } from '../../src/store/standings.ts';
import { createStore } from '../../src/store/store.ts';
import { payNothing } from './claim-states.ts';
import { walkQueue } from './walk-queue.ts';

const now = '2026-03-01 10:00:00.000';
const later = '2026-03-01 11:00:00.000';
const gates: GateSettings = {
  slots: 2,
  perProject: null,
  repos: ['shop', 'blog', 'till'],
  dependencies: true,
  serial: 'off',
  pay: payNothing,
};
const clean = { jobs: [], lanes: [], locks: [] };

function createQueue() {
  const db = openFile(':memory:');
  for (const migration of migrations) migration.up(db);
  const store = createStore(db);
  const add = (project: string, role = 'developer', stage = 'development', repo = project) => {
    const taskId = Number(
      db
        .prepare(`INSERT INTO tasks (work_item_id, repo, project, stage, step) VALUES ('T', ?, ?, ?, 'work')`)
        .run(repo, project, stage).lastInsertRowid,
    );
    const jobId = store.jobs.enqueue({ role, repo, taskId, title: '', notes: '' }, now);
    return { taskId, jobId };
  };
  const claim = (changed: Partial<GateSettings> = {}, at = now) =>
    store.jobs.claim({ ...gates, ...changed }, at);
  const finish = (id: number) =>
    store.jobs.finish(
      { id, runId: null, outcome: 'completed', error: null, attemptBack: false, succeeded: true },
      now,
    );
  return { db, store, add, claim, finish };
}

const seed = Number(process.env['WALK_SEED'] ?? Date.now() % 1_000_000);
/** Further ones in test/chaos/readiness.chaos.ts. */
const STEPS = 20_000;

test(`after each of ${STEPS} random steps (WALK_SEED=${seed}) the claim chooses what the plain query chooses`, () => {
  const walked = walkQueue(seed, STEPS);
  expect(walked.fault).toBeNull();
  expect(walked.claimable).toBeGreaterThan(STEPS / 20);
  expect(walked.drained).toBeGreaterThan(STEPS / 400);
  expect(walked.damaged).toBeGreaterThan(STEPS / 200);
});

test('the file knows the stages, their roles, and no others, as the pipeline does', () => {
  const { db, add } = createQueue();
  const isReady = db.prepare<[number], 0 | 1>('SELECT lane IS NOT NULL FROM jobs WHERE id = ?').pluck();
  for (const stage of [...stages, 'grooming'] as const) {
    for (const role of [...roles, 'janitor']) {
      const { jobId } = add('shop', role, stage);
      const isWorker = stage !== 'grooming' && !isFinished(stage) && roleAt(stage) === role;
      expect([stage, role, isReady.get(jobId)]).toEqual([stage, role, isWorker ? 1 : 0]);
    }
  }
  const orphan = db.prepare(`INSERT INTO jobs (agent, repo) VALUES (?, 'shop')`);
  const ready = [...roles, 'janitor'].filter(
    (role) => isReady.get(Number(orphan.run(role).lastInsertRowid)) === 1,
  );
  expect(ready).toEqual(roles);
});

test('what is stored wrong is named, and put right', () => {
  const { db, store, add } = createQueue();
  const { jobId } = add('shop');
  add('blog');
  expect(store.readiness.repair(gates)).toEqual(clean);
  db.prepare('UPDATE jobs SET lane = NULL WHERE id = ?').run(jobId);
  db.exec(`UPDATE lanes SET open = 0 WHERE repo = 'blog'`);
  expect(store.readiness.repair(gates)).toEqual({
    jobs: [{ id: jobId, agent: 'developer', repo: 'shop' }],
    lanes: [{ id: 2, project: 'blog', repo: 'blog', role: 'developer' }],
    locks: [],
  });
  expect(store.readiness.repair(gates)).toEqual(clean);
});

test('a merge lock is taken from a task that is no longer at staging or deploy, and from no other', () => {
  const { store, add } = createQueue();
  const [left, held] = [add('shop'), add('blog', 'deployer', 'deploy')];
  store.locks.take('shop', left.taskId, now);
  store.locks.take('blog', held.taskId, now);
  store.locks.take('till', 99, now);
  expect(store.readiness.repair(gates).locks).toEqual([
    { repo: 'shop', taskId: left.taskId },
    { repo: 'till', taskId: 99 },
  ]);
  expect(store.locks.findHolder('blog')).toBe(held.taskId);
});

test('a lane that is stored wrong neither gives a job that is held nor stops the others', () => {
  const { db, store, add, claim } = createQueue();
  const [held, other] = [add('shop'), add('blog')];
  store.tasks.ask(held.taskId, 'question', '?', now);
  db.prepare(`UPDATE lanes SET head_id = ?, head_priority = 1 WHERE repo = 'shop'`).run(held.jobId);
  expect(claim()?.id).toBe(other.jobId);
  expect(claim()).toBeUndefined();
});

test('gates that the settings turn are followed by the next claim', () => {
  const { store, add, claim } = createQueue();
  const [first, second] = [add('shop', 'analyst', 'analysis'), add('shop', 'analyst', 'analysis')];
  store.dependencies.add({ from: first.taskId, to: second.taskId }, 'chat', now);
  store.tasks.markStarted(second.taskId, now);
  expect(claim({ serial: ['shop'], dependencies: false })?.id).toBe(second.jobId);
  expect(claim({ serial: ['shop'], dependencies: false })).toBeUndefined();
  expect(claim({ serial: ['blog'] })).toBeUndefined();
  expect(claim({ serial: ['blog'], dependencies: false })?.id).toBe(first.jobId);
});

test('a job whose time has come stands in its place again, whether or not a slot is free', () => {
  const { db, store, add, claim } = createQueue();
  const [first, second] = [add('shop'), add('blog')];
  db.prepare('UPDATE jobs SET available_at = ? WHERE id = ?').run(later, first.jobId);
  expect(claim()?.id).toBe(second.jobId);
  expect(claim({ slots: 0 }, later)).toBeUndefined();
  expect(store.jobs.find(first.jobId)?.available_at).toBeNull();
  expect(claim({}, later)?.id).toBe(first.jobId);
});

test('of three projects on two slots none starves, however much one of them asks for', () => {
  const { store, add, claim, finish } = createQueue();
  const pay = {
    roles: ['shop', 'blog', 'till'].map((project) => {
      return { project, repo: project, first: true, role: 'developer', account: null, costs: false };
    }),
    dayBudgets: new Map(),
  };
  const fair = { perProject: 1, pay };
  for (let count = 0; count < 20; count += 1) add('shop');
  for (const project of ['blog', 'till', 'blog', 'till']) add(project);
  const order: string[] = [];
  for (let round = 0; round < 4; round += 1) {
    for (let job = claim(fair); job !== undefined; job = claim(fair)) order.push(job.repo);
    for (const { id } of store.jobs.listRunning()) finish(id);
  }
  expect(order).toEqual(['shop', 'blog', 'shop', 'till', 'shop', 'blog', 'shop', 'till']);
});

test('what has no project of ours counts for the first project of its repository', () => {
  const { store, add, claim } = createQueue();
  const pay = {
    roles: ['shop', 'outlet'].map((project) => {
      return {
        project,
        repo: 'shop',
        first: project === 'shop',
        role: 'developer',
        account: null,
        costs: false,
      };
    }),
    dayBudgets: new Map(),
  };
  for (const project of ['gone', 'shop', 'OUTLET']) add(project, 'developer', 'development', 'shop');
  const claimed = [1, 2, 3].map(() => claim({ pay, perProject: 1, slots: 3 })?.id);
  expect(claimed).toEqual([1, 3, undefined]);
  expect([...store.working.countByProject(pay)]).toEqual([
    ['shop', 1],
    ['outlet', 1],
  ]);
});
