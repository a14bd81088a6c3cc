import { badRequest, forbidden, tooManyRequests } from './api-error.ts';
import { overallRate, rateOf, spend } from './limits.ts';
import { type Params, readInteger, readString } from './parameters.ts';
import type { ChatState, EmulatorState } from './state.ts';
import { isClosedFor, isTopic, toBotAuthor } from './topics.ts';

/** The chat a call names, if the bot may write there. */
export function requireChat(state: EmulatorState, params: Params): ChatState {
  const chat = requireKnownChat(state, params);
  const { type } = chat.chat;
  switch (chat.standing.kind) {
    case 'member':
      return chat;
    case 'blocked':
      throw forbidden('bot was blocked by the user');
    case 'kicked':
      throw forbidden(`bot was kicked from the ${type === 'supergroup' ? 'supergroup' : 'group'} chat`);
    case 'migrated':
      throw badRequest('group chat was upgraded to a supergroup chat', {
        migrate_to_chat_id: chat.standing.to,
      });
  }
}

/** The edit path has no check for migration: there the old messages are merely gone. */
export function requireChatToEdit(state: EmulatorState, params: Params): ChatState {
  const chat = requireKnownChat(state, params);
  return chat.standing.kind === 'migrated' ? chat : requireChat(state, params);
}

/** Sends and edits of a chat share its budget, topics included. */
export function spendWrite(state: EmulatorState, chat: ChatState): void {
  if (state.limits === 'off' || chat.bucket === undefined) return;
  const now = state.now();
  const wait =
    spend(chat.bucket, rateOf(chat.chat, state.limits), now) ?? spend(state.overall, overallRate, now);
  if (wait !== undefined) throw tooManyRequests(wait);
}

/** The topic a send names, if the bot may write there; General is none. */
export function readThread(state: EmulatorState, chat: ChatState, params: Params): number | undefined {
  const threadId = readInteger(params, 'message_thread_id');
  if (threadId === undefined || threadId === 0) return undefined;
  if (!isTopic(chat, threadId)) throw badRequest('message thread not found');
  if (isClosedFor(chat, threadId, toBotAuthor(state))) throw badRequest('TOPIC_CLOSED');
  return threadId;
}

function requireKnownChat(state: EmulatorState, params: Params): ChatState {
  const text = readString(params, 'chat_id') ?? '';
  if (text === '') throw badRequest('chat_id is empty');
  const id = readInteger(params, 'chat_id') ?? Number.NaN;
  const chat = state.chats.get(id);
  if (chat) return chat;
  if (state.users.has(id)) throw forbidden("bot can't initiate conversation with a user");
  throw badRequest('chat not found');
}
