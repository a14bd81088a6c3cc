import { expect, test } from 'vitest';
import {
  askApproval,
  createBench,
  createTestBot,
  open,
  operator,
  project,
  signal,
  toast,
  viewer,
} from './bench.ts';

function setUp(count = 2) {
  const bench = createBench();
  for (let n = 1; n <= count; n += 1) open(bench, `Task ${n}`);
  const hands = createTestBot(bench);
  const offer = () => {
    const { message = '{}' } =
      bench.db
        .prepare<[], { message: string }>(
          `SELECT message FROM notices WHERE key LIKE 'answer:pick:%' ORDER BY id DESC`,
        )
        .get() ?? {};
    const { text, keyboard } = JSON.parse(message) as {
      text: string;
      keyboard?: { inline_keyboard: { text: string; callback_data: string }[][] };
    };
    return { text, buttons: keyboard?.inline_keyboard.flat() ?? [] };
  };
  return { bench, store: bench.store, offer, ...hands };
}

test('a command without an id offers the tasks that fit, and a press does what the command would, cancelling when it is sure', async () => {
  const { bench, store, offer, say, press, calls } = setUp();
  await say({ from: operator }, '/cancel');
  expect(offer().buttons).toEqual([
    { text: 'SHOP-001 Task 1', callback_data: 'pick:cancel:1:101' },
    { text: 'SHOP-002 Task 2', callback_data: 'pick:cancel:2:101' },
  ]);
  expect(calls.at(-1)?.payload).toMatchObject({ reply_parameters: { message_id: 101 } });
  await press({ from: operator }, 'pick:cancel:2:101', 300);
  expect(store.tasks.listOpen()).toHaveLength(2);
  expect(offer()).toEqual({
    text: 'Cancel SHOP-002 Task 2 for good?',
    buttons: [
      { text: 'Really cancel', style: 'danger', callback_data: 'sure:cancel:2:101' },
      { text: 'Keep', callback_data: 'more:cancel:0:101' },
    ],
  });
  const pressed = await press({ from: operator }, 'sure:cancel:2:101', 300);
  expect(toast(pressed).alert).toBeUndefined();
  expect(pressed.at(-1)?.payload['text']).toBe('SHOP-002: Cancelled by User13 (13).');
  expect(store.tasks.listOpen().map((task) => task.work_item_id)).toEqual(['SHOP-001']);
  expect(offer()).toEqual({ text: '/cancel SHOP-002', buttons: [] });
  expect(bench.store.audit.listLatest(1)).toMatchObject([
    { action: 'cancel', via: 'button', target: 'SHOP-002', outcome: 'done' },
  ]);
});

test('of two tasks of one id, in two repositories, the pressed one is meant', async () => {
  const bench = createBench({ projects: [project('shop'), project('till', { prefix: 'SHOP' })] });
  for (const name of ['shop', 'till']) open(bench, `Of ${name}`, name);
  const { say, press } = createTestBot(bench);
  await say({ from: operator }, '/cancel');
  await press({ from: operator }, 'sure:cancel:1:101', 300);
  expect(bench.store.tasks.listOpen()).toMatchObject([{ work_item_id: 'SHOP-001', title: 'Of till' }]);
});

test('a press is checked like the command, whoever typed that', async () => {
  const { store, offer, say, press } = setUp();
  await say({ from: operator }, '/cancel');
  expect(toast(await press({ from: viewer }, 'pick:cancel:2:101', 300))).toEqual({
    text: 'This takes the role operator or one above it; yours is viewer.',
    alert: true,
  });
  expect(offer().buttons).toHaveLength(2);
  expect(store.tasks.listOpen()).toHaveLength(2);
});

test('eight at a time; More… shows the next ones in the same message and never acts', async () => {
  const { bench, offer, say, press } = setUp(10);
  await say({ from: operator }, '/cancel');
  expect(offer().buttons).toHaveLength(9);
  expect(offer().buttons.at(-1)).toEqual({ text: 'More…', callback_data: 'more:cancel:8:101' });
  await press({ from: operator }, 'more:cancel:8:101', 300);
  expect(offer().buttons.map(({ text }) => text)).toEqual(['SHOP-009 Task 9', 'SHOP-010 Task 10']);
  await say({ from: operator }, '/why nope');
  for (const { id } of bench.store.tasks.listOpen().slice(1))
    signal(bench, id, { type: 'cancel', by: { who: 'x', via: 'cli' } });
  await press({ from: operator }, 'more:task:8:102', 300);
  expect(bench.store.tasks.listOpen()).toHaveLength(1);
});

test('the words typed with the command go with the pressed task', async () => {
  const { bench, store, say, during } = setUp();
  askApproval(bench, 1, 'aaaa1111');
  askApproval(bench, 2, 'bbbb2222');
  await say({ from: operator }, '/reject Prices in euros');
  const typed = {
    text: '/reject Prices in euros',
    entities: [{ type: 'bot_command', offset: 0, length: 7 }],
  };
  await during({
    callback_query: {
      id: 'q',
      from: { id: operator, is_bot: false, first_name: 'O' },
      chat_instance: '1',
      data: 'pick:reject:2:101',
      message: { message_id: 300, date: 1, chat: { id: operator, type: 'private' }, reply_to_message: typed },
    },
  });
  expect(store.approvals.findLatest(2)).toMatchObject({ decision: 'rejected', comment: 'Prices in euros' });
});

test('without words a press on what needs some asks for them by a reply', async () => {
  const { bench, say, press } = setUp();
  askApproval(bench, 1, 'aaaa1111');
  askApproval(bench, 2, 'bbbb2222');
  await say({ from: operator }, '/reject');
  const calls = await press({ from: operator }, 'pick:reject:2:101', 300);
  expect(calls.at(-1)?.payload).toMatchObject({ reply_markup: { force_reply: true } });
});

test('a wrong id is answered with the nearest one, a wrong command too', async () => {
  const { say } = setUp();
  const [text] = await say({ from: viewer }, '/task SHOP-01');
  expect(text).toContain('I know no task SHOP-01; did you mean SHOP-001?');
  expect(await say({ from: viewer }, '/tsaks')).toEqual([
    "I don't know /tsaks; did you mean /tasks? /help lists what I do.",
  ]);
});
