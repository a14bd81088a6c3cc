import type { Update } from 'grammy/types';
import { type EmulatorState, unixNow, type Webhook } from './state.ts';
import { confirm, take } from './updates.ts';

const longestRetryMs = 60_000;
const answerMs = 60_000;

/** Posts what waits, one update after the other, until it is stopped. Without a webhook there is nothing to do. */
export function startDelivery(state: EmulatorState): void {
  stopDelivery(state);
  if (state.webhook === undefined) return;
  state.delivery = new AbortController();
  void deliver(state, state.webhook, state.delivery.signal);
}

export function stopDelivery(state: EmulatorState): void {
  state.delivery?.abort();
  state.delivery = undefined;
  state.updates.wake = undefined;
}

/** `target` is an origin, too. What waits is tried again at once. */
export function routeWebhook(state: EmulatorState, origin: string, target: string): void {
  state.webhookOrigins.set(origin, target);
  if (state.delivery) startDelivery(state);
}

async function deliver(state: EmulatorState, webhook: Webhook, ended: AbortSignal): Promise<void> {
  let retryMs = state.webhookRetryMs;
  while (!ended.aborted) {
    const [update] = take(state.updates, 1, state.now());
    if (update === undefined) {
      await arrival(state, ended);
      continue;
    }
    const problem = await post(state, webhook, update, ended);
    if (ended.aborted) return;
    if (problem === undefined) {
      confirm(state.updates, update.update_id + 1);
      retryMs = state.webhookRetryMs;
      continue;
    }
    webhook.lastError = { date: unixNow(state), message: problem };
    await pause(retryMs, ended);
    retryMs = Math.min(retryMs * 2, longestRetryMs);
  }
}

/** Undefined when the bot has taken the update, else Telegram's words for what went wrong. */
async function post(
  state: EmulatorState,
  { url, secretToken }: Webhook,
  update: Update,
  ended: AbortSignal,
): Promise<string | undefined> {
  const { origin, pathname, search } = new URL(url);
  const target = state.webhookOrigins.get(origin);
  if (target === undefined) return 'Failed to resolve host: No address associated with hostname';
  try {
    const response = await fetch(new URL(pathname + search, target), {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(secretToken !== '' && { 'x-telegram-bot-api-secret-token': secretToken }),
      },
      body: JSON.stringify(update),
      redirect: 'manual',
      signal: AbortSignal.any([ended, AbortSignal.timeout(answerMs)]),
    });
    await response.body?.cancel();
    return response.ok ? undefined : `Wrong response from the webhook: ${statusOf(response)}`;
  } catch (error) {
    if (error instanceof DOMException && error.name === 'TimeoutError') return 'Read timeout expired';
    return reasonOf(error) === 'ECONNREFUSED' ? 'Connection refused' : 'Connection reset by peer';
  }
}

function statusOf({ status, statusText }: Response): string {
  return `${status} ${statusText}`.trimEnd();
}

function reasonOf(error: unknown): unknown {
  const cause = error instanceof Error ? error.cause : undefined;
  return typeof cause === 'object' && cause !== null && 'code' in cause ? cause.code : undefined;
}

function arrival({ updates }: EmulatorState, ended: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      ended.removeEventListener('abort', end);
      resolve();
    };
    updates.wake = end;
    ended.addEventListener('abort', end);
  });
}

function pause(ms: number, ended: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      ended.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    ended.addEventListener('abort', end);
  });
}
