import type { FastifyInstance, FastifyReply } from 'fastify';
import { z } from 'zod';
import { readImage } from './image-size.ts';
import { sendFile } from './people-send.ts';
import type { EmulatorState, StoredFile } from './state.ts';

const largestUploadBytes = 60 * 1024 * 1024;

const place = { userId: z.coerce.number().int(), chatId: z.coerce.number().int() };
const uploadSchema = z.object({
  ...place,
  name: z.string().min(1),
  type: z.string(),
  caption: z.string(),
  photo: z.stringbool(),
  replyTo: z.coerce.number().int().optional(),
  threadId: z.coerce.number().int().optional(),
});

type ById = { Params: { id: string } };

/** What the page shows of files, and what it sends. */
export function registerFiles(page: FastifyInstance, state: EmulatorState): void {
  page.get<ById>('/files/:id', async (request, reply) => {
    const file = state.files.get(request.params.id);
    if (file === undefined) return refuse(reply);
    const disposition = `attachment; filename*=UTF-8''${encodeURIComponent(file.name)}`;
    return sendBytes(reply.header('content-disposition', disposition), file, 'application/octet-stream');
  });
  page.get<ById>('/photos/:id', async (request, reply) => {
    const file = state.files.get(request.params.id);
    // Only what is a picture by its own bytes is shown, as a page of the sender's would run here.
    const image = file && readImage(file.bytes);
    return file && image ? sendBytes(reply, file, image.type) : refuse(reply);
  });
  page.addContentTypeParser(
    'application/octet-stream',
    { parseAs: 'buffer', bodyLimit: largestUploadBytes },
    (_request, body, done) => done(null, body),
  );
  page.post('/upload', { bodyLimit: largestUploadBytes }, async (request) => {
    const { userId, chatId, type, ...rest } = uploadSchema.parse(request.query);
    const bytes = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
    const upload = { ...rest, type: type || 'application/octet-stream', bytes };
    return { messageId: sendFile(state, userId, chatId, upload) };
  });
}

function sendBytes(reply: FastifyReply, file: StoredFile, type: string): FastifyReply {
  const headers = { 'x-content-type-options': 'nosniff', 'content-security-policy': "default-src 'none'" };
  return reply.headers(headers).type(type).send(file.bytes);
}

function refuse(reply: FastifyReply): FastifyReply {
  return reply.code(404).send({ error: 'there is no such file' });
}
