import { drawAttached, startAttaching } from './attach.js';
import { byId, make, makeButton } from './dom.js';
import { currentChat, nameOf, previewOf, store, topicsOf } from './store.js';

const drafts = new Map();
let selected = 0;
let menuForced = false;
let draftPlace = '';

export function startComposer(act) {
  const input = byId('input');
  startAttaching(() => drawComposer(act));
  byId('start').addEventListener('click', () => act.send('/start'));
  byId('composer').addEventListener('submit', (event) => {
    event.preventDefault();
    submit(act);
  });
  input.addEventListener('input', () => {
    menuForced = false;
    selected = 0;
    drafts.set(draftPlace, input.value);
    drawComposer(act);
  });
  input.addEventListener('keydown', (event) => onKey(event, act));
  input.addEventListener('blur', () =>
    setTimeout(() => {
      if (document.activeElement === input || byId('commands').contains(document.activeElement)) return;
      menuForced = false;
      drawMenu(act);
    }, 150),
  );
  byId('show-commands').addEventListener('click', () => {
    menuForced = byId('commands').hidden;
    selected = 0;
    input.focus();
    drawMenu(act);
  });
  byId('reply-cancel').addEventListener('click', () => act.reply(undefined));
}

function onKey(event, act) {
  const open = !byId('commands').hidden;
  const matches = matchingCommands();
  if (open && matches.length > 0 && ['ArrowDown', 'ArrowUp'].includes(event.key)) {
    event.preventDefault();
    selected = (selected + (event.key === 'ArrowDown' ? 1 : -1) + matches.length) % matches.length;
    drawMenu(act);
  } else if (open && matches.length > 0 && event.key === 'Tab' && !event.shiftKey) {
    event.preventDefault();
    setInput(`/${matches[selected].command} `, act);
  } else if (event.key === 'Escape') {
    if (open) closeMenu(act);
    else if (store.replyTo) act.reply(undefined);
  } else if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    if (open && matches.length > 0) choose(matches[selected], act);
    else submit(act);
  }
}

function closeMenu(act) {
  menuForced = false;
  if (byId('input').value.startsWith('/')) setInput('', act);
  drawMenu(act);
}

/** As in Telegram, choosing a command sends it; Tab writes it out for those that take words. */
function choose(command, act) {
  setInput(`/${command.command}`, act);
  submit(act);
}

function setInput(text, act) {
  byId('input').value = text;
  drafts.set(draftPlace, text);
  drawComposer(act);
}

async function submit(act) {
  const text = byId('input').value.trim();
  if (text === '' && !store.attached) return;
  menuForced = false;
  setInput('', act);
  byId('input').focus();
  if (!(await act.send(text))) setInput(text, act);
}

export function drawComposer(act) {
  const input = byId('input');
  const chat = currentChat();
  const place = `${store.meId} ${store.chatId}`;
  if (place !== draftPlace) {
    draftPlace = place;
    input.value = drafts.get(place) ?? '';
  }
  const shut = whyShut(chat);
  const isNew = chat?.standing === 'new';
  byId('closed').textContent = shut;
  byId('closed').hidden = shut === '';
  byId('start').hidden = !isNew;
  byId('composer').hidden = shut !== '' || !chat || isNew;
  byId('send').disabled = input.value.trim() === '' && !store.attached;
  drawAttached();
  input.style.height = 'auto';
  input.style.height = `${Math.min(input.scrollHeight, 180)}px`;
  drawReply();
  drawMenu(act);
}

function whyShut(chat) {
  if (chat?.standing === 'blocked') return 'This user has blocked the bot';
  if (chat?.standing === 'kicked') return 'The bot was removed from this group';
  const topic = topicsOf(chat).find(({ id }) => id === store.topic);
  return topic?.closed && !chat.adminIds?.includes(store.meId) ? 'This topic is closed' : '';
}

function drawReply() {
  const target = currentChat()?.messages.get(store.replyTo);
  byId('reply-bar').hidden = !target;
  byId('input').placeholder = target ? 'Reply' : store.attached ? 'Caption' : 'Message';
  if (!target) return;
  byId('reply-name').textContent = nameOf(target);
  byId('reply-text').textContent = previewOf(target);
}

function matchingCommands() {
  const typed = /^\/([a-z0-9_]*)$/i.exec(byId('input').value);
  if (!typed) return menuForced && byId('input').value === '' ? store.commands : [];
  const matches = store.commands.filter(({ command }) => command.startsWith(typed[1].toLowerCase()));
  return matches.sort((a, b) => Number(b.command === typed[1]) - Number(a.command === typed[1]));
}

function drawMenu(act) {
  const menu = byId('commands');
  const matches = matchingCommands();
  const empty = menuForced && store.commands.length === 0;
  menu.hidden = matches.length === 0 && !empty;
  byId('show-commands').setAttribute('aria-expanded', String(!menu.hidden));
  if (empty) {
    menu.replaceChildren(make('p', '', 'The bot has no commands here'));
    return;
  }
  selected = Math.min(selected, Math.max(0, matches.length - 1));
  menu.replaceChildren(...matches.map((command, index) => renderCommand(command, index, act)));
  menu.children[selected]?.scrollIntoView({ block: 'nearest' });
}

function renderCommand(command, index, act) {
  const name = make('strong', '', `/${command.command}`);
  const option = makeButton(
    'command',
    '',
    () => choose(command, act),
    name,
    make('span', '', command.description),
  );
  option.tabIndex = -1;
  option.setAttribute('role', 'option');
  option.setAttribute('aria-selected', String(index === selected));
  // The field keeps the focus, so that a phone's keyboard stays where it is.
  option.addEventListener('pointerdown', (event) => event.preventDefault());
  return option;
}
