import { describe, expect, test } from 'vitest';
import { encodeAction } from '../../src/telegram/callback-data.ts';
import {
  approver,
  begin,
  createBench,
  createTestBot,
  group,
  open,
  operator,
  owner,
  project,
  toast,
  viewer,
} from './bench.ts';

function setUp(options: Parameters<typeof createBench>[0] = {}) {
  const bench = createBench(options);
  return { ...bench, bench, ...createTestBot(bench) };
}

const two = { projects: [project('shop'), project('till')] };

describe('/priority', () => {
  test('sets it for a task, in any case and in Russian words too', async () => {
    const { bench, store, say } = setUp();
    open(bench);
    expect(await say({ from: operator }, '/priority SHOP-001 HIGH')).toEqual([
      'SHOP-001: High: its jobs go before all others that may begin.',
    ]);
    expect(store.tasks.find(1)?.priority).toBe(1);
    expect(await say({ from: operator }, '/priority SHOP-001 urgent')).toEqual([
      'I know no priority urgent. Say /priority SHOP-001 high, normal or low.',
    ]);
    store.chats.set(operator, 'language', 'ru');
    expect(await say({ from: operator }, '/priority SHOP-001 низкий')).toEqual([
      'SHOP-001: Низкий: она пойдёт после всех готовых к старту.',
    ]);
    expect(store.tasks.find(1)?.priority).toBe(-1);
  });

  test('without a value offers the three as buttons, which do the same', async () => {
    const { bench, store, send, press } = setUp();
    open(bench);
    const [call] = await send(
      { from: operator },
      { text: '/priority', entities: [{ type: 'bot_command', offset: 0, length: 9 }] },
    );
    const data = 'priority:1:high';
    const row = [{ text: 'High', callback_data: data }, { text: '✓ Normal' }, { text: 'Low' }];
    expect(call?.payload).toMatchObject({ reply_markup: { inline_keyboard: [row] } });
    expect(toast(await press({ from: viewer }, data, 7)).alert).toBe(true);
    expect(store.tasks.find(1)?.priority).toBe(0);
    expect(toast(await press({ from: operator }, data, 7)).text).toMatch(/^High/);
    expect(store.tasks.find(1)?.priority).toBe(1);
    expect(toast(await press({ from: operator }, data, 7)).text).toMatch(/already/);
  });
});

describe('/pause', () => {
  test('pauses a project or everything, with a reason, and says what goes on', async () => {
    const { store, say } = setUp(two);
    expect(await say({ from: owner }, '/pause SHOP moving house')).toEqual([
      'Project shop is paused: no agent is started.\nReason: moving house\nNothing is running.',
    ]);
    expect(await say({ from: owner }, '/pause')).toEqual([
      'Everything is paused: no agent is started.\nNothing is running.',
    ]);
    expect(store.pauses.list()).toMatchObject([
      { scope: '*', who: 'Olga', why: '' },
      { scope: 'shop', who: 'Olga', why: 'moving house' },
    ]);
    expect((await say({ from: owner }, '/pause shop again'))[0]).toMatch(
      /^Project shop is paused already, by Olga.*moving house/s,
    );
  });

  test('for what is no project pauses nothing and says what to type', async () => {
    const { store, say } = setUp(two);
    expect((await say({ from: owner }, '/pause shpo lunch'))[0]).toMatch(
      /no project shpo\. Projects: shop, till\. Say \/pause shop reason/,
    );
    expect(store.pauses.list()).toEqual([]);
  });

  test.for([
    ['/pause now', '*', ''],
    ['/pause NOW shop moving house', 'shop', 'moving house'],
    ['/pause shop now moving house', 'shop', 'moving house'],
    ['/pause сейчас все обед', '*', 'обед'],
  ] as const)('%s stops what runs', async ([typed, scope, why]) => {
    const { store, say } = setUp(two);
    expect((await say({ from: operator }, typed))[0]).toMatch(
      /is paused: no agent is started\.[^]*Nothing was running/,
    );
    expect(store.pauses.list()).toMatchObject([{ scope, why, mode: 'now' }]);
  });

  test('says what it stops, and on top of another what stands', async () => {
    const { bench, store, say } = setUp(two);
    const { taskId } = open(bench);
    begin(bench, taskId);
    expect((await say({ from: owner }, '/pause shop'))[0]).toMatch(/1 agent finishes/);
    expect(await say({ from: operator }, '/pause now shop')).toEqual([
      expect.stringMatching(
        /^Project shop is paused already, by Olga.*\nWhat runs there is stopped from now on\.\n1 run is being stopped; it goes on after the resume:\n• SHOP-001 analyst$/,
      ),
    ]);
    expect(store.tasks.find(taskId)?.stop_requested).toBe('pause');
  });

  test('is for operators, and /resume as well; others are told what they lack', async () => {
    const { store, say, press } = setUp(two);
    for (const typed of ['/pause all', '/resume', '/stop all']) {
      expect((await say({ from: approver }, typed))[0]).toMatch(/takes the role operator/);
    }
    expect(store.pauses.list()).toEqual([]);
    await say({ from: operator }, '/pause all');
    expect(toast(await press({ from: viewer }, 'resume:*', 7)).alert).toBe(true);
    expect(toast(await press({ from: operator }, 'resume:*', 7)).text).toBe('Everything goes on.');
  });

  test('of an installation that was taken over is lifted by its owner alone', async () => {
    const { store, say, press } = setUp(two);
    store.pauses.pause('*', 'signalbox', 'taken over from an earlier installation', '2026-05-04 11:00:00');
    expect((await say({ from: operator }, '/resume'))[0]).toMatch(/takes the role/);
    expect(toast(await press({ from: operator }, 'resume:*', 7)).alert).toBe(true);
    await say({ from: operator }, '/stop all');
    expect(store.pauses.list()).toMatchObject([{ who: 'signalbox', mode: 'stop' }]);
    expect(await say({ from: owner }, '/resume')).toEqual(['Everything goes on.']);
  });
});

