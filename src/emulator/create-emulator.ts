import { type FastifyInstance, fastify } from 'fastify';
import { listenAt } from '../listen.ts';
import { registerApi } from './api-server.ts';
import { settleAllQueries } from './callback-queries.ts';
import { clearFaults, endDelays, injectFault } from './faults.ts';
import { registerFileDownloads } from './file-server.ts';
import { addMember, removeMember } from './members.ts';
import type {
  EmulatorCall,
  EmulatorChange,
  EmulatorFault,
  EmulatorMessage,
  EmulatorOptions,
  EmulatorSendOptions,
  EmulatorTopic,
  EmulatorUpload,
  PressAnswer,
} from './model.ts';
import { registerPage } from './page-server.ts';
import { deleteAsUser, press, pressData } from './people.ts';
import { sendFile, sendText } from './people-send.ts';
import {
  createTopic,
  deleteTopicAsUser,
  listTopics,
  renameTopicAsUser,
  setTopicClosedAsUser,
} from './people-topics.ts';
import { kick, migrate, readmit, setBlocked } from './standing.ts';
import { createState, type EmulatorState, type PageEvent } from './state.ts';
import { toEmulatorMessage } from './to-message.ts';
import { endPoll } from './updates.ts';
import { routeWebhook, startDelivery, stopDelivery } from './webhook-delivery.ts';

export type {
  EmulatorCall,
  EmulatorChange,
  EmulatorChat,
  EmulatorFault,
  EmulatorMessage,
  EmulatorOptions,
  EmulatorUser,
} from './model.ts';

/** What people do to the chats. A user's private chat has the user's id. */
type Hands = {
  /** The id of the message. A user without a private chat opens it with /start. */
  sendText(userId: number, chatId: number, text: string, options?: EmulatorSendOptions): number;
  /** A document or, with `photo`, a picture in Telegram's sizes; the bot gets either by getFile. */
  sendFile(userId: number, chatId: number, upload: EmulatorUpload): number;
  /** Settles when the bot answers, or unanswered after 10 s; rejects when there is no such button. */
  press(userId: number, chatId: number, messageId: number, button: string): Promise<PressAnswer>;
  /** A tap that arrives with this data, whatever the message's buttons are by now. */
  pressData(userId: number, chatId: number, messageId: number, data: string): Promise<PressAnswer>;
  deleteAsUser(userId: number, chatId: number, messageId: number): void;
  block(userId: number): void;
  unblock(userId: number): void;
  kick(chatId: number): void;
  readmit(chatId: number): void;
  migrate(chatId: number, newChatId: number): void;
  addMember(chatId: number, userId: number): void;
  removeMember(chatId: number, userId: number): void;
  /** What an administrator does to a forum's topics; the id is the topic's `message_thread_id`. */
  createTopic(chatId: number, name: string): number;
  renameTopic(chatId: number, threadId: number, name: string): void;
  closeTopic(chatId: number, threadId: number): void;
  reopenTopic(chatId: number, threadId: number): void;
  /** Its messages go with it; the bot is told nothing. */
  deleteTopic(chatId: number, threadId: number): void;
};

export type Emulator = Hands & {
  /** Listens on 127.0.0.1 only. What it holds stays across stop and another start. */
  start(port?: number): Promise<{ apiRoot: string; pageUrl: string }>;
  stop(): Promise<void>;
  /** In the order of their ids, service messages included. A message is the same object until it is edited. */
  messages(chatId: number): EmulatorMessage[];
  /** A forum's, those closed included; General is none of them. */
  topics(chatId: number): EmulatorTopic[];
  calls(method?: string): EmulatorCall[];
  onChange(listener: (change: EmulatorChange) => void): () => void;
  inject(fault: EmulatorFault): void;
  clearFaults(): void;
  /** Whether a bot waits in a long poll at this moment. */
  isPolled(): boolean;
  /** How many updates no bot has confirmed yet. */
  pendingUpdates(): number;
  /** Sends a webhook's updates for `origin` to the origin `target`, as a proxy that ends TLS does. */
  routeWebhook(origin: string, target: string): void;
};

