import { describe, expect, test } from 'vitest';
import { signalbox } from '../../src/workflow/commit.ts';
import {
  askAttention,
  begin,
  createBench,
  createTestBot,
  group,
  open,
  operator,
  project,
  second,
  signal,
  viewer,
} from './bench.ts';
import { commandEntities, envelope, type From, me, userOf } from './updates.ts';

const pdf = { file_id: 'doc', file_name: 'prices.pdf', mime_type: 'application/pdf', file_size: 100 };
const anna = { id: 77, is_bot: false, first_name: 'Anna', last_name: 'Ek' };

type Content = { text?: string; caption?: string } & Record<string, unknown>;

function setUp() {
  const bench = createBench({ projects: [project('shop')] });
  const hands = createTestBot(bench);
  const state = { messageId: 200 };
  const send = async (content: Content, from: From = { from: operator }) => {
    state.messageId += 1;
    const text = content.text ?? content.caption ?? '';
    const entities = {
      [content.text === undefined ? 'caption_entities' : 'entities']: commandEntities(text),
    };
    const calls = await hands.during({
      message: { ...envelope(from, state.messageId), ...entities, ...content },
    });
    return calls
      .filter(({ method }) => method === 'sendMessage')
      .map(({ payload }) => String(payload['text']));
  };
  return {
    bench,
    send,
    store: bench.store,
    task: () => bench.store.tasks.find(1),
    names: () => bench.store.attachments.listOfTask(1).map(({ name }) => name),
    shown: () =>
      bench.db
        .prepare<[], string>(`SELECT message ->> '$.text' FROM notices ORDER BY id DESC LIMIT 1`)
        .pluck()
        .get(),
  };
}

/** A task whose card is the message 900 of the group. */
function withCard() {
  const made = setUp();
  const { taskId } = open(made.bench);
  made.bench.db.prepare('UPDATE cards SET message_id = 900 WHERE task_id = ?').run(taskId);
  const onCard = { message_id: 900, from: me, text: 'card', chat: { id: group, type: 'supergroup' } };
  return { ...made, taskId, onCard, toCard: { from: operator, chat: group } };
}

describe('/new takes along', () => {
  test('the file whose caption it is', async () => {
    const { send, task, names } = setUp();
    expect(await send({ document: pdf, caption: '/new Show prices\nWith tax.' })).toEqual([
      "SHOP-001 opened in shop: “Show prices”. Its file comes along. Its card is in the project's chat.",
    ]);
    expect(task()).toMatchObject({ title: 'Show prices', description: 'With tax.' });
    expect(names()).toEqual(['prices.pdf']);
  });

  test('the message it replies to, its file and who wrote it', async () => {
    const { send, task, names } = setUp();
    const replied = { message_id: 50, from: anna, caption: 'The prices lack tax.', document: pdf };
    await send({ text: '/new Show prices', reply_to_message: replied });
    expect(task()?.description).toBe('Anna Ek wrote:\nThe prices lack tax.');
    expect(names()).toEqual(['prices.pdf']);
  });

  test('of that message only what was marked', async () => {
    const { send, task } = setUp();
    const replied = { message_id: 50, from: anna, text: 'Hello. The prices lack tax. Bye.' };
    await send({
      text: '/new Show prices',
      reply_to_message: replied,
      quote: { text: 'The prices lack tax.', position: 7 },
    });
    expect(task()?.description).toBe('Anna Ek wrote:\nThe prices lack tax.');
  });

  test('what is forwarded behind it, from whomever it is', async () => {
    const { send, shown, store } = setUp();
    await send({ text: '/new' });
    const origins = [
      [{ type: 'user', sender_user: anna }, 'Anna Ek wrote:\nA'],
      [{ type: 'hidden_user', sender_user_name: 'Bo' }, 'Bo wrote:\nB'],
      [{ type: 'channel', chat: { id: -5, type: 'channel', title: 'News' } }, 'News wrote:\nC'],
      [{ type: 'chat', sender_chat: { id: -6, type: 'group', title: 'Team' } }, 'Team wrote:\nD'],
    ] as const;
    for (const [forward, words] of origins)
      await send({ text: words.slice(-1), forward_origin: { ...forward, date: 1 } });
    expect(shown()).toContain('What is its title?');
    await send({ text: 'Show prices' });
    await send({ text: '/new done' });
    expect(store.tasks.find(1)).toMatchObject({
      title: 'Show prices',
      description: origins.map(([, words]) => words).join('\n\n'),
    });
  });

  test('in a group what is forwarded at once, and not what is forwarded later', async () => {
    const { send, shown } = setUp();
    const date = 1_777_000_000;
    const forwarded = { forward_origin: { type: 'user', sender_user: anna, date: 1 } };
    await send({ text: '/new', date }, { from: operator, chat: group });
    await send({ text: 'At once', date: date + 1, ...forwarded }, { from: operator, chat: group });
    await send({ text: 'Later', date: date + 61, ...forwarded }, { from: operator, chat: group });
    await send({ text: 'Of another', date: date + 1, ...forwarded }, { from: second, chat: group });
    expect(shown()).toContain('At once');
    expect(shown()).not.toMatch(/Later|Of another/);
  });

  test('what is forwarded right behind one line, until the first agent has begun', async () => {
    const { bench, send, task, names } = setUp();
    const date = 1_777_000_000;
    const forwarded = { forward_origin: { type: 'user', sender_user: anna, date: 1 } };
    const from = { from: operator, chat: group };
    await send({ text: '/new Show prices', date }, from);
    expect(await send({ caption: 'They lack tax.', document: pdf, date, ...forwarded }, from)).toEqual([]);
    expect(task()?.description).toBe('Anna Ek wrote:\nThey lack tax.');
    expect(names()).toEqual(['prices.pdf']);
    await send({ text: 'Much later', date: date + 61, ...forwarded }, from);
    begin(bench, 1);
    expect(await send({ text: 'Too late', date: date + 1, ...forwarded }, from)).toEqual([
      'SHOP-001 has begun without it. /stop SHOP-001, then /retry SHOP-001 and what it needs to know.',
    ]);
    expect(task()?.description).toBe('Anna Ek wrote:\nThey lack tax.');
  });

  test('a whole album, though one message alone has the command', async () => {
    const { send, names, shown } = setUp();
    const album = { media_group_id: 'g1' };
    await send({ document: pdf, ...album, caption: '/new Show prices' }, { from: operator, chat: group });
    await send({ document: pdf, ...album }, { from: operator, chat: group });
    await send({ document: pdf, ...album }, { from: operator, chat: group });
    expect(names()).toEqual(['prices.pdf', 'prices-2.pdf', 'prices-3.pdf']);
    expect(shown()).toBe(
      'prices.pdf, prices-2.pdf, prices-3.pdf → SHOP-001. The next agent that starts finds it.',
    );
  });

  test('an album into what it asks', async () => {
    const { send, names } = setUp();
    const album = { media_group_id: 'g1' };
    await send({ document: pdf, ...album, caption: '/new' }, { from: operator, chat: group });
    await send({ document: pdf, ...album }, { from: operator, chat: group });
    await send({ text: '/new cancel' }, { from: operator, chat: group });
    await send({ document: pdf, ...album, caption: '/new Show prices' });
    expect(names()).toEqual(['prices.pdf']);
  });
});

