import { expect, test } from 'vitest';
import { encodeAction } from '../../src/telegram/callback-data.ts';
import {
  createBench,
  createTestBot,
  group,
  open,
  operator,
  project,
  signal,
  toast,
  viewer,
} from './bench.ts';

const here = { from: operator, chat: group };
const asViewer = { from: viewer, chat: group };
const at = '2026-05-04 12:00:00';

/** A release whose deploy failed, where rolling back is configured. */
function setUp(changes: Parameters<typeof project>[1] = { rollback: './back.sh' }) {
  const bench = createBench({ projects: [project('shop', changes)] });
  const { taskId } = open(bench);
  bench.store.tasks.setMergeCommit(taskId, 'c0ffee');
  bench.store.tasks.move(taskId, { stage: 'deploy', step: 'work' }, at);
  bench.store.tasks.ask(taskId, 'deploy-failed', 'The deploy failed.', `${at}.000`);
  return { ...bench, bench, taskId, ...createTestBot(bench) };
}

test('what lifts a failed deploy names each way on: a rollback where one is configured', async () => {
  const ways = async (changes: Parameters<typeof setUp>[0]) =>
    (await setUp(changes).say(here, '/why SHOP-001'))[0];
  expect(await ways({ rollback: './back.sh' })).toContain(
    '→ Retry (/retry SHOP-001), roll back (/rollback SHOP-001), declare it degraded (/degrade SHOP-001) or /cancel SHOP-001.',
  );
  expect(await ways({})).toContain(
    '→ Retry (/retry SHOP-001), declare it degraded (/degrade SHOP-001) or /cancel SHOP-001.',
  );
});

const keyed = (taskId: number, key: string) => encodeAction({ kind: 'rollback', key }, taskId);

test('Roll back where the deploy failed declares it degraded, once, and only by who may unfreeze', async () => {
  const { store, taskId, press } = setUp();
  const data = keyed(taskId, at.replaceAll(/\D/g, '').concat('000'));
  expect(toast(await press(asViewer, data, 7)).alert).toBe(true);
  expect(store.rollbacks.findOfTask(taskId)).toBeUndefined();
  expect(toast(await press(here, data, 7)).alert).toBe(false);
  expect(store.rollbacks.findOfTask(taskId)).toMatchObject({ state: 'asked', asked_by: 'User13 (13)' });
  expect(store.tasks.find(taskId)?.stage).toBe('done');
  expect(toast(await press(here, data, 7)).text).toMatch(/^Nothing changed: Being rolled back/);
  expect(store.rollbacks.listRecent(9)).toHaveLength(1);
});

test('while a rollback is under way nobody opens the repository, by whichever way', async () => {
  const { store, taskId, say, press } = setUp();
  expect((await say(here, '/rollback SHOP-001')).at(-1)).toMatch(/^SHOP-001: .*rolls the release back/);
  const [frozen] = store.freezes.listActive('shop');
  const unfreeze = encodeAction({ kind: 'unfreeze', key: String(frozen?.id) }, taskId);
  expect(toast(await press(here, unfreeze, 7)).text).toMatch(/^Nothing changed: Being rolled back/);
  expect(await say(here, '/unfreeze shop')).toEqual([
    'A rollback of shop asked for by User13 (13) is under way: it can be opened when that has ended.',
  ]);
  expect(store.freezes.listActive('shop')).toHaveLength(1);
});

test('/rollback says why nothing is rolled back, and offers what can be', async () => {
  const { bench, store, taskId, say } = setUp({});
  expect(await say(here, '/rollback SHOP-001')).toEqual([
    'SHOP-001: No rollback command is configured for this project.',
  ]);
  expect(await say(asViewer, '/rollback SHOP-001')).toEqual([
    expect.stringMatching(/takes the role operator/),
  ]);
  expect((await say(here, '/rollback'))[0]).toMatch(/^No release can be rolled back/);
  Object.assign(bench.context.projects.all[0] ?? {}, { rollback: './back.sh' });
  expect((await say(here, '/rollback'))[0]).toMatch(/can be rolled back/);
  signal(bench, taskId, { type: 'degraded', reason: 'bad', by: { who: 'x', via: 'telegram' } });
  expect((await say(here, '/rollback'))[0]).toMatch(/These can be rolled back/);
  expect(store.rollbacks.listRecent(9)).toEqual([]);
});
