import { make, makeAvatar, makeButton, makeIcon, tintOf } from './dom.js';
import { renderText } from './entities.js';
import { renderFile, renderPhoto } from './file-view.js';
import { nameOf, previewOf, serviceText, store, topicsOf } from './store.js';
import { formatClock, formatFull } from './time.js';

/** One message; `place` says where it stands in a run of messages by the same sender. */
export function renderMessage(message, chat, place, act) {
  const own = !message.fromBot && message.fromId === store.meId;
  const grouped = chat.type !== 'private';
  const item = make(
    'li',
    `message${own ? ' own' : ''}${place.first ? ' first' : ''}${place.last ? ' last' : ''}`,
  );
  item.dataset.id = String(message.id);
  if (message.buttons.length > 0) item.classList.add('has-keyboard');
  if (grouped && !own) item.append(renderAvatar(message, place));
  const bubble = renderBubble(message, chat, { named: grouped && !own && place.first }, act);
  const column = make('div', 'column', bubble);
  if (message.buttons.length > 0) column.append(renderKeyboard(message, act));
  item.append(column, renderActions(message, own, act));
  item.setAttribute('aria-label', `${own ? 'You' : nameOf(message)}, ${formatClock(message.date)}`);
  return item;
}

export function renderService(message) {
  const item = make('li', 'service', make('span', '', `${nameOf(message)} ${serviceText(message)}`));
  item.dataset.id = String(message.id);
  return item;
}

function renderAvatar(message, place) {
  const avatar = makeAvatar(message.fromId, nameOf(message), message.fromBot ? 'bot' : 'user');
  avatar.classList.toggle('absent', !place.last);
  return avatar;
}

function renderBubble(message, chat, { named }, act) {
  const bubble = make('div', 'bubble');
  const topic = topicsOf(chat).find(({ id }) => id === message.threadId);
  if (named || topic) {
    const tag = topic && store.topic === 'all' ? make('span', 'tag', topic.name) : undefined;
    const name = named ? nameOf(message) : '';
    if (name || tag) bubble.append(make('div', `sender ${tintOfSender(message)}`, name, tag));
  }
  if (message.replyTo !== undefined) bubble.append(renderReply(message, chat, act));
  if (message.forwardedFrom) {
    const author = make('strong', '', message.forwardedFrom.name);
    bubble.append(make('div', 'forward', 'Forwarded from ', author));
  }
  if (message.document) bubble.append(renderFile(message.document));
  if (message.photo) {
    bubble.classList.add('with-photo');
    if (!message.text) bubble.classList.add('only-photo');
    bubble.append(renderPhoto(message));
  }
  const text = make('div', 'text', ...renderText(message, store, act), renderMeta(message));
  bubble.append(text);
  return bubble;
}

function renderReply(message, chat, act) {
  const target = chat.messages.get(message.replyTo);
  if (!target) {
    const gone = make('div', 'reply', make('span', '', 'Deleted message'));
    return gone;
  }
  const name = make('strong', '', nameOf(target));
  const reply = makeButton('reply', '', () => act.find(target.id), name, make('span', '', previewOf(target)));
  reply.classList.add(tintOfSender(target));
  return reply;
}

function renderMeta(message) {
  const meta = make('span', 'meta');
  if (message.silent) {
    const icon = makeIcon('silent');
    icon.removeAttribute('aria-hidden');
    icon.setAttribute('role', 'img');
    icon.setAttribute('aria-label', 'sent silently');
    meta.append(icon);
  }
  if (message.editDate !== undefined) meta.append(make('span', '', 'edited'));
  meta.append(formatClock(message.editDate ?? message.date));
  meta.title = `${formatFull(message.date)}${message.editDate ? `, edited ${formatFull(message.editDate)}` : ''}`;
  return meta;
}

function renderKeyboard(message, act) {
  const rows = message.buttons.map((row, y) => {
    return make('div', 'keyboard-row', ...row.map((button, x) => renderKey(message, button, y, x, act)));
  });
  return make('div', 'keyboard', ...rows);
}

function renderKey(message, button, row, column, act) {
  const className = `key ${button.style ?? ''}`;
  if (button.url !== undefined) {
    const link = make('a', className, button.text, makeIcon('link'));
    if (/^(?:https?|tg):/i.test(button.url)) link.href = button.url;
    link.target = '_blank';
    link.rel = 'noopener noreferrer';
    return link;
  }
  const key = makeButton(className, '', undefined, button.text);
  key.dataset.place = `${row}:${column}`;
  if (button.copyText !== undefined) {
    key.append(makeIcon('copy'));
    key.addEventListener('click', () => act.copy(button.copyText));
    return key;
  }
  if (button.data === undefined) {
    key.disabled = true;
    return key;
  }
  const busy = store.busy.has(busyKey(message, button));
  key.setAttribute('aria-busy', String(busy));
  key.addEventListener('click', () => act.press(message, button));
  return key;
}

/** A press is remembered by what it sends, because an edit may move the button. */
export const busyKey = (message, button) => `${message.chatId}:${message.id}:${button.data}`;

function renderActions(message, own, act) {
  const reply = makeButton('icon-button', 'Reply', () => act.reply(message), makeIcon('reply'));
  const remove = own
    ? makeButton('icon-button', 'Delete', () => act.remove(message), makeIcon('delete'))
    : undefined;
  return make('div', 'actions', reply, remove);
}

/** The bot keeps the colour of its picture. */
function tintOfSender(message) {
  return message.fromBot ? 'tint-5' : tintOf(message.fromId);
}