/** A Bot API server with a chat page, all in memory: Telegram for the demo and the tests. */
export function createEmulator(options: EmulatorOptions): Emulator {
  const state = createState(options);
  let server: FastifyInstance | undefined;
  return {
    start: async (port = 0) => {
      if (server) throw new Error('the emulator runs already');
      server = createServer(state);
      startDelivery(state);
      const root = await listenAt(server, { host: '127.0.0.1', port }, { host: 'address', port: 'port' });
      return { apiRoot: root, pageUrl: `${root}/` };
    },
    stop: async () => {
      stopDelivery(state);
      const closing = server;
      server = undefined;
      await closing?.close();
    },
    ...createHands(state),
    messages: (chatId) => listMessages(state, chatId),
    topics: (chatId) => listTopics(state, chatId),
    calls: (method) => state.calls.filter((call) => method === undefined || call.method === method),
    onChange: (listener) => listen(state, listener),
    inject: (fault) => injectFault(state.faults, fault),
    clearFaults: () => clearFaults(state.faults),
    pendingUpdates: () => state.updates.pending.length,
    isPolled: () => state.updates.poll !== undefined,
    routeWebhook: (origin, target) => routeWebhook(state, origin, target),
  };
}

function createHands(state: EmulatorState): Hands {
  return {
    sendText: (userId, chatId, text, options) => sendText(state, userId, chatId, text, options),
    sendFile: (userId, chatId, upload) => sendFile(state, userId, chatId, upload),
    press: (userId, chatId, messageId, button) => press(state, userId, chatId, messageId, button),
    pressData: (userId, chatId, messageId, data) => pressData(state, userId, chatId, messageId, data),
    deleteAsUser: (userId, chatId, messageId) => deleteAsUser(state, userId, chatId, messageId),
    block: (userId) => setBlocked(state, userId, true),
    unblock: (userId) => setBlocked(state, userId, false),
    kick: (chatId) => kick(state, chatId),
    readmit: (chatId) => readmit(state, chatId),
    migrate: (chatId, newChatId) => migrate(state, chatId, newChatId),
    addMember: (chatId, userId) => addMember(state, chatId, userId),
    removeMember: (chatId, userId) => removeMember(state, chatId, userId),
    createTopic: (chatId, name) => createTopic(state, chatId, name),
    renameTopic: (chatId, threadId, name) => renameTopicAsUser(state, chatId, threadId, name),
    closeTopic: (chatId, threadId) => setTopicClosedAsUser(state, chatId, threadId, true),
    reopenTopic: (chatId, threadId) => setTopicClosedAsUser(state, chatId, threadId, false),
    deleteTopic: (chatId, threadId) => deleteTopicAsUser(state, chatId, threadId),
  };
}

function createServer(state: EmulatorState): FastifyInstance {
  // Bots hold their connections open: closing must not wait for them.
  const server = fastify({ forceCloseConnections: true });
  server.addHook('preClose', async () => {
    endPoll(state.updates);
    endDelays(state.faults);
    settleAllQueries(state);
  });
  registerApi(server, state);
  registerFileDownloads(server, state);
  registerPage(server, state);
  return server;
}

function listMessages(state: EmulatorState, chatId: number): EmulatorMessage[] {
  const chat = state.chats.get(chatId);
  if (chat === undefined) throw new Error(`there is no chat ${chatId}`);
  return [...chat.messages.values()].map(toEmulatorMessage);
}

function listen(state: EmulatorState, listener: (change: EmulatorChange) => void): () => void {
  const filtered = (event: PageEvent): void => {
    if ('message' in event) listener(event);
  };
  state.listeners.add(filtered);
  return () => state.listeners.delete(filtered);
}