describe('a file as a reply to a card', () => {
  test('is attached to its task, with its words, once', async () => {
    const { send, onCard, toCard, store, shown } = withCard();
    const reply = { document: pdf, caption: 'As of today', reply_to_message: onCard, message_id: 300 };
    await send(reply, toCard);
    await send(reply, toCard);
    expect(store.attachments.listOfTask(1)).toMatchObject([
      { name: 'prices.pdf', note: 'As of today', file_id: 'doc' },
    ]);
    expect(shown()).toBe('prices.pdf → SHOP-001. The next agent that starts finds it.');
    expect(store.audit.listLatest(1)).toMatchObject([
      { action: 'attach', target: 'SHOP-001', outcome: 'done' },
    ]);
  });

  test('is refused to whoever may not steer, and where it comes too late', async () => {
    const { bench, send, onCard, toCard, names, taskId } = withCard();
    const reply = { document: pdf, reply_to_message: onCard };
    expect(await send(reply, { from: viewer, chat: group })).toEqual([expect.stringContaining('operator')]);
    expect(await send({ ...reply, document: { ...pdf, file_size: 30_000_000 } }, toCard)).toEqual([
      'prices.pdf is over 20 MB, more than Telegram hands to bots. Link to it instead.',
    ]);
    expect(await send({ voice: { file_id: 'v' }, reply_to_message: onCard }, toCard)).toEqual([
      'I take photos and documents. Send it as a document.',
    ]);
    signal(bench, taskId, { type: 'cancel', by: signalbox });
    expect(await send(reply, toCard)).toEqual([
      'That task has ended, so nothing was attached. /new opens another.',
    ]);
    expect(names()).toEqual([]);
  });

  test('that asks answers with its words and is attached besides', async () => {
    const { bench, send, onCard, toCard, names, store, taskId } = withCard();
    askAttention(bench, taskId);
    await send({ document: pdf, caption: 'In euros', reply_to_message: onCard }, toCard);
    expect(names()).toEqual(['prices.pdf']);
    expect(store.tasks.find(taskId)?.attention).toBeNull();
    expect(store.jobs.findOfTask(taskId)?.notes).toContain('In euros');
  });
});

test('a photo comes in its largest size', async () => {
  const { send, store } = setUp();
  const photo = [
    { file_id: 'small', width: 9, height: 9, file_size: 10 },
    { file_id: 'large', width: 900, height: 900, file_size: 1000 },
  ];
  await send({ photo, caption: '/new Look', from: userOf(operator) });
  expect(store.attachments.listOfTask(1)).toMatchObject([
    { file_id: 'large', type: 'image/jpeg', size_bytes: 1000 },
  ]);
});
