import { make, makeButton, makeIcon } from './dom.js';
import { formatFull, formatParts, formatRelative } from './time.js';

const tags = { bold: 'strong', italic: 'em', underline: 'u', strikethrough: 's', code: 'code' };

/** Draws a text with its entities; `ui` remembers what a reader opened, `act` does what a tap asks for. */
export function renderText(message, ui, act) {
  const entities = message.entities.map((entity) => ({ ...entity, end: entity.offset + entity.length }));
  const context = { text: message.text, key: `${message.chatId}:${message.id}`, ui, act };
  return renderRange(context, 0, message.text.length, entities);
}

/** Entities that cross are cut at the end of the outer one and go on behind it. */
function renderRange(context, from, to, entities) {
  const nodes = [];
  const queue = [...entities].sort((a, b) => a.offset - b.offset || b.end - a.end);
  let at = from;
  while (queue.length > 0) {
    const entity = queue.shift();
    if (entity.offset > at) nodes.push(context.text.slice(at, entity.offset));
    const inner = [];
    const rest = [];
    for (const other of queue) {
      if (other.offset >= entity.end) rest.push(other);
      else {
        inner.push({ ...other, end: Math.min(other.end, entity.end) });
        if (other.end > entity.end) rest.push({ ...other, offset: entity.end });
      }
    }
    const children = renderRange(context, entity.offset, entity.end, inner);
    nodes.push(renderEntity(context, entity, children));
    queue.splice(0, queue.length, ...rest.sort((a, b) => a.offset - b.offset || b.end - a.end));
    at = entity.end;
    // A block ends its line itself; the line break behind it would show as an empty line.
    if (isBlock(entity) && context.text[at] === '\n' && at < to) at += 1;
  }
  if (at < to) nodes.push(context.text.slice(at, to));
  return nodes;
}

const isBlock = ({ type }) => ['pre', 'blockquote', 'expandable_blockquote'].includes(type);

function renderEntity(context, entity, children) {
  const inner = context.text.slice(entity.offset, entity.end);
  switch (entity.type) {
    case 'text_link':
      return renderLink(entity.url, children);
    case 'url':
      return renderLink(inner, children);
    case 'mention':
    case 'text_mention':
      return make('span', 'tappable', ...children);
    case 'bot_command':
      return makeButton('tappable', `Send ${inner}`, () => context.act.send(inner), ...children);
    case 'pre':
      return renderCodeBlock(context, entity, inner, children);
    case 'blockquote':
      return make('blockquote', '', ...children);
    case 'expandable_blockquote':
      return renderFoldable(context, entity, children);
    case 'spoiler':
      return renderSpoiler(context, entity, children);
    case 'date_time':
      return renderTime(entity, children);
    default:
      return make(tags[entity.type] ?? 'span', '', ...children);
  }
}

function renderLink(address, children) {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (!url || !['http:', 'https:', 'tg:'].includes(url.protocol)) return make('span', '', ...children);
  const link = make('a', '', ...children);
  link.href = url.href;
  link.target = '_blank';
  link.rel = 'noopener noreferrer';
  return link;
}

function renderCodeBlock({ act }, entity, inner, children) {
  const copy = makeButton('icon-button', 'Copy the code', () => act.copy(inner), makeIcon('copy'));
  const head = make('span', 'code-head', make('span', '', entity.language ?? 'code'), copy);
  return make('span', 'code-block', head, make('pre', '', ...children));
}

function renderFoldable({ key, ui }, entity, children) {
  const id = `${key}:${entity.offset}`;
  const body = make('div', 'quote-body', ...children);
  const label = make('span', '');
  const fold = makeButton('fold', undefined, undefined, label, makeIcon('down'));
  const show = () => {
    const open = ui.opened.has(id);
    body.classList.toggle('folded', !open);
    fold.setAttribute('aria-expanded', String(open));
    label.textContent = open ? 'Show less' : 'Show more';
  };
  fold.addEventListener('click', () => {
    if (!ui.opened.delete(id)) ui.opened.add(id);
    show();
  });
  show();
  const quote = make('blockquote', 'foldable', body, fold);
  // What fits in three lines needs no button; that is known once it is laid out.
  requestAnimationFrame(() => {
    fold.hidden = !ui.opened.has(id) && body.scrollHeight <= body.clientHeight + 1;
  });
  return quote;
}

function renderSpoiler({ key, ui }, entity, children) {
  const id = `${key}:${entity.offset}`;
  const spoiler = make('span', 'spoiler', ...children);
  if (ui.opened.has(id)) return spoiler;
  spoiler.classList.add('hidden-text');
  spoiler.tabIndex = 0;
  spoiler.setAttribute('role', 'button');
  spoiler.setAttribute('aria-label', 'Hidden text, press to show');
  const reveal = () => {
    ui.opened.add(id);
    spoiler.classList.remove('hidden-text');
    for (const name of ['role', 'aria-label', 'tabindex']) spoiler.removeAttribute(name);
  };
  spoiler.addEventListener('click', reveal, { once: true });
  spoiler.addEventListener('keydown', (event) => {
    if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault();
      reveal();
    }
  });
  return spoiler;
}

function renderTime(entity, children) {
  const time = make('time', '', ...children);
  const format = entity.date_time_format ?? '';
  time.dateTime = new Date(entity.unix_time * 1000).toISOString();
  time.title = formatFull(entity.unix_time);
  time.setAttribute('aria-live', 'off');
  if (format === 'r') {
    time.dataset.relative = String(entity.unix_time);
    time.textContent = formatRelative(entity.unix_time);
  } else if (format) time.textContent = formatParts(entity.unix_time, format);
  return time;
}
