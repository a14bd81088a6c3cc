import type { Update } from 'grammy/types';
import { describe, expect, test } from 'vitest';
import { sha256Hex } from '../../src/signature.ts';
import { encodeAction } from '../../src/telegram/callback-data.ts';
import {
  createBench,
  createTestBot,
  group,
  open,
  operator,
  owner,
  project,
  stranger,
  viewer,
} from './bench.ts';
import { commandEntities, envelope } from './updates.ts';

function setUp() {
  const bench = createBench();
  const { taskId } = open(bench);
  const outcome = () => bench.store.audit.listLatest(1)[0]?.outcome;
  return { bench, store: bench.store, taskId, outcome, ...createTestBot(bench) };
}

const bob = { id: 777, is_bot: false, first_name: 'Bob' };
const fromBob = { forward_origin: { type: 'user', sender_user: bob, date: 1 } };

describe('what was handled when the process died is heard again', () => {
  function hearTwice({ bot, store }: ReturnType<typeof setUp>, from: number, text: string) {
    const entities = commandEntities(text);
    const update = { update_id: 70_000, message: { ...envelope({ from }, 900), text, entities } } as Update;
    return async () => {
      await bot.handle(update);
      store.seen.forgetAll('telegram');
      await bot.handle(update);
    };
  }

  test('and freezes a repository once', async () => {
    const seat = setUp();
    await hearTwice(seat, operator, '/freeze shop red lights')();
    expect(seat.store.freezes.listActive('shop')).toHaveLength(1);
    expect(seat.store.notices.listPending().map(({ key }) => key.split(':')[0])).toEqual([
      'freeze',
      'answer',
    ]);
    expect(seat.outcome()).toBe('unchanged');
  });

  test('and an owner who was paired by it is not told that somebody else was', async () => {
    const bench = createBench();
    const code = 'aaaa';
    const { say } = createTestBot(bench, undefined, { configured: [] });
    bench.store.pairings.replace(sha256Hex(Buffer.from(code)), '2026-05-04 12:00:00.000');
    const first = await say({ from: stranger }, `/start pair_${code}`);
    expect(first[0]).toContain('This Signalbox is yours now');
    expect(await say({ from: stranger }, `/start pair_${code}`)).toEqual(first);
    expect(bench.store.members.list()).toHaveLength(1);
    // Who is no owner any more does not become one by his old link.
    bench.store.members.put(
      { id: stranger, name: 'x', role: 'viewer', by: 'test' },
      '2026-05-04 12:00:00.000',
    );
    const [third] = await say({ from: stranger }, `/start pair_${code}`);
    expect(third).toContain('This link is void');
  });
});

test('a command in a message that is passed on is not the command of who passes it on', async () => {
  const { bench, store, taskId, send } = setUp();
  const text = '/cancel SHOP-001';
  await send({ from: operator }, { text, entities: commandEntities(text), ...fromBob });
  expect(store.tasks.find(taskId)?.stage).toBe('analysis');
  await send({ from: operator }, { text: '/new', entities: commandEntities('/new') });
  await send({ from: operator }, { text: 'Help' });
  await send(
    { from: operator },
    { text: '/help says nothing', entities: commandEntities('/help'), ...fromBob },
  );
  const [state] = bench.db.prepare<[], string>('SELECT state FROM dialogues').pluck().all();
  expect(state).toContain('/help says nothing');
});

describe('a button that the pressed message does not show', () => {
  const button = (data: string) => ({
    reply_markup: { inline_keyboard: [[{ text: '·', callback_data: data }]] },
  });

  test('takes no buttons from others', async () => {
    const { store, during, press } = setUp();
    const on = (shown: string, data: string) => ({
      callback_query: {
        id: `forged-${data}`,
        from: { id: viewer, is_bot: false, first_name: 'V' },
        chat_instance: '1',
        data,
        message: { ...envelope({ from: viewer, chat: group }, 50), text: 'menu', ...button(shown) },
      },
    });
    await during(on('set:1:people', 'nothing of ours'));
    expect(store.notices.findByMessage(group, 50)).toBeUndefined();
    await during(on('of:an:older:version', 'of:an:older:version'));
    expect(store.notices.findByMessage(group, 50)).toBeDefined();
    await press({ from: viewer, chat: group }, 'nothing of ours', 51);
  });

  test("does not have another task's card removed", async () => {
    const { bench, taskId, press } = setUp();
    const { taskId: other } = open(bench, 'Other');
    bench.db.prepare('UPDATE cards SET message_id = 900 + task_id').run();
    await press({ from: viewer, chat: group }, encodeAction({ kind: 'open', key: 'x' }, taskId), 900 + other);
    expect(bench.store.cards.listOpenMessages(taskId)).toEqual([]);
  });
});

