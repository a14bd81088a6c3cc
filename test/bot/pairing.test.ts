import { expect, test } from 'vitest';
import { createBot } from '../../src/bot/create-bot.ts';
import { createPeopleDirectory } from '../../src/workflow/people-directory.ts';
import { createBench, createTestBot, open, project, stranger } from './bench.ts';
import { me } from './updates.ts';
import { vitals } from './vitals.ts';

const nobody = { configured: [] };

/** Starts a bot that nobody owns as far as the link, which it writes to the log. */
async function startUnowned(bench = createBench({ projects: [project('shop', { chat: null })] })) {
  const before = bench.logged.length;
  const bot = createBot({
    token: '1:test',
    apiRoot: 'http://127.0.0.1:9',
    context: bench.context,
    people: createPeopleDirectory(bench.store, []),
    logs: bench.logs,
    vitals,
  });
  let polled: () => void = () => undefined;
  const isPolled = new Promise<void>((resolve) => {
    polled = resolve;
  });
  bot.api.config.use((_call, method, _payload, signal) => {
    if (method === 'getMe') return Promise.resolve({ ok: true, result: me } as never);
    if (method !== 'getUpdates') return Promise.resolve({ ok: true, result: true } as never);
    polled();
    return new Promise((resolve) => {
      signal?.addEventListener('abort', () => resolve({ ok: true, result: [] } as never));
    });
  });
  bot.start();
  await isPolled;
  await bot.stop();
  const links = bench.logged.slice(before).flatMap(({ fields }) => (fields as { link?: string }).link ?? []);
  return {
    bench,
    code: /^https:\/\/t\.me\/box_bot\?start=(pair_[\w-]+)$/.exec(links[0] ?? '')?.[1] ?? '',
    links,
  };
}

test('without an owner a start writes a link to the log; who opens it first owns the place, once', async () => {
  const { bench, code } = await startUnowned();
  const { taskId } = open(bench);
  expect(bench.store.cards.find(taskId)).toBeUndefined();
  const { say } = createTestBot(bench, undefined, nobody);
  expect(await say({ from: stranger }, `/start ${code}`)).toEqual([
    'This Signalbox is yours now: you are its owner. /help shows what I do, /settings adds people.',
  ]);
  expect(bench.store.members.list()).toMatchObject([
    { telegram_id: stranger, role: 'owner', added_by: 'pairing' },
  ]);
  // A project without a chat is shown to its owner, also what was opened before there was one.
  expect(bench.store.cards.find(taskId)).toMatchObject({ chat_id: stranger });
  expect(await say({ from: 98 }, `/start ${code}`)).toEqual([
    'This Signalbox has an owner already, so the link is used up. Ask the owner to add you.',
  ]);
  expect(bench.store.members.list()).toHaveLength(1);
  expect(bench.store.audit.listLatest(9)).toMatchObject([
    { via: 'pairing', user_id: 98, outcome: 'refused', role: null },
    { via: 'pairing', user_id: stranger, outcome: 'done' },
  ]);
  expect((await startUnowned(bench)).links).toEqual([]);
});

test('a link holds until the next start, only in a private chat, and only its hash is kept', async () => {
  const { bench, code } = await startUnowned();
  const { code: newer } = await startUnowned(bench);
  const { say } = createTestBot(bench, undefined, nobody);
  const isVoid = 'This link is void. The newest one stands in the log of this Signalbox.';
  expect(await say({ from: stranger }, `/start ${code}`)).toEqual([isVoid]);
  expect(await say({ from: stranger, chat: -1001 }, `/start ${newer}`)).toEqual([
    expect.stringContaining("I don't know you yet."),
  ]);
  expect(bench.store.members.list()).toEqual([]);
  expect(JSON.stringify(bench.db.prepare('SELECT * FROM pairings').all())).not.toContain(newer.slice(5));
  await say({ from: stranger }, `/start ${newer}`);
  expect(bench.store.members.list()).toHaveLength(1);
});

test('a link opens nothing once an owner has come another way', async () => {
  const { bench, code } = await startUnowned();
  const { say } = createTestBot(bench);
  expect(await say({ from: stranger }, `/start ${code}`)).toEqual([
    expect.stringContaining('has an owner already'),
  ]);
  expect(bench.store.members.list()).toEqual([]);
});
