import { setServerTime } from './time.js';

/** What the server said and what the visitor chose. Drawing only reads it. */
export const store = {
  title: '',
  bot: { id: 0, firstName: '', username: '' },
  users: [],
  chats: new Map(),
  commands: [],
  meId: 0,
  chatId: 0,
  topic: 'all',
  unread: new Map(),
  online: false,
  typingUntil: new Map(),
  busy: new Set(),
  opened: new Set(),
  replyTo: undefined,
};

export function takeView(view) {
  setServerTime(view.nowMs);
  Object.assign(store, { title: view.title, bot: view.bot, users: view.users });
  store.chats = new Map(
    view.chats.map(({ chat, standing, messages }) => [
      chat.id,
      { ...chat, standing, messages: new Map(messages.map((message) => [message.id, message])) },
    ]),
  );
}

/** Applying an event twice changes nothing, so a fresh view may already contain it. */
export function takeChange({ kind, chatId, message }) {
  const chat = store.chats.get(chatId);
  if (!chat) return;
  if (kind === 'deleted') chat.messages.delete(message.id);
  else chat.messages.set(message.id, message);
  if (message.fromBot) store.typingUntil.delete(chatId);
  const foreign = message.fromBot || message.fromId !== store.meId;
  if (kind === 'sent' && foreign && (chatId !== store.chatId || document.hidden)) {
    store.unread.set(chatId, (store.unread.get(chatId) ?? 0) + 1);
  }
}

export const me = () => store.users.find(({ id }) => id === store.meId);
export const currentChat = () => store.chats.get(store.chatId);
export const nameOf = (message) => (message.fromBot ? store.bot.firstName : userName(message.fromId));
export const userName = (id) => store.users.find((user) => user.id === id)?.firstName ?? 'Somebody';
export const titleOf = (chat) => (chat.type === 'private' ? store.bot.firstName : chat.title);
export const topicsOf = (chat) => chat?.topics ?? [];

export function chatsOf(userId) {
  const mine = [...store.chats.values()].filter((chat) =>
    chat.type === 'private' ? chat.userId === userId : chat.memberIds.includes(userId),
  );
  return mine.sort((a, b) => lastDate(b) - lastDate(a));
}

export function shownMessages(chat) {
  const all = [...chat.messages.values()].sort((a, b) => a.id - b.id);
  if (topicsOf(chat).length === 0 || store.topic === 'all') return all;
  return all.filter(({ threadId }) => (threadId ?? 'general') === store.topic);
}

export function previewOf(message) {
  const text = message.text.replaceAll(/\s+/g, ' ').trim();
  return message.document ? `${message.document.name}${text ? ` · ${text}` : ''}` : text;
}

const lastDate = (chat) => [...chat.messages.values()].at(-1)?.date ?? 0;

/** The visitor and the chat from the address, each replaced when it cannot be. */
export function chooseFrom(hash) {
  const wanted = new URLSearchParams(hash.replace(/^#/, ''));
  const user = store.users.find(({ id }) => id === Number(wanted.get('as'))) ?? me() ?? store.users[0];
  store.meId = user?.id ?? 0;
  const chats = chatsOf(store.meId);
  const ids = [Number(wanted.get('chat')), store.chatId];
  const chat = ids.map((id) => chats.find((one) => one.id === id)).find(Boolean) ?? chats[0];
  store.chatId = chat?.id ?? 0;
}
