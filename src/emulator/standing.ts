import { requireGroup, toBotMember } from './members.ts';
import { addChat, announce, type ChatState, type EmulatorState, unixNow } from './state.ts';
import { toChat } from './to-message.ts';
import { toBotUser, toUser } from './to-user.ts';
import { addService } from './topics.ts';
import { enqueue } from './updates.ts';

/** The user stops (or, with `member`, restarts) the bot in their private chat. */
export function setBlocked(state: EmulatorState, userId: number, blocked: boolean): void {
  const chat = [...state.chats.values()].find(
    (one) => one.chat.type === 'private' && one.chat.userId === userId,
  );
  if (chat === undefined) throw new Error(`user ${userId} has no private chat with the bot`);
  setStanding(state, chat, userId, blocked ? 'blocked' : 'member');
}

export function kick(state: EmulatorState, chatId: number): void {
  const chat = requireGroup(state, chatId);
  const members = chat.chat.type === 'private' ? [] : chat.chat.memberIds;
  setStanding(state, chat, members[0] ?? state.bot.id, 'kicked');
}

/** The bot that was thrown out is added again. */
export function readmit(state: EmulatorState, chatId: number): void {
  const chat = requireGroup(state, chatId);
  const members = chat.chat.type === 'private' ? [] : chat.chat.memberIds;
  setStanding(state, chat, members[0] ?? state.bot.id, 'member');
}

/** A basic group becomes a supergroup with a new id; its old message ids are void. The bot is told in both. */
export function migrate(state: EmulatorState, chatId: number, newChatId: number): void {
  const old = state.chats.get(chatId);
  if (old === undefined || old.chat.type !== 'group') throw new Error(`there is no basic group ${chatId}`);
  const author = { fromId: old.chat.memberIds[0] ?? state.bot.id, fromBot: false };
  const successor = addChat(state, { ...old.chat, id: newChatId, type: 'supergroup' });
  addService(state, old, { kind: 'migrated-to', chatId: newChatId }, author);
  addService(state, successor, { kind: 'migrated-from', chatId }, author);
  old.messages.clear();
  old.standing = { kind: 'migrated', to: newChatId };
  announce(state, { kind: 'chats' });
}

function setStanding(
  state: EmulatorState,
  chat: ChatState,
  byUserId: number,
  kind: 'member' | 'blocked' | 'kicked',
): void {
  const user = state.users.get(byUserId);
  const before = toMyself(state, chat);
  chat.standing = { kind };
  const change = {
    chat: toChat(state, chat),
    from: user ? toUser(user) : toBotUser(state),
    date: unixNow(state),
    old_chat_member: before,
    new_chat_member: toMyself(state, chat),
  };
  enqueue(state.updates, { my_chat_member: change as never }, state.now());
  announce(state, { kind: 'chats' });
}

/** To a bot, a user who blocked it looks like a chat that threw it out. */
function toMyself(state: EmulatorState, chat: ChatState): object {
  const kind = chat.standing.kind === 'member' ? 'member' : 'kicked';
  return toBotMember(state, { ...chat, standing: { kind } });
}
