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
    chats: [...chats.map(toChatView), ...toNewChats(state)],
  };
}

function toChatView({ chat, topics, standing, messages }: ChatState): ChatView {
  const shown = [...messages.values()].slice(-shownMessages).map(toEmulatorMessage);
  const listed = topics && { topics: [...topics.values()] };
  return { chat: { ...chat, ...listed }, standing: standing.kind, messages: shown };
}

/** For who has never written to the bot, the chat that their /start would open. */
function toNewChats({ users, chats }: EmulatorState): ChatView[] {
  const started = new Set(
    [...chats.values()].map(({ chat }) => (chat.type === 'private' ? chat.userId : undefined)),
  );
  return [...users.keys()]
    .filter((id) => !started.has(id))
    .map((id) => ({ chat: { id, type: 'private', userId: id }, standing: 'new', messages: [] }));
}
