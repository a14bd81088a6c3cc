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

const withdrawing = (taskId: number, row: number) =>
  encodeAction({ kind: 'withdraw', key: String(row) }, taskId);
const withdrew =
  /^User13 \(13\) withdrew the rollback that User13 \(13\) asked for, .* stays done, and its repository frozen\.$/;

test('a press takes back what has not begun, once, also after a restart, and only by who may roll back', async () => {
  const { bench, store, taskId, say, press } = setUp();
  await say(here, '/rollback SHOP-001');
  expect(toast(await press(asViewer, withdrawing(taskId, 1), 7)).text).toMatch(/takes the role operator/);
  expect(store.rollbacks.findOfTask(taskId)?.state).toBe('asked');
  const next = createTestBot(bench);
  const toasted = toast(await next.press(here, withdrawing(taskId, 1), 7));
  expect(toasted).toMatchObject({ text: expect.stringMatching(withdrew), alert: false });
  expect(store.audit.listLatest(1)[0]).toMatchObject({ action: 'withdraw', outcome: 'done' });
  const again = toast(await press(here, withdrawing(taskId, 1), 7));
  expect(again).toEqual({ text: 'The rollback is withdrawn already.', alert: true });
  expect(toast(await press(here, keyed(taskId, '0'), 7)).text).toBe('Out of date.');
  await press(here, keyed(taskId, '1'), 7);
  expect(toast(await press(here, withdrawing(taskId, 1), 7)).text).toBe('Out of date.');
  expect(store.rollbacks.listRecent(9).map(({ state }) => state)).toEqual(['asked', 'withdrawn']);
});

test('/rollback with cancel takes it back, in either order and language, and without an id', async () => {
  const { store, taskId, say } = setUp();
  const words = ['SHOP-001 cancel', 'cancel SHOP-001', 'SHOP-001 отмена', 'Отменить'];
  const answers: string[] = [];
  for (const typed of words) {
    await say(here, '/rollback SHOP-001');
    expect(await say(asViewer, `/rollback ${typed}`)).toEqual([expect.stringMatching(/takes the role/)]);
    answers.push(...(await say(here, `/rollback ${typed}`)));
  }
  expect(answers.map((text) => withdrew.test(text.replace('SHOP-001: ', '')))).toEqual(words.map(() => true));
  expect(store.rollbacks.findOfTask(taskId)?.state).toBe('withdrawn');
  expect(await say(here, '/rollback cancel')).toEqual(['No rollback waits to begin.']);
  const queue = (await say(here, '/queue')).join();
  expect(queue).toContain('shop the deploy failed');
  expect(queue).not.toMatch(/rolled back|rollback of/);
  expect((await say(here, '/rollback SHOP-001 cancle'))[0]).toMatch(/^SHOP-001: Nothing was done: /);
  expect(store.rollbacks.listRecent(9)).toHaveLength(words.length);
});

test('who takes one back by a wrong id is offered those that wait, and a press takes it back', async () => {
  const { store, taskId, say, during } = setUp();
  await say(here, '/rollback SHOP-001');
  const text = '/rollback cancel SHOP-009';
  expect((await say(here, text))[0]).toContain('These rollbacks have not begun yet.');
  const typed = { text, entities: [{ type: 'bot_command', offset: 0, length: 9 }] };
  const message = { message_id: 300, date: 1, chat: { id: group, type: 'group' }, reply_to_message: typed };
  const from = { id: operator, is_bot: false, first_name: 'O' };
  const press = { id: 'q', from, chat_instance: '1', data: `pick:rollback:${taskId}:102`, message };
  await during({ callback_query: press });
  expect(store.rollbacks.findOfTask(taskId)?.state).toBe('withdrawn');
});

test('what has begun or ended is not taken back, which is told', async () => {
  const { store, taskId, say, press } = setUp();
  const told = async () => [
    (await say(here, '/rollback SHOP-001 cancel')).at(-1)?.replace('SHOP-001: ', ''),
    toast(await press(here, withdrawing(taskId, 1), 7)).text,
  ];
  expect(await told()).toEqual(['No rollback of this release was asked for.', 'Out of date.']);
  await say(here, '/rollback SHOP-001');
  store.rollbacks.begin(1, 7);
  expect(new Set(await told())).toEqual(new Set(['The rollback has begun, and is not stopped halfway.']));
  store.rollbacks.end(1, { state: 'failed', exitCode: 3, output: '' }, `${at}.000`);
  expect(new Set(await told())).toEqual(new Set(['The rollback has ended already: it failed.']));
  expect(store.outbox.findPending(taskId, 'rollback')).toBeDefined();
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
  expect(toast(await press(here, data, 7)).text).toMatch(/^Nothing changed: To be rolled back/);
  expect(store.rollbacks.listRecent(9)).toHaveLength(1);
});

test('while a rollback is under way nobody opens the repository, by whichever way', async () => {
  const { store, taskId, say, press } = setUp();
  expect((await say(here, '/rollback SHOP-001')).at(-1)).toMatch(/^SHOP-001: .*rolls the release back/);
  const [frozen] = store.freezes.listActive('shop');
  const unfreeze = encodeAction({ kind: 'unfreeze', key: String(frozen?.id) }, taskId);
  expect(toast(await press(here, unfreeze, 7)).text).toMatch(/^Nothing changed: To be rolled back/);
  expect(await say(here, '/unfreeze shop')).toEqual([
    'A rollback of shop asked for by User13 (13) is under way: it can be opened when that has ended, or is taken back before it begins.',
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
