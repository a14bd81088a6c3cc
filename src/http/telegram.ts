import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { isOneOf } from '../signature.ts';
import type { Context } from '../workflow/context.ts';
import { refuse } from './refuse.ts';

const BAD_REQUEST = 400;
const UNAUTHORIZED = 401;
const NOT_READY = 503;

/** Where Telegram delivers to; null: it is polled. */
export type TelegramWebhook = Readonly<{
  secret: string;
  /** False: not yet, or not any more, so it is to come again. Whatever else goes wrong inside is no matter of Telegram's. */
  hear(update: { update_id: number }): Promise<boolean>;
}>;

const updateShape = z.looseObject({ update_id: z.int() });

/** `POST /webhooks/telegram`: answered when the update is handled, so that Telegram keeps what we could not. */
export function addTelegram(app: FastifyInstance, { log }: Context, webhook: TelegramWebhook | null): void {
  app.post('/webhooks/telegram', async (request, reply) => {
    if (webhook === null) return reply.callNotFound();
    const given = request.headers['x-telegram-bot-api-secret-token'];
    if (typeof given !== 'string' || !isOneOf([webhook.secret], given)) {
      throw refuse(
        UNAUTHORIZED,
        'wrong_secret',
        'X-Telegram-Bot-Api-Secret-Token is not the secret of this webhook',
      );
    }
    const update = updateShape.safeParse(request.body);
    if (!update.success) throw refuse(BAD_REQUEST, 'no_update', 'the body is no update of Telegram');
    try {
      if (await webhook.hear(update.data)) return { ok: true };
    } catch (error) {
      // Another delivery would fail in the same way.
      log.error({ update: update.data.update_id, err: error }, 'an update could not be handled');
      return { ok: true };
    }
    return reply.code(NOT_READY).send({ error: 'not_ready', message: 'the bot is not ready' });
  });
}
