import { conflict } from '../api-error.ts';
import { readArray, readInteger } from '../parameters.ts';
import { getUpdates as pollUpdates } from '../updates.ts';
import type { Method } from './method.ts';

export const getUpdates: Method = (state, { params, gone }) => {
  if (state.webhook) {
    throw conflict(
      "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first",
    );
  }
  const limit = readInteger(params, 'limit') ?? 100;
  const request = {
    offset: readInteger(params, 'offset') ?? 0,
    limit: Math.min(Math.max(limit, 1), 100),
    timeoutSeconds: readInteger(params, 'timeout') ?? 0,
    allowed: readArray(params, 'allowed_updates')?.map(String),
  };
  return pollUpdates(state.updates, request, state.now(), gone);
};
