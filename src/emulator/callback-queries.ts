import { badRequest } from './api-error.ts';
import type { EmulatorUser, PressAnswer, StoredMessage } from './model.ts';
import { announce, type EmulatorState } from './state.ts';
import { toEmulatorMessage, toMessage } from './to-message.ts';
import { toUser } from './to-user.ts';
import { callbackLifeMs, enqueue } from './updates.ts';

const patienceMs = 10_000;

/** Sends the tap to the bot and waits, as an app does, for an answer that may never come. */
export function askQuery(
  state: EmulatorState,
  user: EmulatorUser,
  message: StoredMessage,
  data: string,
): Promise<PressAnswer> {
  const now = state.now();
  forgetOld(state, now.getTime());
  const id = String(4_000_000_000 + state.nextQueryId);
  state.nextQueryId += 1;
  const query = {
    id,
    from: toUser(user),
    message: toMessage(state, message),
    chat_instance: String(message.chatId),
    data,
  };
  return new Promise((resolve) => {
    const settle = (answer: PressAnswer): void => {
      clearTimeout(timer);
      resolve(answer);
    };
    const timer = setTimeout(() => settle({ alert: false, answered: false }), patienceMs);
    state.queries.set(id, {
      chatId: message.chatId,
      messageId: message.id,
      askedAtMs: now.getTime(),
      settle,
    });
    enqueue(state.updates, { callback_query: query }, now);
  });
}

/** A second answer to the same query is fine and changes nothing. */
export function answerQuery(state: EmulatorState, id: string, answer: PressAnswer): void {
  forgetOld(state, state.now().getTime());
  const open = state.queries.get(id);
  if (open === undefined) {
    throw badRequest('query is too old and response timeout expired or query ID is invalid');
  }
  open.settle(answer);
  const message = state.chats.get(open.chatId)?.messages.get(open.messageId);
  if (message) {
    announce(state, { kind: 'callback-answered', chatId: open.chatId, message: toEmulatorMessage(message) });
  }
}

export function settleAllQueries(state: EmulatorState): void {
  for (const open of state.queries.values()) open.settle({ alert: false, answered: false });
}

function forgetOld(state: EmulatorState, nowMs: number): void {
  for (const [id, open] of state.queries) {
    if (nowMs - open.askedAtMs >= callbackLifeMs) state.queries.delete(id);
  }
}
