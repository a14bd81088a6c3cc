import { setTimeout as sleep } from 'node:timers/promises';
import type { Api } from 'grammy';
import type { Clock } from '../clock.ts';
import { backoffMs } from '../domain/backoff.ts';
import type { Logger } from '../log.ts';
import { heard, waits } from './poll.ts';
import { explainTrouble, whyOf } from './telegram-trouble.ts';
import { toApiSignal } from './to-api-signal.ts';

type WebhookDeps = {
  api: Api;
  log: Logger;
  webhook: Readonly<{ url: string; secret: string }>;
  /** Tried together with the webhook until both have worked. */
  prepare(signal: AbortSignal): Promise<void>;
};

const recentMs = 600_000;

/** Tells Telegram where updates go to, however often that has to be tried. */
export async function openWebhook(deps: WebhookDeps, signal: AbortSignal): Promise<void> {
  const { log } = deps;
  let told: string | null = null;
  for (let failures = 0; !signal.aborted; ) {
    try {
      await setWebhook(deps, signal);
      await deps.prepare(signal);
      if (told !== null) log.info('telegram is heard again');
      return;
    } catch (error) {
      if (signal.aborted) return;
      failures += 1;
      const trouble = explainTrouble(error);
      const waitMs = backoffMs(failures, waits, trouble?.retryAfterMs ?? null);
      if (trouble === undefined) log.error({ err: error, waitMs }, 'the webhook failed, and is tried again');
      else if (trouble.kind !== told)
        log.error(
          { why: trouble.why, waitMs },
          `the webhook is not set, and is tried again: ${trouble.advice}`,
        );
      told = trouble?.kind ?? 'bug';
      await sleep(waitMs, undefined, { signal }).catch((reason: unknown) => {
        if (!signal.aborted) throw reason;
      });
    }
  }
}

/** Somebody else's webhook or poller takes the updates away without a word: looked for now and then. */
export async function keepWebhook(deps: WebhookDeps, clock: Clock, signal: AbortSignal): Promise<void> {
  const { api, log, webhook } = deps;
  try {
    const {
      url,
      last_error_message: trouble,
      last_error_date: at = 0,
    } = await api.getWebhookInfo(toApiSignal(signal));
    // It stays on record after later successes.
    const isRecent = clock.now().getTime() - at * 1000 < recentMs;
    if (isRecent) log.warn({ trouble }, 'telegram could not deliver to the webhook lately');
    if (url === webhook.url) return;
    log.error({ url }, 'somebody else changed the webhook of this TELEGRAM_BOT_TOKEN; it is set again');
    await setWebhook(deps, signal);
  } catch (error) {
    const why = whyOf(error);
    if (why === undefined) throw error;
    log.warn({ why }, 'the webhook could not be looked at');
  }
}

async function setWebhook({ api, webhook }: WebhookDeps, signal: AbortSignal): Promise<void> {
  await api.setWebhook(
    webhook.url,
    { secret_token: webhook.secret, allowed_updates: heard, drop_pending_updates: false },
    toApiSignal(signal),
  );
}
