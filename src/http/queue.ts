import type { FastifyInstance } from 'fastify';
import { toEnglish } from '../locale/to-english.ts';
import type { Context } from '../workflow/context.ts';
import { describeQueue } from '../workflow/describe-queue.ts';
import { type Access, checkBearer, refuseWithoutToken } from './operator.ts';

const loopback = /^(127\.|localhost$|::1$)/;

/** What runs, what waits and why. With HTTP_TOKEN set its bearer is asked for; without, only this machine may look. */
export function addQueue(app: FastifyInstance, context: Context, access: Access): void {
  app.get('/queue', (request, reply) => {
    if (access.tokens.length > 0) checkBearer(request, reply, access.tokens);
    else if (!loopback.test(access.host)) throw refuseWithoutToken('HTTP_HOST is open to other machines');
    return toEnglish(describeQueue(context));
  });
}
