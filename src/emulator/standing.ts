import { addChat, announce, type ChatState, type EmulatorState, unixNow } from './state.ts';
import { toBotUser, toChat, toUser } from './to-message.ts';
import { enqueue, type UpdateMessage } from './updates.ts';

/** The user stops (or, with `member`, restarts) the bot in their private chat. */
export function setBlocked(state: EmulatorState, userId: number, blocked: boolean): void {
  const chat = [...state.chats.values()].find(
    (one) => one.chat.type === 'private' && one.chat.userId === userId,
  );
  if (chat === undefined) throw new Error(`user ${userId} has no private chat with the bot`);
  setStanding(state, chat, userId, blocked ? 'blocked' : 'member');
}

export function kick(state: EmulatorState, chatId: number): void {
  const chat = state.chats.get(chatId);
  if (chat === undefined || chat.chat.type === 'private') throw new Error(`there is no group ${chatId}`);
  setStanding(state, chat, chat.chat.memberIds[0] ?? state.bot.id, 'kicked');
}

/** A basic group becomes a supergroup with a new id; its old message ids are void. */
export function migrate(state: EmulatorState, chatId: number, newChatId: number): void {
  const old = state.chats.get(chatId);
  if (old === undefined || old.chat.type !== 'group') throw new Error(`there is no basic group ${chatId}`);
  addChat(state, { ...old.chat, id: newChatId, type: 'supergroup' });
  old.messages.clear();
  old.standing = { kind: 'migrated', to: newChatId };
  const message = { message_id: old.nextMessageId, date: unixNow(state), chat: toChat(state, old.chat) };
  old.nextMessageId += 1;
  enqueue(
    state.updates,
    { message: { ...message, migrate_to_chat_id: newChatId } as UpdateMessage },
    state.now(),
  );
  announce(state, { kind: 'chats' });
}

function setStanding(
  state: EmulatorState,
  chat: ChatState,
  byUserId: number,
  kind: 'member' | 'blocked' | 'kicked',
): void {
  const status = (standing: string): object => ({
    user: toBotUser(state),
    ...(standing === 'member' ? { status: 'member' } : { status: 'kicked', until_date: 0 }),
  });
  const user = state.users.get(byUserId);
  const change = {
    chat: toChat(state, chat.chat),
    from: user ? toUser(user) : toBotUser(state),
    date: unixNow(state),
    old_chat_member: status(chat.standing.kind),
    new_chat_member: status(kind),
  };
  chat.standing = { kind };
  enqueue(state.updates, { my_chat_member: change as never }, state.now());
  announce(state, { kind: 'chats' });
}
