import { describe, expect, test } from 'vitest';
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

function setUp(options: Parameters<typeof createBench>[0] = {}) {
  const bench = createBench(options);
  return { ...bench, bench, ...createTestBot(bench) };
}

const edges = ({ store }: ReturnType<typeof setUp>) =>
  store.dependencies.listEdges().map(({ from, to }) => [from, to]);
const by = { who: 'x', via: 'telegram' } as const;

describe('/deps', () => {
  test('adds and removes, in either order of its words, and shows what waits', async () => {
    const set = setUp();
    for (const title of ['One', 'Two', 'Three']) open(set.bench, title);
    expect(await set.say({ from: operator }, '/deps add shop-001 SHOP-002, SHOP-003')).toEqual([
      'SHOP-001 waits for SHOP-002 now.\nSHOP-001 waits for SHOP-003 now.',
    ]);
    expect(await set.say({ from: operator }, '/deps SHOP-002 add SHOP-003')).toEqual([
      'SHOP-002 waits for SHOP-003 now.',
    ]);
    expect(await set.say({ from: viewer }, '/deps')).toEqual([
      [
        'What waits for what',
        'SHOP-001 waits for SHOP-002, SHOP-003',
        'SHOP-002 waits for SHOP-003',
        '/deps ID shows one task, /deps add A B makes A wait for B, /deps graph draws them.',
      ].join('\n'),
    ]);
    expect(await set.say({ from: viewer }, '/deps SHOP-002')).toEqual([
      [
        'SHOP-002 waits for:',
        '• SHOP-003 (analysis)',
        'For SHOP-002 wait: SHOP-001',
        'Add one: /deps add SHOP-002 ID',
      ].join('\n'),
    ]);
    expect(await set.say({ from: operator }, '/deps remove SHOP-001 SHOP-002')).toEqual([
      'SHOP-001 no longer waits for SHOP-002.',
    ]);
    expect(edges(set)).toEqual([
      [1, 3],
      [2, 3],
    ]);
  });

  test('is for everybody to look at, and for operators to change', async () => {
    const set = setUp();
    for (const title of ['One', 'Two']) open(set.bench, title);
    const [refused] = await set.say({ from: viewer }, '/deps add SHOP-001 SHOP-002');
    expect(refused).toMatch(/takes the role operator/);
    expect(edges(set)).toEqual([]);
    expect(set.store.audit.listLatest(1)).toMatchObject([{ action: 'deps', outcome: 'refused' }]);
  });

  test.for([
    ['/deps add', /Press one/],
    ['/deps add SHOP-009 SHOP-001', /no task SHOP-009/],
    ['/deps SHOP-001 SHOP-002', /Which is it\? \/deps add SHOP-001 SHOP-002 makes/],
    ['/deps add SHOP-001', /Add one: \/deps add SHOP-001 ID/],
    ['/deps graph shpo', /no project shpo.*\/deps graph shop/s],
    ['/deps graph', /Nothing to draw/],
    ['/deps add SHOP-001 SHOP-001', /SHOP-001 → SHOP-001/],
  ] as const)('%s is answered with what helps', async ([typed, answered]) => {
    const set = setUp();
    for (const title of ['One', 'Two']) open(set.bench, title);
    const [text] = await set.say({ from: operator }, typed);
    expect(text).toMatch(answered);
    expect(edges(set)).toEqual([]);
  });

  test('says that nothing is held where dependencies are switched off', async () => {
    const set = setUp();
    for (const title of ['One', 'Two']) open(set.bench, title);
    set.context.gates.dependencies = false;
    expect(await set.say({ from: operator }, '/deps add SHOP-001 SHOP-002')).toEqual([
      'Dependencies hold nothing back here: TASK_DEPS_ENABLED is false.',
    ]);
    expect((await set.say({ from: operator }, '/deps'))[0]).toMatch(/TASK_DEPS_ENABLED is false/);
    expect(edges(set)).toEqual([]);
  });

  test('a button beside each wait ends it, once, and not for a viewer', async () => {
    const set = setUp();
    for (const title of ['One', 'Two']) open(set.bench, title);
    await set.say({ from: operator }, '/deps add SHOP-001 SHOP-002');
    expect(toast(await set.press({ from: viewer }, 'undep:1:SHOP-002', 7)).alert).toBe(true);
    expect(edges(set)).toEqual([[1, 2]]);
    expect(toast(await set.press({ from: operator }, 'undep:1:SHOP-002', 7)).text).toMatch(/no longer waits/);
    expect(edges(set)).toEqual([]);
    expect(toast(await set.press({ from: operator }, 'undep:1:SHOP-002', 7)).text).toMatch(/does not wait/);
  });

  test('speaks Russian in a Russian chat', async () => {
    const set = setUp();
    for (const title of ['One', 'Two']) open(set.bench, title);
    set.store.chats.set(group, 'language', 'ru');
    const from = { from: operator, chat: group };
    expect(await set.say(from, '/deps add SHOP-001 SHOP-002')).toEqual(['SHOP-001 теперь ждёт SHOP-002.']);
  });
});

