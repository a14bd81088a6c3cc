import type { FastifyInstance } from 'fastify';
import type { EmulatorState } from './state.ts';

/** What getFile has given out a path for. */
export function registerFileDownloads(app: FastifyInstance, state: EmulatorState): void {
  app.get<{ Params: { token: string; '*': string } }>('/file/bot:token/*', async (request, reply) => {
    const { token, '*': path } = request.params;
    if (token !== state.token) return refuse(401, 'Unauthorized');
    const file = state.files.get(state.filePaths.get(path) ?? '');
    if (file === undefined) return refuse(404, 'Not Found');
    return reply.type('application/octet-stream').send(file.bytes);

    function refuse(code: number, description: string): unknown {
      return reply.code(code).send({ ok: false, error_code: code, description });
    }
  });
}
