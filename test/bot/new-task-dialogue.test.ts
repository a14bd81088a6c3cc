import { describe, expect, test } from 'vitest';
import type { Tracker } from '../../src/trackers/tracker.ts';
import { project as trackedProject } from '../support/context.ts';
import { createBench, createTestBot, group, operator, project, second, toast, viewer } from './bench.ts';
import { commandEntities, envelope, type From, me, userOf } from './updates.ts';

const two = [project('shop', { chat: null }), project('till', { chat: null })];

/** The one message of the dialogue, as the publisher shows it last. */
function readShown({ db }: ReturnType<typeof createBench>) {
  const row = db
    .prepare<[], { message: string; message_id: number | null }>(
      `SELECT message, message_id FROM notices WHERE key LIKE 'answer:new:%' ORDER BY id DESC LIMIT 1`,
    )
    .get();
  const { text, keyboard } = JSON.parse(row?.message ?? '{}');
  const buttons: { text: string; callback_data: string }[] = keyboard?.inline_keyboard.flat() ?? [];
  return {
    text: String(text),
    id: row?.message_id ?? 0,
    buttons: buttons.map((button) => button.text),
    data: (label: string) => buttons.find((button) => button.text === label)?.callback_data ?? '',
  };
}

function setUp(projects = two) {
  const bench = createBench({ projects });
  const state = { bench, hands: createTestBot(bench), messageId: 100 };
  const send = (content: Record<string, unknown>, from: From = { from: operator }) => {
    state.messageId += 1;
    return state.hands.during({ message: { ...envelope(from, state.messageId), ...content } });
  };
  return {
    store: bench.store,
    time: bench.time,
    context: bench.context,
    shown: () => readShown(state.bench),
    task: () => bench.store.tasks.find(1),
    files: () => bench.store.attachments.listOfTask(1).map(({ name, note, type }) => ({ name, note, type })),
    /** The process ends, and the next one stands on the same file. */
    restart: () => {
      state.bench = createBench({ projects, db: bench.db });
      state.hands = createTestBot(state.bench);
    },
    send,
    say: async (text: string, from?: From) => {
      const answered = await send({ text, entities: commandEntities(text) }, from);
      return answered
        .filter(({ method }) => method === 'sendMessage')
        .map(({ payload }) => String(payload['text']));
    },
    during: (update: Record<string, unknown>) => state.hands.during(update),
    press: (label: string, from = operator, chat = from) => {
      const { data, id } = readShown(state.bench);
      state.messageId += 1;
      const message = { ...envelope({ from, chat }, id), from: me, text: 'dialogue' };
      const query = { id: `q${state.messageId}`, from: userOf(from), chat_instance: '1', data: data(label) };
      return state.hands.during({ callback_query: { ...query, message } });
    },
  };
}

const pdf = { file_id: 'doc', file_name: 'prices.pdf', mime_type: 'application/pdf', file_size: 100 };
const photo = [
  { file_id: 'small', width: 9, height: 9, file_size: 10 },
  { file_id: 'large', width: 900, height: 900, file_size: 1000 },
];

