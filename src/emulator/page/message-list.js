import { byId, make } from './dom.js';
import { renderMessage, renderService } from './message-view.js';
import { currentChat, shownMessages, store } from './store.js';
import { dayKey, formatDay } from './time.js';

const runSeconds = 600;
let drawn = new Map();
let drawnPlace = '';
let below = 0;
/** On the way to the bottom: what arrives meanwhile is followed too, until the reader takes over. */
let following = false;

byId('scroller').addEventListener('scrollend', () => {
  following = false;
});
for (const gesture of ['wheel', 'touchmove', 'keydown']) {
  byId('scroller').addEventListener(gesture, () => {
    following = false;
  });
}

/** Brings the log up to date, touching only what changed, and stays at the bottom if it was there. */
export function drawMessages(act) {
  const scroller = byId('scroller');
  const list = byId('messages');
  const chat = currentChat();
  const place = `${store.meId} ${store.chatId} ${store.topic}`;
  const moved = place !== drawnPlace;
  const stick = moved || following || isAtBottom(scroller);
  const before = moved ? new Map() : drawn;
  const known = new Set([...before.values()].map(({ id }) => id));
  const focus = rememberFocus();
  drawn = new Map();
  drawnPlace = place;
  const wanted = chat ? layOut(chat, before, known, moved, act) : [];
  for (const child of [...list.children]) if (!wanted.includes(child)) child.remove();
  wanted.forEach((element, index) => {
    if (list.children[index] !== element) list.insertBefore(element, list.children[index] ?? null);
  });
  list.classList.toggle('private', chat?.type === 'private');
  byId('empty').hidden = wanted.length > 0;
  byId('empty').textContent = chat ? 'No messages here yet' : 'No chats for this user';
  restoreFocus(focus);
  if (stick) scrollToBottom(moved || document.hidden);
  else if (!moved)
    below += wanted.filter((element) => element.classList.contains('fresh') && !element.seen).length;
  for (const element of wanted) element.seen = true;
  drawToBottom();
}

function layOut(chat, before, known, moved, act) {
  const messages = shownMessages(chat);
  const wanted = [];
  messages.forEach((message, index) => {
    const previous = messages[index - 1];
    const next = messages[index + 1];
    const sameDay = previous && dayKey(previous.date) === dayKey(message.date);
    if (!sameDay) wanted.push(reuse(before, `day ${dayKey(message.date)}`, 0, () => renderDay(message.date)));
    const place = { first: !sameDay || !sameRun(previous, message), last: !next || !sameRun(message, next) };
    const target =
      message.replyTo === undefined ? '' : JSON.stringify(chat.messages.get(message.replyTo) ?? '');
    const busy = [...store.busy].filter((key) => key.startsWith(`${message.chatId}:${message.id}:`));
    const key = JSON.stringify([message, place, target, busy, chat.topics ?? []]);
    wanted.push(
      reuse(before, key, message.id, () => {
        const element = message.service ? renderService(message) : renderMessage(message, chat, place, act);
        if (!moved && !known.has(message.id)) element.classList.add('fresh');
        return element;
      }),
    );
  });
  return wanted;
}

function reuse(before, key, id, build) {
  const element = before.get(key)?.element ?? build();
  drawn.set(key, { id, element });
  return element;
}

function renderDay(unix) {
  return make('li', 'day', make('span', '', formatDay(unix)));
}

function sameRun(a, b) {
  const sameSender = a.fromBot === b.fromBot && a.fromId === b.fromId;
  return (
    sameSender &&
    !a.service &&
    !b.service &&
    a.threadId === b.threadId &&
    b.date - a.date < runSeconds &&
    dayKey(a.date) === dayKey(b.date)
  );
}

/** An edit redraws its message: the button that had the focus is found again by its place. */
function rememberFocus() {
  const key = document.activeElement?.closest?.('.key[data-place]');
  const id = key?.closest('.message')?.dataset.id;
  return key && id
    ? { key, selector: `.message[data-id="${id}"] .key[data-place="${key.dataset.place}"]` }
    : undefined;
}

function restoreFocus(focus) {
  if (focus && !focus.key.isConnected) byId('messages').querySelector(focus.selector)?.focus();
}

function isAtBottom(scroller) {
  return scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < 60;
}

export function scrollToBottom(instant = false) {
  const scroller = byId('scroller');
  below = 0;
  following = !instant && !isAtBottom(scroller);
  scroller.scrollTo({ top: scroller.scrollHeight, behavior: instant ? 'instant' : 'smooth' });
  drawToBottom();
}

/** Text that changes by itself grows upwards for who reads the newest message. */
export function growUpwards(change) {
  const scroller = byId('scroller');
  const isFollowing = following;
  const wasAtBottom = isAtBottom(scroller);
  const height = scroller.scrollHeight;
  change();
  const growth = scroller.scrollHeight - height;
  if (growth <= 0) return;
  if (isFollowing) scrollToBottom();
  else if (wasAtBottom) scroller.scrollBy({ top: growth, behavior: 'instant' });
}

/** Flashes an edit for those who look elsewhere on the page. */
export function markChanged(messageId) {
  mark(messageId, 'changed');
}

export function findMessage(messageId) {
  const element = mark(messageId, 'found');
  element?.scrollIntoView({ block: 'center', behavior: 'smooth' });
}

function mark(messageId, className) {
  const element = byId('messages').querySelector(`.message[data-id="${messageId}"]`);
  element?.classList.add(className);
  element?.addEventListener('animationend', () => element.classList.remove(className), { once: true });
  return element;
}

export function watchScrolling() {
  const scroller = byId('scroller');
  let wasAtBottom = true;
  scroller.addEventListener('scroll', () => {
    wasAtBottom = isAtBottom(scroller);
    if (wasAtBottom) below = 0;
    drawToBottom();
  });
  // A keyboard that opens, a composer that grows and a quote that unfolds must not hide the newest message.
  const keep = new ResizeObserver(() => {
    if (wasAtBottom) scroller.scrollTo({ top: scroller.scrollHeight, behavior: 'instant' });
    drawToBottom();
  });
  keep.observe(scroller);
  byId('to-bottom').addEventListener('click', () => scrollToBottom());
}

function drawToBottom() {
  const scroller = byId('scroller');
  byId('to-bottom').hidden = isAtBottom(scroller);
  byId('to-bottom-count').hidden = below === 0;
  byId('to-bottom-count').textContent = String(below);
}