describe('/deps graph', () => {
  test('posts a picture to be drawn when it is sent, of a project or of all, in the language of the chat', async () => {
    const set = setUp({ projects: [project('shop'), project('till')] });
    for (const name of ['shop', 'shop', 'till']) open(set.bench, name, name);
    await set.say({ from: operator }, '/deps add SHOP-001 SHOP-002');
    for (const typed of ['/deps graph', '/deps graph SHOP'])
      await set.send({ from: operator }, command(typed));
    const posted = set.db
      .prepare<[], string>(
        `SELECT message FROM notices WHERE message ->> '$.file.kind' = 'picture' ORDER BY id`,
      )
      .pluck()
      .all()
      .map((message) => JSON.parse(message) as { text: string; file: unknown });
    expect(posted).toMatchObject([
      { file: { kind: 'picture', key: 'deps:en:' } },
      { file: { kind: 'picture', key: 'deps:en:shop' } },
    ]);
    expect(posted[0]?.text).toMatch(/^2 open tasks, 1 dependency\. .*1 more open task/s);
    expect(posted[1]?.text).not.toMatch(/more open/);
  });

  test('is asked for by a button too, which is kept like the command', async () => {
    const set = setUp();
    open(set.bench, 'One');
    await set.press({ from: viewer }, 'graph:', 7);
    expect(set.store.audit.listLatest(1)).toMatchObject([{ via: 'button', action: 'deps', outcome: 'done' }]);
  });

  test('of tasks that have ended is empty', async () => {
    const set = setUp();
    for (const title of ['One', 'Two']) open(set.bench, title);
    await set.say({ from: operator }, '/deps add SHOP-001 SHOP-002');
    signal(set.bench, 1, { type: 'cancel', by });
    expect(await set.say({ from: operator }, '/deps graph')).toEqual([
      'Nothing to draw: no task waits for another.',
    ]);
  });
});

function command(text: string) {
  return { text, entities: [{ type: 'bot_command', offset: 0, length: '/deps'.length }] };
}

describe('a card whose predecessor was cancelled', () => {
  async function stuck() {
    const set = setUp();
    for (const title of ['One', 'Two']) open(set.bench, title);
    await set.say({ from: operator }, '/deps add SHOP-002 SHOP-001');
    signal(set.bench, 1, { type: 'cancel', by });
    const pressAs = (from: number, data: string) => set.press({ from, chat: group }, data, 40);
    return { ...set, pressAs, tap: (data: string) => pressAs(operator, data) };
  }

  test('has a button that goes on without it, for who may steer; pressed again it is out of date', async () => {
    const set = await stuck();
    const refused = await set.pressAs(viewer, 'without:2:1');
    expect(toast(refused).text).toMatch(/takes the role operator/);
    expect(toast(await set.tap('without:2:1'))).toEqual({
      text: 'SHOP-002 no longer waits for SHOP-001.',
      alert: false,
    });
    expect(edges(set)).toEqual([]);
    expect(toast(await set.tap('without:2:1'))).toMatchObject({ alert: true });
    expect(toast(await set.tap('follow:2:1-3'))).toMatchObject({ alert: true });
  });

  test('can be cancelled too, after a question that is over with the situation', async () => {
    const set = await stuck();
    await set.tap('cancel:2:after1');
    expect(set.store.cards.find(2)?.menu).toBe('cancel:after1');
    await set.say({ from: operator }, '/deps remove SHOP-002 SHOP-001');
    expect(toast(await set.tap('confirm:2:after1'))).toMatchObject({ alert: true });
    expect(set.store.tasks.find(2)?.stage).toBe('analysis');
    const other = await stuck();
    await other.tap('cancel:2:after1');
    await other.tap('confirm:2:after1');
    expect(other.store.tasks.find(2)?.stage).toBe('cancelled');
  });

  test('stands above what goes on by itself, and says what to type', async () => {
    const set = await stuck();
    open(set.bench, 'Three');
    const [list = ''] = await set.say({ from: viewer }, '/tasks');
    expect(list).toMatch(/❗️ SHOP-002 Two.*SHOP-003 Three/s);
    const [why] = await set.say({ from: viewer }, '/why SHOP-002');
    expect(why).toContain(
      '→ Go on without: /deps remove SHOP-002 SHOP-001. Or cancel this too: /cancel SHOP-002.',
    );
  });
});