describe('/stop all', () => {
  test.for(['/stop all', '/stop все'])(
    'as %s asks nothing, says what stops, and how it goes on',
    async (typed) => {
      const { bench, store, send } = setUp(two);
      const { taskId } = open(bench);
      begin(bench, taskId);
      const entities = [{ type: 'bot_command' as const, offset: 0, length: 5 }];
      const [call] = await send({ from: operator }, { text: typed, entities });
      expect(call?.payload).toMatchObject({
        text: expect.stringMatching(
          /^Everything is stopped: .*\n1 run is being stopped.*\n• SHOP-001 analyst\n\/resume lets/s,
        ),
        reply_markup: { inline_keyboard: [[{ text: 'Resume', callback_data: 'resume:*' }]] },
      });
      expect(store.pauses.list()).toMatchObject([{ scope: '*', mode: 'stop' }]);
      expect(store.tasks.find(taskId)?.stop_requested).toBe('pause');
      expect(store.audit.listLatest(1)).toMatchObject([{ action: 'stop', target: '*', outcome: 'done' }]);
    },
  );
});

const operatorHere = { from: operator, chat: group };
const viewerHere = { from: viewer, chat: group };

describe('/freeze', () => {
  test('closes a repository by its name or its project’s, and wants a reason', async () => {
    const { store, say } = setUp(two);
    expect((await say(operatorHere, '/freeze'))[0]).toMatch(/Nothing is frozen\. \/freeze shop reason/);
    expect(await say(operatorHere, '/freeze shop')).toEqual([
      'shop is not frozen.\nTo freeze it, say why, so that others know when it may end: /freeze shop reason.',
    ]);
    expect((await say(operatorHere, '/freeze shpo broken'))[0]).toMatch(
      /no repository shpo\. There are: shop, till/,
    );
    expect((await say(viewerHere, '/freeze shop broken'))[0]).toMatch(/takes the role operator/);
    expect(store.freezes.listAllActive()).toEqual([]);
    expect((await say(operatorHere, '/freeze SHOP payments are down'))[0]).toMatch(/^shop is frozen/);
    expect(store.freezes.listAllActive()).toMatchObject([
      { repo: 'shop', reason: 'payments are down', by: 'User13 (13)' },
    ]);
    expect((await say(operatorHere, '/freeze'))[0]).toMatch(
      /^Frozen:\nshop #1 payments are down \(User13 \(13\)\)/,
    );
  });

  test('a second one is told of beside the first, and each is lifted by its number or all at once', async () => {
    const { store, say } = setUp(two);
    for (const reason of ['one', 'two', 'three'])
      store.freezes.freeze('shop', reason, null, '2026-05-04 11:00:00');
    const [which] = await say(operatorHere, '/unfreeze shop');
    expect(which).toMatch(
      /frozen 3 times:\n#1 one.*\n#2 two.*\n#3 three.*\/unfreeze shop all.*\/unfreeze shop 1\./s,
    );
    expect(store.freezes.listActive('shop')).toHaveLength(3);
    expect((await say(operatorHere, '/unfreeze shop #9'))[0]).toMatch(/no such freeze/);
    expect((await say(operatorHere, '/unfreeze shop 2 mended'))[0]).toMatch(
      /^1 freeze lifted; shop stays frozen by 2 more:/,
    );
    expect(await say(operatorHere, '/unfreeze all')).toEqual(['shop is open again.']);
    expect(store.freezes.listActive('shop')).toEqual([]);
  });

  test('without a reason shows who froze it, when and why, and who lifted the last ones', async () => {
    const { store, say, time } = setUp(two);
    await say(operatorHere, '/freeze shop payments are down');
    store.freezes.freeze('shop', 'red lights', 'SHOP-009', '2026-05-04 11:00:00');
    store.freezes.freeze('till', 'elsewhere', null, '2026-05-04 11:00:00');
    time.now = new Date('2026-05-04T13:00:00Z');
    await say(operatorHere, '/unfreeze till');
    await say({ from: owner, chat: group }, '/unfreeze shop 1 the bank is back');
    expect(await say(operatorHere, '/freeze Shop')).toEqual([
      [
        'shop is frozen:',
        '#2 red lights (the release of SHOP-009) · 2026-05-04 11:00 UTC',
        'Lifted lately:',
        '#1 payments are down (User13 (13)) · 2026-05-04 12:00 UTC → Olga: the bank is back · 2026-05-04 13:00 UTC',
        'To freeze it, say why, so that others know when it may end: /freeze shop reason.',
      ].join('\n'),
    ]);
  });

  test('/unfreeze with several frozen repositories wants one named', async () => {
    const { store, say } = setUp(two);
    for (const repo of ['shop', 'till']) store.freezes.freeze(repo, 'red', null, '2026-05-04 11:00:00');
    expect((await say(operatorHere, '/unfreeze'))[0]).toMatch(/^Frozen:\nshop #1 red.*\ntill #2 red/s);
    expect(store.freezes.listAllActive()).toHaveLength(2);
    expect(await say(operatorHere, '/unfreeze till the lights are green')).toEqual(['till is open again.']);
  });

  test('by the button under a card asks why, and the reply opens it, told where it was said just once', async () => {
    const set = setUp(two);
    const { taskId } = open(set.bench, 'Waits');
    set.store.freezes.freeze('shop', 'red', null, '2026-05-04 11:00:00');
    const data = encodeAction({ kind: 'unfreeze', key: '1' }, taskId);
    expect(toast(await set.press(viewerHere, data, 40)).alert).toBe(true);
    const [, asked] = await set.press(operatorHere, data, 40);
    expect(asked?.payload).toMatchObject({ reply_markup: { force_reply: true } });
    const prompt = { replyTo: { id: 5000 + set.calls.length } };
    expect(await set.say({ ...viewerHere, ...prompt }, 'Please')).toEqual([
      expect.stringContaining('takes the role operator'),
    ]);
    expect(set.store.freezes.listActive('shop')).toHaveLength(1);
    expect(await set.say({ ...operatorHere, ...prompt }, 'The lights are green')).toHaveLength(1);
    expect(set.store.freezes.listActive('shop')).toEqual([]);
    expect(set.db.prepare('SELECT cleared_by, cleared_why FROM repo_freeze').all()).toEqual([
      { cleared_by: 'User13 (13)', cleared_why: 'The lights are green' },
    ]);
    expect(set.store.audit.listLatest(1)).toMatchObject([
      { via: 'reply', action: 'unfreeze', target: 'shop' },
    ]);
  });

  test('by the button lifts the one it stands for, and says what still holds the repository', async () => {
    const set = setUp();
    const { taskId } = open(set.bench, 'Waits');
    for (const reason of ['red', 'a fair'])
      set.store.freezes.freeze('shop', reason, null, '2026-05-04 11:00:00');
    const data = encodeAction({ kind: 'unfreeze', key: '1' }, taskId);
    await set.press(operatorHere, data, 40);
    const prompt = { ...operatorHere, replyTo: { id: 5000 + set.calls.length } };
    expect((await set.say(prompt, 'Green again'))[0]).toMatch(/^1 freeze lifted; shop stays frozen.*a fair/s);
    expect(set.store.freezes.listActive('shop')).toMatchObject([{ reason: 'a fair' }]);
    expect((await set.say(prompt, 'Once more'))[0]).toMatch(/lifted already/);
  });
});