describe('/new asks step by step', () => {
  test('for project, title, description and files, in one message', async () => {
    const { say, send, press, shown, task, files } = setUp();
    await say('/new');
    expect(shown()).toMatchObject({
      text: 'New task\n\nWhich project is it for?',
      buttons: ['shop', 'till', 'Cancel'],
    });
    expect(toast(await press('till'))).toEqual({ text: undefined, alert: undefined });
    expect(shown()).toMatchObject({
      text: 'New task in till\n\nWhat is its title? One line.',
      buttons: ['Cancel'],
    });
    expect(await say('Show prices')).toEqual([]);
    expect(shown()).toMatchObject({
      text: 'New task in till\nShow prices\n\nDescribe it, or press Skip.',
      buttons: ['Skip', 'Cancel'],
    });
    await say('With tax.');
    await send({ document: pdf, caption: 'As of today' });
    await send({ photo });
    await say('In euros.');
    expect(shown()).toMatchObject({
      text: 'New task in till\nShow prices\nWith tax.\n\nIn euros.\n📎 prices.pdf, photo-106.jpg\n\nSend photos, documents or more words, then press Done.',
      buttons: ['Done', 'Cancel'],
    });
    await press('Done');
    expect(shown()).toMatchObject({
      text: 'TILL-001 opened in till: “Show prices”. Its 2 files come along. Project till has no chat, so there is no card; /task TILL-001 shows it.',
      buttons: [],
    });
    expect(task()).toMatchObject({
      title: 'Show prices',
      description: 'With tax.\n\nIn euros.',
      project: 'till',
    });
    expect(files()).toEqual([
      { name: 'prices.pdf', note: 'As of today', type: 'application/pdf' },
      { name: 'photo-106.jpg', note: null, type: 'image/jpeg' },
    ]);
  });

  test('and goes on where it was after a restart at every step', async () => {
    const { say, send, press, restart, shown, task, files } = setUp();
    await say('/new');
    restart();
    await press('shop');
    restart();
    await say('Show prices');
    restart();
    await press('Skip');
    restart();
    await send({ document: pdf });
    restart();
    await say('done');
    expect(shown().text).toContain('SHOP-001 opened in shop');
    expect(task()).toMatchObject({ title: 'Show prices', description: '' });
    expect(files()).toHaveLength(1);
  });

  test('and takes the typed twins of its buttons', async () => {
    const { say, shown, store } = setUp();
    await say('/new');
    await say('SHOP');
    await say('skip');
    expect(shown().text).toBe('New task in shop\nskip\n\nDescribe it, or press Skip.');
    await say('/new skip');
    expect(shown().buttons).toEqual(['Done', 'Cancel']);
    await say('/new cancel');
    expect(shown()).toMatchObject({ text: 'No task was opened.', buttons: [] });
    expect(await say('/new done')).toEqual(['You have no task begun here. /new begins one.']);
    expect(store.tasks.listOpen()).toEqual([]);
  });

  test('and skips the project where the chat belongs to one', async () => {
    const { say, shown } = setUp([project('shop'), project('till', { chat: { id: group, topic: 7 } })]);
    await say('/new', { from: operator, chat: group, topic: 7 });
    expect(shown().text).toBe('New task in till\n\nWhat is its title? One line. Reply to this message.');
  });

  test('in the words of the chat', async () => {
    const { say, shown, store } = setUp();
    store.chats.set(operator, 'language', 'ru');
    await say('/new shop');
    await say('Цены');
    await say('Пропустить');
    await say('готово');
    expect(shown().text).toContain('Задача SHOP-001 открыта в shop: «Цены».');
  });
});

describe('wrong input', () => {
  test('gets a helpful line, and what was right is kept', async () => {
    const { say, send, shown } = setUp();
    await say('/new');
    await say('shed');
    expect(shown().text).toBe('New task\n\n⚠️ I know no project shed.\n\nWhich project is it for?');
    await say('shop');
    await send({ sticker: {} });
    expect(shown().text).toContain('⚠️ I take photos and documents.');
    await send({ document: { ...pdf, file_size: 21 * 1024 * 1024 } });
    expect(shown().text).toContain('⚠️ prices.pdf is over 20 MB');
    await say('/new done');
    expect(shown().text).toContain('⚠️ First the project and the title.');
    await say(`${'long '.repeat(60)}\nand more`);
    expect(shown().text).toContain('Send photos');
  });

  test('twenty files are enough', async () => {
    const { say, send, shown } = setUp();
    await say('/new shop\nDescribed');
    for (let count = 0; count < 21; count += 1) await send({ document: { ...pdf, file_id: `f${count}` } });
    expect(shown().text).toContain('⚠️ A task takes 20 files; the rest was left out.');
  });

  test('a tracker that does not answer loses nothing', async () => {
    const { say, press, shown, context, task } = setUp([
      project('shop', { chat: null, tracker: trackedProject().tracker }),
    ]);
    const down = Object.assign(new Error('plane answered 502'), { retryable: true });
    const answers = [() => Promise.reject(down), async () => ({ id: 'item', sequence: 4 })];
    const asked: unknown[] = [];
    const createItem = (item: unknown) => {
      asked.push(item);
      return answers.shift()?.();
    };
    context.trackers = { of: () => ({ createItem }) as unknown as Tracker };
    await say('/new');
    await say('Show prices');
    await press('Skip');
    await press('Done');
    expect(shown()).toMatchObject({ buttons: ['Done', 'Cancel'] });
    expect(shown().text).toContain(
      '⚠️ Nothing was opened, because the work item could not be made: plane answered 502',
    );
    await press('Done');
    expect(task()?.work_item_id).toBe('SHOP-004');
    expect(asked).toHaveLength(2);
  });
});

