import { byId, make, makeAvatar, makeButton, makeIcon } from './dom.js';
import {
  chatsOf,
  currentChat,
  nameOf,
  previewOf,
  store,
  titleOf,
  topicsOf,
  unreadOfChat,
  unreadOfTopic,
  userName,
} from './store.js';
import { dayKey, formatClock, formatDay } from './time.js';

export function drawSidebar(choose) {
  document.title = titleWithUnread();
  byId('page-title').textContent = store.title;
  const focused = document.activeElement?.dataset?.chatId;
  byId('chat-list').replaceChildren(
    ...chatsOf(store.meId).map((chat) => make('li', '', renderChat(chat, choose))),
  );
  if (focused) byId('chat-list').querySelector(`[data-chat-id="${focused}"]`)?.focus();
  drawPeople(choose);
  byId('drawer-dot').hidden = unreadOf(store.meId) === 0;
}

const unreadOf = (userId) => chatsOf(userId).reduce((sum, { id }) => sum + unreadOfChat(id), 0);

function titleWithUnread() {
  const unread = unreadOf(store.meId);
  return unread > 0 ? `(${unread}) ${store.title}` : store.title;
}

function renderChat(chat, choose) {
  const last = [...chat.messages.values()].at(-1);
  const title = make('span', 'chat-item-title', titleOf(chat));
  const time = make('span', 'chat-item-time', last ? shortDate(last.date) : '');
  const preview = make('span', 'chat-item-last', last ? previewLine(chat, last) : emptyLine(chat));
  const unread = unreadOfChat(chat.id);
  const badge = unread > 0 ? make('span', 'badge', String(unread)) : undefined;
  badge?.setAttribute('aria-label', `${unread} unread`);
  const text = make(
    'span',
    'chat-item-text',
    make('span', 'chat-item-line', title, time),
    make('span', 'chat-item-line', preview, badge),
  );
  const button = makeButton('chat-item', '', () => choose({ chatId: chat.id }), chatAvatar(chat), text);
  button.dataset.chatId = String(chat.id);
  button.setAttribute('aria-current', String(chat.id === store.chatId));
  return button;
}

const emptyLine = ({ standing }) => (standing === 'new' ? 'Not started yet' : 'No messages yet');

function previewLine(chat, message) {
  if (message.service) return `${nameOf(message)} ${previewOf(message)}`;
  if (!message.fromBot && message.fromId === store.meId) return `You: ${previewOf(message)}`;
  return chat.type === 'private' ? previewOf(message) : `${nameOf(message)}: ${previewOf(message)}`;
}

function shortDate(unix) {
  const today = dayKey(unix) === dayKey(Date.now() / 1000);
  return today || formatDay(unix) === 'Today' ? formatClock(unix) : formatDay(unix);
}

function chatAvatar(chat) {
  if (chat.type === 'private') return makeAvatar(store.bot.id, store.bot.firstName, 'bot');
  return makeAvatar(chat.id, chat.title, 'group');
}

let drawnPeople = '';

/** Drawn anew only when it differs, so that arrow keys keep walking the group. */
function drawPeople(choose) {
  const key = JSON.stringify(store.users);
  if (key !== drawnPeople) {
    drawnPeople = key;
    byId('people').replaceChildren(...store.users.map((user) => renderPerson(user, choose)));
  }
  for (const input of byId('people').querySelectorAll('input'))
    input.checked = Number(input.value) === store.meId;
}

function renderPerson(user, choose) {
  const input = make('input');
  input.type = 'radio';
  input.name = 'person';
  input.value = String(user.id);
  input.addEventListener('change', () => choose({ meId: user.id }));
  return make(
    'label',
    'person',
    input,
    makeAvatar(user.id, user.firstName, 'user'),
    make('span', '', user.firstName),
  );
}

export function drawHead(choose) {
  const chat = currentChat();
  byId('chat-title').textContent = chat ? titleOf(chat) : '';
  const avatar = byId('chat-avatar');
  const fresh = chat ? chatAvatar(chat) : make('div', 'avatar');
  fresh.id = 'chat-avatar';
  if (fresh.outerHTML !== avatar.outerHTML) avatar.replaceWith(fresh);
  drawStatus();
  drawTopics(chat, choose);
}

export function drawStatus() {
  const chat = currentChat();
  const typing = (store.typingUntil.get(store.chatId) ?? 0) > Date.now();
  const status = byId('chat-status');
  status.classList.toggle('lively', typing);
  if (!store.online) status.textContent = 'connecting…';
  else if (typing) status.textContent = `${store.bot.firstName} is typing…`;
  else status.textContent = chat ? describe(chat) : '';
}

function describe(chat) {
  if (chat.type === 'private') return `bot · you are ${userName(store.meId)}`;
  const names = chat.memberIds.map((id) => (id === store.meId ? 'you' : userName(id)));
  return `${chat.memberIds.length + 1} members · ${[store.bot.firstName, ...names].join(', ')}`;
}

function drawTopics(chat, choose) {
  const topics = topicsOf(chat);
  byId('topics').hidden = topics.length === 0;
  const all = [{ id: 'all', name: 'All' }, { id: 'general', name: 'General' }, ...topics];
  const key = JSON.stringify([
    store.chatId,
    store.topic,
    all,
    all.map(({ id }) => unreadOfTopic(chat ?? {}, id)),
  ]);
  if (key === drawnTopics) return;
  drawnTopics = key;
  const focused = document.activeElement?.dataset?.topic;
  const buttons = all.map((topic) => renderTopic(chat, topic, choose));
  byId('topics').replaceChildren(...buttons);
  const kept = buttons.find(({ dataset }) => dataset.topic === focused);
  kept?.focus();
  buttons
    .find(({ dataset }) => dataset.topic === String(store.topic))
    ?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
}

let drawnTopics = '';

function renderTopic(chat, { id, name, closed }, choose) {
  const label = make('span', 'topic-name', name);
  const lock = closed ? makeIcon('lock') : undefined;
  const unread = chat && unreadOfTopic(chat, id) > 0 ? make('span', 'dot') : undefined;
  const button = makeButton('topic', '', () => choose({ topic: id }), lock, label, unread);
  button.dataset.topic = String(id);
  button.setAttribute('aria-pressed', String(store.topic === id));
  if (closed) button.title = 'Closed';
  if (unread) unread.title = 'Unread';
  return button;
}
