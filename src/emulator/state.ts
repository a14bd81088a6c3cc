import type { BotCommand } from 'grammy/types';
import type { FaultState } from './faults.ts';
import { type Bucket, createBucket, overallRate, rateOf } from './limits.ts';
import type {
  EmulatorCall,
  EmulatorChange,
  EmulatorChat,
  EmulatorLimits,
  EmulatorOptions,
  EmulatorTopic,
  EmulatorUser,
  PressAnswer,
  StoredMessage,
} from './model.ts';
import { createUpdateQueue, type UpdateQueue } from './updates.ts';

/** Supergroups number their messages themselves; all other chats of the bot share one sequence. */
type Numbering = { next: number };
type Standing = { kind: 'member' | 'blocked' | 'kicked' } | { kind: 'migrated'; to: number };

export type ChatState = {
  chat: EmulatorChat;
  messages: Map<number, StoredMessage>;
  /** Undefined where the chat is no forum. */
  topics: Map<number, EmulatorTopic> | undefined;
  numbering: Numbering;
  standing: Standing;
  bucket: Bucket | undefined;
};

type OpenQuery = {
  chatId: number;
  messageId: number;
  askedAtMs: number;
  settle: (answer: PressAnswer) => void;
};

/** What the page hears: the changes of messages, and what else it shows. */
export type PageEvent =
  | EmulatorChange
  | { kind: 'commands' }
  | { kind: 'chats' }
  | { kind: 'topics'; chatId: number; topics: EmulatorTopic[] }
  | { kind: 'action'; chatId: number };

export type StoredFile = { name: string; type: string; bytes: Buffer };

/** Where updates are posted instead of being polled for. */
export type Webhook = {
  url: string;
  secretToken: string;
  maxConnections: number;
  lastError: { date: number; message: string } | undefined;
};

export type EmulatorState = {
  token: string;
  bot: { id: number; firstName: string; username: string };
  title: string;
  now: () => Date;
  users: Map<number, EmulatorUser>;
  chats: Map<number, ChatState>;
  limits: EmulatorLimits | 'off';
  overall: Bucket;
  updates: UpdateQueue;
  nextQueryId: number;
  queries: Map<string, OpenQuery>;
  commands: Map<string, BotCommand[]>;
  webhook: Webhook | undefined;
  webhookOrigins: Map<string, string>;
  webhookRetryMs: number;
  /** Ends the delivery under way. */
  delivery: AbortController | undefined;
  numbering: Numbering;
  files: Map<string, StoredFile>;
  /** The ids of files by the paths that getFile has given out. */
  filePaths: Map<string, string>;
  faults: FaultState;
  calls: EmulatorCall[];
  listeners: Set<(event: PageEvent) => void>;
};

const defaultLimits: EmulatorLimits = { privatePerSecond: 1, groupPerMinute: 20, burst: 5 };
const keptCalls = 20_000;

export function createState(options: EmulatorOptions): EmulatorState {
  const now = options.now ?? (() => new Date());
  const state: EmulatorState = {
    token: options.token,
    bot: {
      id: Number.parseInt(options.token, 10) || 1,
      firstName: options.botName ?? 'Signalbox',
      username: options.botUsername ?? 'signalbox_bot',
    },
    title: options.title ?? options.botName ?? 'Signalbox',
    now,
    users: new Map(options.users.map((user) => [user.id, user])),
    chats: new Map(),
    limits: options.limits ?? defaultLimits,
    overall: createBucket(overallRate, now()),
    updates: createUpdateQueue(),
    nextQueryId: 1,
    queries: new Map(),
    commands: new Map(),
    webhook: undefined,
    webhookOrigins: new Map(Object.entries(options.webhookOrigins ?? {})),
    webhookRetryMs: options.webhookRetryMs ?? 1000,
    delivery: undefined,
    numbering: { next: 1 },
    files: new Map(),
    filePaths: new Map(),
    faults: { armed: [], delays: new Set() },
    calls: [],
    listeners: new Set(),
  };
  for (const chat of options.chats) addChat(state, chat);
  return state;
}

export function addChat(state: EmulatorState, chat: EmulatorChat): ChatState {
  const { limits } = state;
  const bucket = limits === 'off' ? undefined : createBucket(rateOf(chat, limits), state.now());
  const topics = chat.type === 'supergroup' ? chat.topics : undefined;
  const added: ChatState = {
    chat,
    messages: new Map(),
    topics: topics && new Map(topics.map(({ id, name }) => [id, { id, name, closed: false, byBot: false }])),
    numbering: chat.type === 'supergroup' ? { next: 1 } : state.numbering,
    standing: { kind: 'member' },
    bucket,
  };
  state.chats.set(chat.id, added);
  return added;
}

export function unixNow(state: EmulatorState): number {
  return Math.floor(state.now().getTime() / 1000);
}

/** A listener that throws must not undo what the caller has already done. */
export function announce(state: EmulatorState, event: PageEvent): void {
  for (const listener of state.listeners) {
    try {
      listener(event);
    } catch (error) {
      queueMicrotask(() => {
        throw error;
      });
    }
  }
}

export function recordCall(state: EmulatorState, call: EmulatorCall): void {
  state.calls.push(call);
  // In one go now and then, as each such cut moves all the rest.
  if (state.calls.length > keptCalls * 1.1) state.calls.splice(0, state.calls.length - keptCalls);
}
