import { requireChat } from '../chats.ts';
import { announce } from '../state.ts';
import { toBotUser, toChat } from '../to-message.ts';
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
  const { chat } = requireChat(state, params);
  return { ...toChat(state, chat), accent_color_id: 0, max_reaction_count: 11, accepted_gift_types: {} };
};

export const sendChatAction: Method = (state, { params }) => {
  const { chat } = requireChat(state, params);
  announce(state, { kind: 'action', chatId: chat.id });
  return true;
};
