import { readdir, readFile } from 'node:fs/promises';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { z } from 'zod';
import { commandsFor } from './command-scopes.ts';
import { registerFiles } from './page-files.ts';
import { toPageView } from './page-view.ts';
import { deleteAsUser, pressData } from './people.ts';
import { sendText } from './people-send.ts';
import type { EmulatorState, PageEvent } from './state.ts';

const folder = new URL('page/', import.meta.url);
const types: Record<string, string> = {
  html: 'text/html; charset=utf-8',
  css: 'text/css; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  svg: 'image/svg+xml',
};
const policy = "default-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'";
const heartbeatMs = 15_000;

const place = { userId: z.int(), chatId: z.int() };
const sendSchema = z.object({
  ...place,
  text: z.string(),
  replyTo: z.int().optional(),
  threadId: z.int().optional(),
});
const pressSchema = z.object({ ...place, messageId: z.int(), data: z.string() });
const messageSchema = z.object({ ...place, messageId: z.int() });
const commandsSchema = z.object({ chat: z.coerce.number(), user: z.coerce.number() });

export function registerPage(app: FastifyInstance, state: EmulatorState): void {
  void app.register(async (page) => {
    page.addHook('onRequest', async (request, reply) => {
      // A page of another site must not reach this one by pointing its own name here.
      if (!['127.0.0.1', 'localhost'].includes(request.hostname)) {
        await reply.code(403).send({ error: 'open this page by its own address' });
      }
    });
    page.setErrorHandler(async (error: Error, _request, reply) => {
      const message = error instanceof z.ZodError ? z.prettifyError(error) : error.message;
      await reply.code(400).send({ error: message });
    });
    await registerAssets(page);
    registerFiles(page, state);
    registerActions(page, state);
    registerEvents(page, state);
  });
}

async function registerAssets(page: FastifyInstance): Promise<void> {
  for (const name of await readdir(folder)) {
    const type = types[name.slice(name.lastIndexOf('.') + 1)] ?? 'application/octet-stream';
    page.get(name === 'index.html' ? '/' : `/page/${name}`, async (_request, reply) => {
      const headers = { 'content-security-policy': policy, 'cache-control': 'no-cache' };
      return reply
        .headers(headers)
        .type(type)
        .send(await readFile(new URL(name, folder)));
    });
  }
}

function registerActions(page: FastifyInstance, state: EmulatorState): void {
  page.get('/view', async () => toPageView(state));
  page.get('/commands', async (request) => {
    const { chat, user } = commandsSchema.parse(request.query);
    const found = state.chats.get(chat);
    return found ? commandsFor(state, found, user) : [];
  });
  page.post('/send', async (request) => {
    const { userId, chatId, text, replyTo, threadId } = sendSchema.parse(request.body);
    return { messageId: sendText(state, userId, chatId, text, { replyTo, threadId }) };
  });
  page.post('/press', async (request) => {
    const { userId, chatId, messageId, data } = pressSchema.parse(request.body);
    return pressData(state, userId, chatId, messageId, data);
  });
  page.post('/delete', async (request) => {
    const { userId, chatId, messageId } = messageSchema.parse(request.body);
    deleteAsUser(state, userId, chatId, messageId);
    return {};
  });
}

function registerEvents(page: FastifyInstance, state: EmulatorState): void {
  const streams = new Set<FastifyReply['raw']>();
  const write = (text: string): void => {
    for (const stream of streams) stream.write(text);
  };
  const listener = (event: PageEvent): void => {
    if (streams.size > 0) write(`data: ${JSON.stringify(event)}\n\n`);
  };
  const heartbeat = setInterval(() => write(':\n\n'), heartbeatMs);
  state.listeners.add(listener);

  page.get('/events', (_request, reply) => {
    reply.hijack();
    reply.raw.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
    reply.raw.write('retry: 1000\n\n');
    streams.add(reply.raw);
    reply.raw.once('close', () => streams.delete(reply.raw));
  });
  // An open stream would keep the server from closing.
  page.addHook('preClose', async () => {
    clearInterval(heartbeat);
    state.listeners.delete(listener);
    for (const stream of streams) stream.end();
  });
}
