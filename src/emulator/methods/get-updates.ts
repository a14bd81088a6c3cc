import { ApiError, badRequest, conflict } from '../api-error.ts';
import { readArray, readBoolean, readInteger, readString } from '../parameters.ts';
import { dropPending, endPoll, getUpdates as pollUpdates } from '../updates.ts';
import type { Method } from './method.ts';

export const getUpdates: Method = (state, { params, gone }) => {
  if (state.webhookUrl !== '') {
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

/** The address is recorded, so that polling is refused; nothing is delivered to it. */
export const setWebhook: Method = (state, { params }) => {
  const url = readString(params, 'url') ?? '';
  if (url === '') return deleteWebhook(state, { params, files: new Map(), gone: AbortSignal.abort() });
  if (!url.startsWith('https://')) {
    throw badRequest('bad webhook: An HTTPS URL must be provided for webhook');
  }
  if (!/^[A-Za-z0-9_-]{0,256}$/.test(readString(params, 'secret_token') ?? '')) {
    throw badRequest('secret token contains unallowed characters');
  }
  state.updates.allowed = readArray(params, 'allowed_updates')?.map(String) ?? state.updates.allowed;
  state.webhookUrl = url;
  if (readBoolean(params, 'drop_pending_updates')) dropPending(state.updates);
  endPoll(state.updates, new ApiError(409, 'Conflict: terminated by setWebhook request'));
  return true;
};

export const deleteWebhook: Method = (state, { params }) => {
  state.webhookUrl = '';
  if (readBoolean(params, 'drop_pending_updates')) dropPending(state.updates);
  return true;
};

export const getWebhookInfo: Method = (state) => ({
  url: state.webhookUrl,
  has_custom_certificate: false,
  pending_update_count: state.updates.pending.length,
  ...(state.updates.allowed.length > 0 && { allowed_updates: state.updates.allowed }),
});
