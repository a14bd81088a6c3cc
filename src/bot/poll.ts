import { setTimeout as sleep } from 'node:timers/promises';
import type { Api } from 'grammy';
import type { Update } from 'grammy/types';
import { backoffMs } from '../domain/backoff.ts';
import type { Logger } from '../log.ts';
import { explainTrouble, whyOf } from './telegram-trouble.ts';
import { toApiSignal } from './to-api-signal.ts';

export type PollDeps = {
  api: Api;
  log: Logger;
  /** Tried until it has worked once: it ends a webhook, and one that comes later is somebody else's in use. */
  prepare(signal: AbortSignal): Promise<void>;
  /** Never rejects. */
  handle(update: Update): Promise<void>;
};

type State = { prepared: boolean; offset: number; failures: number; told: string | null };

/** What Telegram is asked to tell. */
export const heard = ['message', 'callback_query', 'my_chat_member'] as const;
const pollSeconds = 30;
const confirmMs = 3000;
export const waits = { baseSeconds: 0.25, maxSeconds: 60 };

/**
 * Hears updates until aborted, whatever happens. Not grammY's own loop: its waits cannot be ended by a stop, and it
 * meets network trouble in silence.
 */
export async function poll(deps: PollDeps, signal: AbortSignal): Promise<void> {
  const state: State = { prepared: false, offset: 0, failures: 0, told: null };
  while (!signal.aborted) {
    try {
      if (!state.prepared) await deps.prepare(signal);
      state.prepared = true;
      while (!signal.aborted) await pollOnce(deps, state, signal);
    } catch (error) {
      if (!signal.aborted) await waitOut(deps, state, error, signal);
    }
  }
  await confirm(deps, state);
}

async function pollOnce(deps: PollDeps, state: State, signal: AbortSignal): Promise<void> {
  const updates = await deps.api.getUpdates(
    { offset: state.offset, timeout: pollSeconds, allowed_updates: heard },
    toApiSignal(signal),
  );
  if (state.told !== null) deps.log.info('telegram is heard again');
  state.failures = 0;
  state.told = null;
  for (const update of updates) {
    if (signal.aborted) return;
    await deps.handle(update);
    state.offset = update.update_id + 1;
  }
}

/** The same trouble is told once, however long it lasts. */
async function waitOut({ log }: PollDeps, state: State, error: unknown, signal: AbortSignal): Promise<void> {
  const trouble = explainTrouble(error);
  state.failures += 1;
  const waitMs = backoffMs(state.failures, waits, trouble?.retryAfterMs ?? null);
  if (trouble === undefined) log.error({ err: error, waitMs }, 'polling failed, and is tried again');
  else if (trouble.kind === state.told)
    log.debug({ why: trouble.why, waitMs }, 'telegram is still not heard');
  else
    log.error({ why: trouble.why, waitMs }, `telegram is not heard, and is tried again: ${trouble.advice}`);
  state.told = trouble?.kind ?? 'bug';
  await sleep(waitMs, undefined, { signal }).catch((reason: unknown) => {
    if (!signal.aborted) throw reason;
  });
}

/** Only the next poll's offset tells Telegram what was handled; without it the next start hears the last ones again. */
async function confirm({ api, log }: PollDeps, { offset, failures }: State): Promise<void> {
  if (offset === 0 || failures > 0) return;
  const deadline = new AbortController();
  const timer = setTimeout(() => deadline.abort(), confirmMs);
  try {
    await api.getUpdates({ offset, limit: 1, timeout: 0 }, toApiSignal(deadline.signal));
  } catch (error) {
    const why = whyOf(error);
    if (why === undefined) throw error;
    log.info({ why }, 'the last updates could not be confirmed and will be heard again');
  } finally {
    clearTimeout(timer);
  }
}
