import type { BotCommand } from 'grammy/types';
import type { EmulatorChat, EmulatorMessage, EmulatorUser } from './model.ts';
import type { ChatState, EmulatorState } from './state.ts';
import { toEmulatorMessage } from './to-message.ts';

type ChatView = { chat: EmulatorChat; standing: string; messages: EmulatorMessage[] };
type PageView = {
  nowMs: number;
  title: string;
  bot: { id: number; firstName: string; username: string };
  users: EmulatorUser[];
  chats: ChatView[];
};

const shownMessages = 500;

/** Everything the page needs to draw itself; what comes later arrives as events. */
export function toPageView(state: EmulatorState): PageView {
  const chats = [...state.chats.values()].filter(({ standing }) => standing.kind !== 'migrated');
  return {
    title: state.title,
    bot: state.bot,
    nowMs: state.now().getTime(),
    users: [...state.users.values()],
    chats: chats.map(toChatView),
  };
}

/** The commands an app would offer this user in this chat: the narrowest scope that has any. */
export function commandsFor(state: EmulatorState, { chat }: ChatState, userId: number): BotCommand[] {
  const wide = chat.type === 'private' ? 'all_private_chats' : 'all_group_chats';
  const scopes = [`chat_member ${chat.id} ${userId}`, `chat ${chat.id} `, `${wide}  `, 'default  '];
  const keys = scopes.flatMap((scope) => [`${scope} en`, `${scope} `]);
  const found = keys.find((key) => state.commands.has(key));
  return found === undefined ? [] : (state.commands.get(found) ?? []);
}

function toChatView({ chat, standing, messages }: ChatState): ChatView {
  const shown = [...messages.values()].slice(-shownMessages).map(toEmulatorMessage);
  return { chat, standing: standing.kind, messages: shown };
}
