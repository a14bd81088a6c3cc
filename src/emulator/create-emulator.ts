import { type FastifyInstance, fastify } from 'fastify';
import { listenAt } from '../listen.ts';
import { registerApi } from './api-server.ts';
import { settleAllQueries } from './callback-queries.ts';
import { clearFaults, endDelays, injectFault } from './faults.ts';
import type {
  EmulatorCall,
  EmulatorChange,
  EmulatorFault,
  EmulatorMessage,
  EmulatorOptions,
  PressAnswer,
} from './model.ts';
import { registerPage } from './page-server.ts';
import { deleteAsUser, press, sendText } from './people.ts';
import { kick, migrate, setBlocked } from './standing.ts';
import { createState, type EmulatorState, type PageEvent } from './state.ts';
import { toEmulatorMessage } from './to-message.ts';
import { endPoll } from './updates.ts';

export type {
  EmulatorCall,
  EmulatorChange,
  EmulatorChat,
  EmulatorFault,
  EmulatorMessage,
  EmulatorOptions,
  EmulatorUser,
} from './model.ts';

export type Emulator = {
  /** Listens on 127.0.0.1 only. What it holds stays across stop and another start. */
  start(port?: number): Promise<{ apiRoot: string; pageUrl: string }>;
  stop(): Promise<void>;
  sendText(
    userId: number,
    chatId: number,
    text: string,
    options?: { replyTo?: number; threadId?: number },
  ): number;
  /** Settles when the bot answers, or unanswered after 10 s; rejects when there is no such button. */
  press(userId: number, chatId: number, messageId: number, button: string): Promise<PressAnswer>;
  deleteAsUser(userId: number, chatId: number, messageId: number): void;
  block(userId: number): void;
  unblock(userId: number): void;
  kick(chatId: number): void;
  migrate(chatId: number, newChatId: number): void;
  messages(chatId: number): EmulatorMessage[];
  calls(method?: string): EmulatorCall[];
  onChange(listener: (change: EmulatorChange) => void): () => void;
  inject(fault: EmulatorFault): void;
  clearFaults(): void;
  /** Whether a bot waits in a long poll at this moment. */
  isPolled(): boolean;
};

/** A Bot API server with a chat page, all in memory: Telegram for the demo and the tests. */
export function createEmulator(options: EmulatorOptions): Emulator {
  const state = createState(options);
  let server: FastifyInstance | undefined;
  return {
    start: async (port = 0) => {
      if (server) throw new Error('the emulator runs already');
      server = createServer(state);
      const root = await listenAt(server, { host: '127.0.0.1', port }, { host: 'address', port: 'port' });
      return { apiRoot: root, pageUrl: `${root}/` };
    },
    stop: async () => {
      const closing = server;
      server = undefined;
      await closing?.close();
    },
    sendText: (userId, chatId, text, sendOptions) => sendText(state, userId, chatId, text, sendOptions),
    press: (userId, chatId, messageId, button) => press(state, userId, chatId, messageId, button),
    deleteAsUser: (userId, chatId, messageId) => deleteAsUser(state, userId, chatId, messageId),
    block: (userId) => setBlocked(state, userId, true),
    unblock: (userId) => setBlocked(state, userId, false),
    kick: (chatId) => kick(state, chatId),
    migrate: (chatId, newChatId) => migrate(state, chatId, newChatId),
    messages: (chatId) => listMessages(state, chatId),
    calls: (method) => state.calls.filter((call) => method === undefined || call.method === method),
    onChange: (listener) => listen(state, listener),
    inject: (fault) => injectFault(state.faults, fault),
    clearFaults: () => clearFaults(state.faults),
    isPolled: () => state.updates.poll !== undefined,
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
