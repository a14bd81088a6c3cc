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
  /** By place: a chat, or a topic of it. */
  unread: new Map(),
  online: false,
  typingUntil: new Map(),
  busy: new Set(),
  opened: new Set(),
  replyTo: undefined,
  attached: undefined,
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
  if (kind === 'sent' && foreign && !message.service && (!isShown(chat, message) || document.hidden)) {
    const place = placeOf(chatId, message.threadId);
    store.unread.set(place, (store.unread.get(place) ?? 0) + 1);
  }
}

/** A topic that is gone cannot stay open. */
export function takeTopics({ chatId, topics }) {
  const chat = store.chats.get(chatId);
  if (chat) chat.topics = topics;
  if (chatId === store.chatId && !hasTopic(chat, store.topic)) store.topic = 'all';
}

const hasTopic = (chat, topic) => typeof topic === 'string' || topicsOf(chat).some(({ id }) => id === topic);

const placeOf = (chatId, threadId) => `${chatId}:${threadId ?? 'general'}`;

export const unreadOfTopic = (chat, topic) => store.unread.get(placeOf(chat.id, topic)) ?? 0;

export function unreadOfChat(chatId) {
  let sum = 0;
  for (const [place, count] of store.unread) if (place.startsWith(`${chatId}:`)) sum += count;
  return sum;
}

/** What is on the screen now counts as read. */
export function markRead() {
  for (const place of [...store.unread.keys()]) {
    const isOpen = store.topic === 'all' || place === placeOf(store.chatId, store.topic);
    if (place.startsWith(`${store.chatId}:`) && isOpen) store.unread.delete(place);
  }
}

function isShown(chat, message) {
  if (chat.id !== store.chatId) return false;
  if (topicsOf(chat).length === 0 || store.topic === 'all') return true;
  return (message.threadId ?? 'general') === store.topic;
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
  return all.filter((message) => isShown(chat, message));
}

export function previewOf(message) {
  if (message.service) return serviceText(message);
  const text = message.text.replaceAll(/\s+/g, ' ').trim();
  const file = message.photo ? 'Photo' : message.document?.name;
  return [file, text].filter(Boolean).join(' · ');
}

/** What a service message tells, without who did it. */
export function serviceText({ service }) {
  switch (service.kind) {
    case 'topic-created':
      return `opened the topic “${service.name}”`;
    case 'topic-edited':
      return `renamed the topic to “${service.name}”`;
    case 'topic-closed':
      return 'closed the topic';
    case 'topic-reopened':
      return 'opened the topic again';
    case 'joined':
      return 'joined the group';
    case 'left':
      return 'left the group';
    default:
      return 'made the group a supergroup';
  }
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