describe('a dialogue', () => {
  test('is forgotten after a day', async () => {
    const { say, time } = setUp();
    await say('/new shop');
    time.now = new Date('2026-05-05T13:00:00Z');
    expect(await say('Show prices')).toEqual(['I act on commands only. /help lists them.']);
  });

  test('goes on in another message where the first was lost on its way', async () => {
    const { say, press, shown, store } = setUp();
    await say('/new shop');
    store.notices.setState(1, 'unknown', '');
    expect(await say('Show prices')).toEqual([shown().text]);
    await press('Skip');
    expect(shown().buttons).toEqual(['Done', 'Cancel']);
  });

  test('takes what is delivered again once', async () => {
    const { say, during, shown } = setUp();
    await say('/new shop');
    const message = {
      message_id: 200,
      date: 0,
      from: userOf(operator),
      chat: { id: operator, type: 'private' },
    };
    await during({ message: { ...message, text: 'Show prices' } });
    await during({ message: { ...message, text: 'Show prices' } });
    expect(shown().text).toBe('New task in shop\nShow prices\n\nDescribe it, or press Skip.');
  });

  test('in a group hears only replies of the same person', async () => {
    const { say, press, shown } = setUp();
    await say('/new shop', { from: operator, chat: group });
    const { id } = shown();
    await say('Just talk', { from: operator, chat: group });
    await say('Mine!', { from: second, chat: group, replyTo: { id } });
    expect(shown().text).toBe('New task in shop\n\nWhat is its title? One line. Reply to this message.');
    expect(toast(await press('Cancel', second, group))).toEqual({
      text: expect.stringContaining('approver'),
      alert: true,
    });
    await say('Show prices', { from: operator, chat: group, replyTo: { id } });
    expect(shown().text).toContain('Show prices');
  });

  test('answers a button that is out of date, and a viewer not at all', async () => {
    const { say, press, shown, store } = setUp();
    await say('/new shop');
    const old = shown().data('Cancel');
    await say('/new till');
    expect(shown().data('Cancel')).not.toBe(old);
    const { during } = createTestBot(createBench({ projects: two }));
    const query = { id: 'q', from: userOf(operator), chat_instance: '1', data: old };
    const [answered] = await during({
      callback_query: {
        ...query,
        message: { message_id: 1, date: 1, chat: { id: operator, type: 'private' } },
      },
    });
    expect(answered?.payload).toMatchObject({
      text: 'Not yours to fill in, or out of date. /new begins one.',
    });
    expect(toast(await press('Cancel', viewer))).toMatchObject({ alert: true });
    expect(store.dialogues.find(operator, operator, '')).toBeDefined();
  });

  test('ends when the person begins anew', async () => {
    const { say, store, shown } = setUp();
    await say('/new shop');
    await say('/new till At once');
    expect(shown().text).toBe('No task was opened: you began anew.');
    expect(await say('More')).toEqual(['I act on commands only. /help lists them.']);
    expect(store.tasks.listOpen()).toHaveLength(1);
  });
});