describe('who is added', () => {
  test('is whom the typed id names, also in a reply to somebody else', async () => {
    const { store, send } = setUp();
    const text = '/settings add 12345 operator';
    const reply = { reply_to_message: { message_id: 3, from: bob } };
    await send({ from: owner, chat: group }, { text, entities: commandEntities(text), ...reply });
    expect(store.members.list().map(({ telegram_id: id }) => id)).toEqual([12_345]);
  });

  test('is not the author of what is passed on for a task, nor a second one', async () => {
    const { bench, store, say, send } = setUp();
    const ask = async (messageId: number) => {
      await say({ from: owner }, '/settings add ?');
      bench.db.prepare('UPDATE reply_prompts SET message_id = ? WHERE message_id > 5000').run(messageId);
    };
    await ask(101);
    await say({ from: owner }, '/new');
    await send({ from: owner }, { text: 'It crashes', ...fromBob });
    expect(store.members.list()).toEqual([]);
    await say({ from: owner }, '/new cancel');
    await ask(105);
    const later = { forward_origin: { type: 'user', sender_user: { ...bob, id: 778 }, date: 1 } };
    await send({ from: owner }, { text: 'hi', ...fromBob });
    await send({ from: owner }, { text: 'by the way', ...later });
    expect(store.members.list().map(({ telegram_id: id }) => id)).toEqual([bob.id]);
  });
});

test('in a group that became a supergroup ids of messages begin anew, and nothing is taken for what went before', async () => {
  const bench = createBench({ projects: [project('shop'), project('site')] });
  const { send, calls } = createTestBot(bench);
  const old = -55;
  const inOld = { chat: { id: old, type: 'group', title: 'Group' } };
  await send(
    { from: operator, chat: old },
    { message_id: 9000, text: '/new', entities: commandEntities('/new'), ...inOld },
  );
  bench.store.chats.move(old, group, '2026-05-04 12:00:00.000');
  await send(
    { from: operator, chat: group },
    { message_id: 5, text: '/new shop', entities: commandEntities('/new') },
  );
  const { text, reply_parameters: reply } = calls.at(-1)?.payload ?? {};
  expect(text).toContain('New task in shop');
  expect(reply).toMatchObject({ message_id: 5 });
});

test('what came to nothing is not kept as done', async () => {
  const { bench, store, say, outcome } = setUp();
  for (const text of [
    '/stop',
    '/approve',
    '/answer euros',
    '/freeze nope red',
    '/freeze shop',
    '/unfreeze shop',
    '/resume',
    '/pause nope',
    '/priority SHOP-001 odd',
    '/restart',
    '/projects nope',
    '/cost nope',
    '/log SHOP-001',
    '/deps SHOP-001 SHOP-002',
  ]) {
    await say({ from: owner }, text);
    expect([text, outcome()]).toEqual([text, 'unchanged']);
  }
  await say({ from: viewer }, '/settings people');
  expect(outcome()).toBe('refused');
  expect(store.audit.listLatest(99)).toHaveLength(15);
  expect(bench.store.pauses.list()).toEqual([]);
});

test('a sticker in answer to a question of the settings is told to be no answer', async () => {
  const { say, send, calls, outcome } = setUp();
  await say({ from: owner }, '/settings timezone ?');
  const [told] = await send(
    { from: owner, replyTo: { id: 5000 + calls.length } },
    { sticker: { file_id: 's' } },
  );
  expect(told?.payload['text']).toContain('I read text only');
  expect(outcome()).toBe('unchanged');
});
