import { ApiError, badRequest } from '../api-error.ts';
import { readArray, readBoolean, readInteger, readString } from '../parameters.ts';
import { dropPending, endPoll } from '../updates.ts';
import { startDelivery, stopDelivery } from '../webhook-delivery.ts';
import type { Method } from './method.ts';

const ports = ['', '80', '88', '443', '8443'];

export const setWebhook: Method = (state, { params }) => {
  const url = readString(params, 'url') ?? '';
  if (url === '') return deleteWebhook(state, { params, files: new Map(), gone: AbortSignal.abort() });
  if (!url.startsWith('https://') || !URL.canParse(url)) {
    throw badRequest('bad webhook: An HTTPS URL must be provided for webhook');
  }
  if (!ports.includes(new URL(url).port)) {
    throw badRequest('bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443');
  }
  const secretToken = readString(params, 'secret_token') ?? '';
  if (!/^[A-Za-z0-9_-]{0,256}$/.test(secretToken)) {
    throw badRequest('secret token contains unallowed characters');
  }
  state.updates.allowed = readArray(params, 'allowed_updates')?.map(String) ?? state.updates.allowed;
  const maxConnections = Math.min(Math.max(readInteger(params, 'max_connections') ?? 40, 1), 100);
  state.webhook = { url, secretToken, maxConnections, lastError: undefined };
  if (readBoolean(params, 'drop_pending_updates')) dropPending(state.updates);
  endPoll(state.updates, new ApiError(409, 'Conflict: terminated by setWebhook request'));
  startDelivery(state);
  return true;
};

export const deleteWebhook: Method = (state, { params }) => {
  stopDelivery(state);
  state.webhook = undefined;
  if (readBoolean(params, 'drop_pending_updates')) dropPending(state.updates);
  return true;
};

/** The last error stays on record after later successes, as at Telegram. */
export const getWebhookInfo: Method = ({ webhook, updates }) => ({
  url: webhook?.url ?? '',
  has_custom_certificate: false,
  pending_update_count: updates.pending.length,
  ...(webhook && { max_connections: webhook.maxConnections }),
  ...(webhook?.lastError && {
    last_error_date: webhook.lastError.date,
    last_error_message: webhook.lastError.message,
  }),
  ...(updates.allowed.length > 0 && { allowed_updates: updates.allowed }),
});
