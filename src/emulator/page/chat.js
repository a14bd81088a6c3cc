import { drawHead, drawSidebar, drawStatus } from './chat-list.js';
import { drawComposer, startComposer } from './composer.js';
import { connect, fetchJson, uploadFile } from './connection.js';
import { byId } from './dom.js';
import {
  drawMessages,
  findMessage,
  growUpwards,
  markChanged,
  scrollToBottom,
  watchScrolling,
} from './message-list.js';
import { busyKey } from './message-view.js';
import { copyText, setDrawer, showAlert, showToast, startDrawer } from './overlays.js';
import {
  chooseFrom,
  currentChat,
  markRead,
  store,
  takeChange,
  takeTopics,
  takeView,
  topicsOf,
} from './store.js';
import { keepTimesRunning } from './time.js';

const typingMs = 5000;
const canHover = matchMedia('(hover: hover)');

const act = {
  copy: copyText,
  find: findMessage,
  reply(message) {
    store.replyTo = message?.id;
    drawComposer(act);
    if (message) byId('input').focus();
  },
  async send(text) {
    const { meId: userId, chatId, replyTo, topic } = store;
    const threadId = typeof topic === 'number' && topicsOf(currentChat()).length > 0 ? topic : undefined;
    const { attached } = store;
    const place = { userId, chatId, replyTo, threadId };
    const sent = await attempt(() =>
      attached
        ? uploadFile({ ...place, caption: text, photo: attached.asPhoto }, attached.file)
        : fetchJson('/send', { ...place, text }),
    );
    if (!sent) return false;
    if (store.attached === attached) store.attached = undefined;
    if (store.replyTo === replyTo) store.replyTo = undefined;
    drawComposer(act);
    scrollToBottom();
    return true;
  },
  async press(message, button) {
    const key = busyKey(message, button);
    if (store.busy.has(key)) return;
    store.busy.add(key);
    drawMessages(act);
    const { chatId, id: messageId } = message;
    const tap = { userId: store.meId, chatId, messageId, data: button.data };
    const answer = await attempt(() => fetchJson('/press', tap));
    store.busy.delete(key);
    drawMessages(act);
    if (answer && !answer.answered) showToast('The bot did not answer');
    else if (answer?.text) (answer.alert ? showAlert : showToast)(answer.text);
  },
  async remove({ chatId, id }) {
    await attempt(() => fetchJson('/delete', { userId: store.meId, chatId, messageId: id }));
  },
};

async function attempt(call) {
  try {
    return await call();
  } catch (error) {
    showToast(error instanceof TypeError ? 'The server cannot be reached' : error.message);
    return undefined;
  }
}

/** A visitor's choice of user, chat or topic. */
function choose({ meId = store.meId, chatId, topic = 'all' }) {
  const moved = meId !== store.meId || (chatId ?? store.chatId) !== store.chatId;
  store.topic = topic;
  chooseFrom(`#chat=${chatId ?? store.chatId}&as=${meId}`);
  markRead();
  history.replaceState(null, '', `#chat=${store.chatId}&as=${store.meId}`);
  if (moved) arrive();
  draw();
  if (chatId !== undefined) setDrawer(false);
}

/** Entering a chat: it is read now, and a question that waits for an answer opens the reply. */
function arrive() {
  store.replyTo = undefined;
  store.attached = undefined;
  markRead();
  const last = [...(currentChat()?.messages.values() ?? [])].at(-1);
  if (last) considerReply(last);
  void loadCommands();
}

function considerReply(message) {
  if (!message.forceReply || !message.fromBot || message.chatId !== store.chatId) return;
  // In a group selective, as Telegram has it: for who wrote the message it replies to, and for who is mentioned.
  const isGroup = message.chatId < 0;
  const asked = currentChat()?.messages.get(message.replyTo);
  const isMentioned = message.entities.some(
    ({ type, user }) => type === 'text_mention' && user?.id === store.meId,
  );
  if (isGroup && asked && asked.fromId !== store.meId && !isMentioned) return;
  store.replyTo = message.id;
  if (canHover.matches) byId('input').focus();
}

async function loadCommands() {
  const { chatId, meId } = store;
  const commands = await attempt(() => fetchJson(`/commands?chat=${chatId}&user=${meId}`));
  if (commands && chatId === store.chatId && meId === store.meId) store.commands = commands;
  drawComposer(act);
}

function draw() {
  drawSidebar(choose);
  drawHead(choose);
  drawMessages(act);
  drawComposer(act);
}

let waiting;
const edited = new Set();

/** Many changes in a moment are drawn once. */
function drawSoon() {
  waiting ??= setTimeout(() => {
    waiting = undefined;
    draw();
    for (const id of edited) markChanged(id);
    edited.clear();
  }, 20);
}

function onView(view) {
  const first = store.meId === 0;
  takeView(view);
  chooseFrom(first ? location.hash : `#chat=${store.chatId}&as=${store.meId}`);
  if (first) arrive();
  else void loadCommands();
  draw();
}

function onEvent(event) {
  if (event.kind === 'commands') void loadCommands();
  else if (event.kind === 'chats') void fetchJson('/view').then(onView);
  else if (event.kind === 'topics') {
    takeTopics(event);
    drawSoon();
  } else if (event.kind === 'action') {
    store.typingUntil.set(event.chatId, Date.now() + typingMs);
    setTimeout(drawStatus, typingMs + 50);
    drawStatus();
  } else {
    takeChange(event);
    if (event.kind === 'sent') considerReply(event.message);
    if (event.kind === 'edited' && event.chatId === store.chatId) edited.add(event.message.id);
    drawSoon();
  }
}

function start() {
  startComposer(act);
  startDrawer();
  watchScrolling();
  keepTimesRunning(growUpwards);
  byId('messages').addEventListener('click', ({ target }) => {
    const tapped = target.closest('.bubble')?.closest('.message');
    const free = tapped && !target.closest('a, button, .spoiler');
    for (const open of document.querySelectorAll('.message.tapped'))
      if (open !== tapped) open.classList.remove('tapped');
    if (free) tapped.classList.toggle('tapped');
  });
  addEventListener('hashchange', () => {
    chooseFrom(location.hash);
    arrive();
    draw();
  });
  document.addEventListener('visibilitychange', () => {
    if (document.hidden) return;
    markRead();
    draw();
  });
  connect({
    onView,
    onEvent,
    onOnline(online) {
      store.online = online;
      drawStatus();
    },
  });
}

start();
