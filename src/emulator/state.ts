import type { BotCommand } from 'grammy/types';
import type { FaultState } from './faults.ts';
import { type Bucket, createBucket, overallRate, rateOf } from './limits.ts';
import type {
  EmulatorCall,
  EmulatorChange,
  EmulatorChat,
  EmulatorLimits,
  EmulatorOptions,
  EmulatorUser,
  PressAnswer,
  StoredMessage,
} from './model.ts';
import { createUpdateQueue, type UpdateQueue } from './updates.ts';

type Standing = { kind: 'member' | 'blocked' | 'kicked' } | { kind: 'migrated'; to: number };

export type ChatState = {
  chat: EmulatorChat;
  messages: Map<number, StoredMessage>;
  nextMessageId: number;
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
  | { kind: 'action'; chatId: number };

export type StoredFile = { name: string; type: string; bytes: Buffer };

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
  webhookUrl: string;
  files: Map<string, StoredFile>;
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
    webhookUrl: '',
    files: new Map(),
    faults: { armed: [], delays: new Set() },
    calls: [],
    listeners: new Set(),
  };
  for (const chat of options.chats) addChat(state, chat);
  return state;
}

export function addChat(state: EmulatorState, chat: EmulatorChat): void {
  const { limits } = state;
  const bucket = limits === 'off' ? undefined : createBucket(rateOf(chat, limits), state.now());
  state.chats.set(chat.id, {
    chat,
    messages: new Map(),
    nextMessageId: 1,
    standing: { kind: 'member' },
    bucket,
  });
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
  if (state.calls.length > keptCalls) state.calls.splice(0, state.calls.length - keptCalls);
}
