import { setTimeout as wait } from 'node:timers/promises';
import { Api } from 'grammy';
import type { Place } from '../../src/domain/chat.ts';
import type { TaskView } from '../../src/domain/task-view.ts';
import { createEmulator, type Emulator, type EmulatorOptions } from '../../src/emulator/create-emulator.ts';
import { translatorOf } from '../../src/locale/translator.ts';
import type { NewNotice } from '../../src/store/notices.ts';
import { createStore, type Store } from '../../src/store/store.ts';
import { toStoredTime } from '../../src/stored-time.ts';
import type { NoticeMessage } from '../../src/telegram/notice-text.ts';
import { createPublisher, type Publisher } from '../../src/telegram/publisher.ts';
import type { PublisherDeps } from '../../src/telegram/publisher-deps.ts';
import { openMemory } from '../support/memory.ts';
import { taskView } from './task-views.ts';

export const privateChat = 11;
export const otherChat = 12;
export const group = -100;
/** A forum where the bot may not manage topics. */
export const locked = -200;
export const basicGroup = -300;
const token = '7:secret';

type Line = { level: string; text: string; fields: Record<string, unknown> };

export type Harness = {
  emulator: Emulator;
  store: Store;
  views: Map<number, TaskView>;
  log: Line[];
  /** Real time plus what `advance` added. */
  now(): Date;
  advance(ms: number): void;
  publisher(overrides?: Partial<PublisherDeps>): Publisher;
  /** A task with a card to draw. */
  addCard(taskId: number, chatId: number, view?: Partial<TaskView>, place?: Partial<Place>): void;
  /** A message of the bot's own; what is not said is usual. */
  say(text: string, notice?: Partial<Omit<NewNotice, 'message'>>, more?: Partial<NoticeMessage>): void;
  change(taskId: number, view: Partial<TaskView>): void;
  texts(chatId: number): string[];
  /** The methods called so far, those still under way included. */
  begun: { method: string; chatId: unknown }[];
  /** Lets the publishers do what they can do at this moment, and waits for its end. */
  settled(): Promise<void>;
  stopAll(): Promise<void>;
};

export const usualNotice = {
  chatId: privateChat,
  topicId: null,
  subject: null,
  taskId: null,
  importance: 'notice',
  loud: false,
} as const;

const quick = {
  private: { perSecond: 1000, burst: 100 },
  group: { perSecond: 1000, burst: 100 },
  overall: { perSecond: 1000, burst: 100 },
};

export async function createHarness(limits: EmulatorOptions['limits'] = 'off'): Promise<Harness> {
  let offsetMs = 0;
  const now = () => new Date(Date.now() + offsetMs);
  const emulator = createEmulator({
    token,
    users: [
      { id: privateChat, firstName: 'Ann' },
      { id: otherChat, firstName: 'Bob' },
    ],
    chats: [
      { id: privateChat, type: 'private', userId: privateChat },
      { id: otherChat, type: 'private', userId: otherChat },
      {
        id: group,
        type: 'supergroup',
        title: 'Team',
        memberIds: [privateChat],
        topics: [{ id: 7, name: 'Work' }],
      },
      {
        id: locked,
        type: 'supergroup',
        title: 'Locked',
        memberIds: [privateChat],
        topics: [{ id: 7, name: 'Work' }],
        botCanManageTopics: false,
      },
      { id: basicGroup, type: 'group', title: 'Basic', memberIds: [privateChat] },
    ],
    limits,
    now,
  });
  const { apiRoot } = await emulator.start();
  const db = openMemory();
  const store = createStore(db);
  const insertTask = db.prepare(
    `INSERT INTO tasks (id, repo, stage) VALUES (?, 'shop', 'development') ON CONFLICT DO NOTHING`,
  );
  const endTask = db.prepare(`UPDATE tasks SET stage = 'done' WHERE id = ?`);
  const views = new Map<number, TaskView>();
  const log: Line[] = [];
  const publishers: Publisher[] = [];
  const api = new Api(token, { apiRoot });
  const begun: Harness['begun'] = [];
  let underWay = 0;
  api.config.use(async (call, method, payload, signal) => {
    begun.push({ method, chatId: 'chat_id' in payload ? payload.chat_id : undefined });
    underWay += 1;
    return call(method, payload, signal).finally(() => {
      underWay -= 1;
    });
  });
  return {
    emulator,
    store,
    views,
    log,
    now,
    advance: (ms) => {
      offsetMs += ms;
      for (const publisher of publishers) publisher.nudge();
    },
    publisher: (overrides = {}) => {
      const publisher = createPublisher({
        api,
        cards: store.cards,
        notices: store.notices,
        chats: store.chats,
        topics: store.topics,
        view: (taskId) => views.get(taskId),
        manner: () => ({ timezone: 'UTC', quietHours: null }),
        translator: (chatId) => translatorOf(store.chats.find(chatId)?.language === 'ru' ? 'ru' : 'en'),
        readOutput: () => Promise.resolve(null),
        readPicture: () => Promise.resolve(null),
        clock: { now },
        log: createLog(log),
        checkpoint: () => {},
        limits: quick,
        ...overrides,
      });
      publishers.push(publisher);
      return publisher;
    },
    addCard: (taskId, chatId, view = {}, place = {}) => {
      views.set(taskId, taskView({ id: taskId, workItemId: `ET-${taskId}`, ...view }));
      insertTask.run(taskId);
      store.cards.ensure(taskId, { chatId, topicId: null, subject: null, ...place });
    },
    say: (text, notice = {}, more = {}) => {
      const message = JSON.stringify({ text, entities: [], ...more });
      store.notices.add({ ...usualNotice, key: text, ...notice, message }, toStoredTime(now()));
    },
    change: (taskId, view) => {
      views.set(taskId, { ...taskView(views.get(taskId)), ...view });
      if (view.ended === true) endTask.run(taskId);
      store.cards.touch(taskId);
    },
    texts: (chatId) => emulator.messages(chatId).map(({ text }) => text),
    begun,
    settled: async () => {
      let before: number;
      do {
        before = begun.length;
        for (const publisher of publishers) publisher.nudge();
        await passes();
        await until(() => underWay === 0);
        await passes();
      } while (begun.length > before);
    },
    stopAll: async () => {
      for (const publisher of publishers) await publisher.stop();
      await emulator.stop();
      db.close();
    },
  };
}

/** A nudged pass runs as an immediate, and what it begins is begun within it. */
async function passes(): Promise<void> {
  for (let turn = 0; turn < 2; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

function createLog(lines: Line[]): PublisherDeps['log'] {
  const write = (level: string) => (fields: unknown, text?: string) => {
    lines.push({ level, text: text ?? '', fields: fields as Record<string, unknown> });
  };
  return { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') };
}

export async function until(condition: () => boolean, deadlineMs = 5000): Promise<void> {
  const end = Date.now() + deadlineMs;
  while (!condition()) {
    if (Date.now() > end) throw new Error(`still not so after ${deadlineMs} ms: ${condition.toString()}`);
    await wait(2);
  }
}
