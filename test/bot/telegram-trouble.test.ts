import { GrammyError, HttpError } from 'grammy';
import { expect, test } from 'vitest';
import { explainTrouble } from '../../src/bot/telegram-trouble.ts';

const of = (code: number, description: string) =>
  new GrammyError('failed', { ok: false, error_code: code, description }, 'getUpdates', {});

const webhookIsSet =
  "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first";

test.each([
  [of(401, 'Unauthorized'), 'TELEGRAM_BOT_TOKEN is wrong'],
  [of(409, 'Conflict: terminated by other getUpdates request'), 'another process polls'],
  [of(409, webhookIsSet), 'somebody set a webhook'],
  [of(400, 'Bad Request: bad webhook: An HTTPS URL must be provided for webhook'), 'TELEGRAM_WEBHOOK_URL'],
  [of(502, 'Bad Gateway'), 'nothing is to be done'],
  [new HttpError('no way', new Error('x')), 'check the network'],
])('%s is explained by what to do', (error, advice) => {
  expect(explainTrouble(error)?.advice).toContain(advice);
});
