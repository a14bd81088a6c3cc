import type { EmulatorService, StoredMessage } from './model.ts';
import type { EmulatorState } from './state.ts';
import { toUser } from './to-user.ts';

/** The blue Telegram gives a topic of which no colour was asked. */
const topicColor = 0x6fb9f0;

/** What the Bot API adds to a service message to say what happened. */
export function toServiceFields(state: EmulatorState, service: EmulatorService): object {
  switch (service.kind) {
    case 'topic-created':
      return { forum_topic_created: { name: service.name, icon_color: topicColor } };
    case 'topic-edited':
      return { forum_topic_edited: { name: service.name } };
    case 'topic-closed':
      return { forum_topic_closed: {} };
    case 'topic-reopened':
      return { forum_topic_reopened: {} };
    case 'migrated-from':
      return { migrate_from_chat_id: service.chatId };
    case 'migrated-to':
      return { migrate_to_chat_id: service.chatId };
    case 'joined':
      return { new_chat_members: listUsers(state, service.userId) };
    case 'left':
      return { left_chat_member: listUsers(state, service.userId)[0] };
  }
}

/** Where the author of a forwarded message shows their account, it is there; else only their name is. */
export function toForwardFields(
  state: EmulatorState,
  { forwardedFrom, date }: Pick<StoredMessage, 'forwardedFrom' | 'date'>,
): object {
  if (forwardedFrom === undefined) return {};
  const user = forwardedFrom.userId === undefined ? undefined : state.users.get(forwardedFrom.userId);
  if (user) return { forward_origin: { type: 'user', sender_user: toUser(user), date } };
  return { forward_origin: { type: 'hidden_user', sender_user_name: forwardedFrom.name, date } };
}

function listUsers({ users }: EmulatorState, userId: number): object[] {
  const user = users.get(userId);
  return user ? [toUser(user)] : [];
}
