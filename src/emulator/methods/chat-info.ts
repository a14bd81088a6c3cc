import { badRequest } from '../api-error.ts';
import { requireChat } from '../chats.ts';
import { toBotMember, toMember } from '../members.ts';
import { readInteger } from '../parameters.ts';
import { announce } from '../state.ts';
import { toChat } from '../to-message.ts';
import { toBotUser } from '../to-user.ts';
import type { Method } from './method.ts';

/** Group privacy is off: the bot sees every message of its groups. */
export const getMe: Method = (state) => ({
  ...toBotUser(state),
  can_join_groups: true,
  can_read_all_group_messages: true,
  supports_inline_queries: false,
  can_connect_to_business: false,
  has_main_web_app: false,
  has_topics_enabled: false,
});

export const getChat: Method = (state, { params }) => {
  const chat = requireChat(state, params);
  return { ...toChat(state, chat), accent_color_id: 0, max_reaction_count: 11, accepted_gift_types: {} };
};

export const getChatMember: Method = (state, { params }) => {
  const chat = requireChat(state, params);
  const userId = readInteger(params, 'user_id') ?? 0;
  if (userId === state.bot.id) return toBotMember(state, chat);
  const user = state.users.get(userId);
  if (user === undefined) throw badRequest(userId > 0 ? 'user not found' : 'invalid user_id specified');
  return toMember(chat, user);
};

export const sendChatAction: Method = (state, { params }) => {
  const { chat } = requireChat(state, params);
  announce(state, { kind: 'action', chatId: chat.id });
  return true;
};
