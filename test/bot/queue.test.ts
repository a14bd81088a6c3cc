import { expect, test } from 'vitest';
import { askAttention, createBench, createTestBot, open, signal, viewer } from './bench.ts';

function setUp() {
  const bench = createBench();
  return { bench, ...bench, ...createTestBot(bench) };
}

const now = '2026-05-04 12:00:00';
const rollback = { deployment_id: null, commit_sha: 'c0ffee', to_sha: null, asked_by: 'Olga' };

test('/queue tells why a repository is frozen once, however many tasks wait for it', async () => {
  const { bench, store, say } = setUp();
  for (const title of ['One', 'Two', 'Three']) open(bench, title);
  store.freezes.freeze('shop', 'the shop answered 502 three times', 'SHOP-009', now);
  store.freezes.freeze('shop', 'stocktaking', null, now, 'Olga');
  const [text = ''] = await say({ from: viewer }, '/queue');
  expect(text).toContain('Waiting: 3\n❄️ SHOP-001 shop is frozen · ');
  expect(text).toContain(
    'Frozen\n• shop the shop answered 502 three times (the release of SHOP-009) and 1 more · 2026-05-04 12:00 UTC\n',
  );
  expect(text.split('502')).toHaveLength(2);
});

test('/queue calls what was cancelled so, and what failed failed', async () => {
  const { bench, store, say } = setUp();
  const { taskId } = open(bench);
  const who = { who: 'Olga', via: 'telegram' } as const;
  signal(bench, taskId, { type: 'cancel', by: who });
  store.jobs.enqueue({ role: 'developer', repo: 'shop', taskId, title: 'T', notes: '' }, now);
  bench.db.exec("UPDATE jobs SET status = 'failed', outcome = 'failed', error = 'it broke' WHERE id = 2");
  const [text = ''] = await say({ from: viewer }, '/queue');
  expect(text).toContain('• SHOP-001 analyst cancelled · ');
  expect(text).toContain('• SHOP-001 developer failed: it broke\n');
  expect(text).toContain('2 failed');
  store.chats.set(viewer, 'language', 'ru');
  expect((await say({ from: viewer }, '/queue'))[0]).toMatch(/• SHOP-001 \S+ — отменено · /);
});

test('/queue shows a watched release, a forgotten lock and a rollback only while there is one', async () => {
  const { bench, db, store, say } = setUp();
  const asking = open(bench, 'Asking').taskId;
  askAttention(bench, asking);
  const { taskId } = open(bench);
  const nothing = /Watched|Nothing is merged|Rollbacks/;
  store.rollbacks.ask({ ...rollback, task_id: taskId, repo: 'shop' }, now);
  store.rollbacks.end(1, { state: 'done', exitCode: 0, output: '' }, now);
  store.locks.take('attic', taskId, now);
  expect((await say({ from: viewer }, '/queue'))[0]).not.toMatch(nothing);
  store.deployments.begin({ taskId, repo: 'shop', commit: 'c0ffee', base: null }, now);
  store.deployments.watch(taskId, '2026-05-04 12:10:00', now);
  db.prepare("UPDATE tasks SET stage = 'deploy', step = 'health' WHERE id = ?").run(taskId);
  const look = { at: now, via: 'url', durationMs: 7 } as const;
  store.deployments.recordCheck(1, { ...look, error: null }, now);
  store.locks.take('shop', asking, now);
  store.freezes.freeze('shop', 'red', null, now);
  const [text] = await say({ from: viewer }, '/queue');
  expect(text).toContain('Watched releases\n• SHOP-002 1 check, until 2026-05-04 12:10 UTC\n');
  expect(text).toContain('Waiting: 1\n❗️ SHOP-001 ');
  expect(text).toContain('Rollbacks\n• shop SHOP-002 was rolled back · 2026-05-04 12:00 UTC\n');
  expect(text).toContain('Nothing is merged while these wait for you\n• shop: SHOP-001 · ');
  for (const error of ['HTTP 502', 'HTTP 503']) store.deployments.recordCheck(1, { ...look, error }, now);
  store.rollbacks.ask({ ...rollback, task_id: taskId, repo: 'shop' }, now);
  store.pauses.pause('*', 'Olga', 'fire', now, 'stop');
  store.chats.set(viewer, 'language', 'ru');
  const [russian] = await say({ from: viewer }, '/queue');
  expect(russian).toContain('На паузе\n• всё: fire (аварийная остановка) · ');
  expect(russian).toContain('• SHOP-002 3 проверки, неудач подряд: 2, до 2026-05-04 12:10 UTC\n');
  expect(russian).toContain('Откаты\n• shop SHOP-002: откат запрошен · ');
});
