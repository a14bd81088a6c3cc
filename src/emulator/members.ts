import type { EmulatorUser } from './model.ts';
import { addChat, announce, type ChatState, type EmulatorState, unixNow } from './state.ts';
import { toChat } from './to-message.ts';
import { toBotUser, toUser } from './to-user.ts';
import { addService, botManagesTopics } from './topics.ts';
import { enqueue } from './updates.ts';

export function isMember({ chat }: ChatState, userId: number): boolean {
  return chat.type === 'private' ? chat.userId === userId : chat.memberIds.includes(userId);
}

/** Whoever has never written to the bot has no chat with it until they send /start. */
export function openPrivateChat(state: EmulatorState, userId: number): ChatState {
  const chat = addChat(state, { id: userId, type: 'private', userId });
  announce(state, { kind: 'chats' });
  return chat;
}

export function addMember(state: EmulatorState, chatId: number, userId: number): void {
  const chat = requireGroup(state, chatId);
  const user = requireUser(state, userId);
  if (isMember(chat, userId)) throw new Error(`user ${userId} is in chat ${chatId} already`);
  changeMembers(state, chat, user, 'joined');
}

export function removeMember(state: EmulatorState, chatId: number, userId: number): void {
  const chat = requireGroup(state, chatId);
  const user = requireUser(state, userId);
  if (!isMember(chat, userId)) throw new Error(`user ${userId} is not in chat ${chatId}`);
  changeMembers(state, chat, user, 'left');
}

/** A member as the Bot API shows them. */
export function toMember(chat: ChatState, user: EmulatorUser): object {
  if (!isMember(chat, user.id)) return { status: 'left', user: toUser(user) };
  const isAdmin = chat.chat.type !== 'private' && chat.chat.adminIds?.includes(user.id) === true;
  return isAdmin ? toAdmin(toUser(user), chat) : { status: 'member', user: toUser(user) };
}

export function toBotMember(state: EmulatorState, chat: ChatState): object {
  const user = toBotUser(state);
  if (chat.standing.kind === 'kicked') return { status: 'kicked', user, until_date: 0 };
  return botManagesTopics(chat) ? toAdmin(user, chat) : { status: 'member', user };
}

function toAdmin(user: object, { topics }: ChatState): object {
  return {
    status: 'administrator',
    user,
    can_be_edited: false,
    is_anonymous: false,
    can_manage_chat: true,
    can_delete_messages: false,
    can_manage_video_chats: false,
    can_restrict_members: false,
    can_promote_members: false,
    can_change_info: false,
    can_invite_users: true,
    can_post_stories: false,
    can_edit_stories: false,
    can_delete_stories: false,
    can_pin_messages: false,
    ...(topics && { can_manage_topics: true }),
  };
}

/** The bot hears of it by the service message, and by `chat_member` where it is an administrator and asked for that. */
function changeMembers(
  state: EmulatorState,
  chat: ChatState,
  user: EmulatorUser,
  kind: 'joined' | 'left',
): void {
  if (chat.chat.type === 'private') return;
  const before = toMember(chat, user);
  const others = chat.chat.memberIds.filter((id) => id !== user.id);
  chat.chat = { ...chat.chat, memberIds: kind === 'joined' ? [...others, user.id] : others };
  addService(state, chat, { kind, userId: user.id }, { fromId: user.id, fromBot: false });
  if (botManagesTopics(chat)) {
    const change = {
      chat: toChat(state, chat),
      from: toUser(user),
      date: unixNow(state),
      old_chat_member: before,
      new_chat_member: toMember(chat, user),
    };
    enqueue(state.updates, { chat_member: change as never }, state.now());
  }
  announce(state, { kind: 'chats' });
}

export function requireGroup(state: EmulatorState, chatId: number): ChatState {
  const chat = state.chats.get(chatId);
  if (chat === undefined || chat.chat.type === 'private') throw new Error(`there is no group ${chatId}`);
  return chat;
}

function requireUser(state: EmulatorState, userId: number): EmulatorUser {
  const user = state.users.get(userId);
  if (user === undefined) throw new Error(`there is no user ${userId}`);
  return user;
}
