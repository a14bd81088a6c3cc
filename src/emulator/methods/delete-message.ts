import { badRequest } from '../api-error.ts';
import { requireChat } from '../chats.ts';
import { removeMessage } from '../messages.ts';
import type { StoredMessage } from '../model.ts';
import { readArray, readInteger } from '../parameters.ts';
import { type ChatState, type EmulatorState, unixNow } from '../state.ts';
import type { Method } from './method.ts';

const oldestSeconds = 48 * 60 * 60;

export const deleteMessage: Method = (state, { params }) => {
  const chat = requireChat(state, params);
  const messageId = readInteger(params, 'message_id');
  if (messageId === undefined) throw badRequest('message identifier is not specified');
  const message = chat.messages.get(messageId);
  if (message === undefined) throw badRequest('message to delete not found');
  requireDeletable(state, chat, message);
  removeMessage(state, chat, message);
  return true;
};

/** Missing ids are skipped in silence, but one that cannot be deleted fails the call before anything goes. */
export const deleteMessages: Method = (state, { params }) => {
  const chat = requireChat(state, params);
  const ids = (readArray(params, 'message_ids') ?? []).map(Number);
  if (ids.length === 0) throw badRequest('message identifiers are not specified');
  if (ids.length > 100) throw badRequest('too many message identifiers specified');
  if (!ids.every((id) => Number.isInteger(id) && id > 0))
    throw badRequest('invalid message identifier specified');
  const found = [...new Set(ids)].flatMap((id) => chat.messages.get(id) ?? []);
  for (const message of found) requireDeletable(state, chat, message);
  for (const message of found) removeMessage(state, chat, message);
  return true;
};

/** The bot may not delete others' messages in groups, and nobody a message that opened a topic. */
function requireDeletable(state: EmulatorState, { chat }: ChatState, message: StoredMessage): void {
  const own = message.fromBot || chat.type === 'private';
  const opensTopic = message.service?.kind === 'topic-created';
  const young = unixNow(state) - message.date < oldestSeconds;
  if (own && young && !opensTopic) return;
  throw badRequest(
    chat.type === 'supergroup' ? "message can't be deleted" : "message can't be deleted for everyone",
  );
}
