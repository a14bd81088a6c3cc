import type { MessageEntity } from 'grammy/types';
import { isDateTimeFormat } from './entity-schema.ts';
import { checkLink, toUserId } from './links.ts';
import type { EmulatorUser, Formatted } from './model.ts';
import { decodeReference, type Scan, scanAttributes, scanTagName, skipSpaces } from './scan-html.ts';

type Open = { name: string; attributes: Map<string, string>; offset: number };
type Draft = {
  text: string;
  entities: MessageEntity[];
  open: Open[];
  users: Map<number, EmulatorUser>;
  languages: Map<MessageEntity, string>;
};
type Span = { offset: number; length: number };

const plainTags = {
  b: 'bold',
  strong: 'bold',
  i: 'italic',
  em: 'italic',
  u: 'underline',
  ins: 'underline',
  s: 'strikethrough',
  strike: 'strikethrough',
  del: 'strikethrough',
  'tg-spoiler': 'spoiler',
  span: 'spoiler',
} as const satisfies Record<string, MessageEntity['type']>;

const otherTags = ['a', 'code', 'pre', 'blockquote', 'tg-time', 'tg-emoji'];

/** Telegram's HTML, whose faults are errors; offsets in them are bytes of the source, as Telegram counts. */
export function parseHtml(html: string, users: Map<number, EmulatorUser>): Formatted {
  const scan: Scan = { html, at: 0 };
  const draft: Draft = { text: '', entities: [], open: [], users, languages: new Map() };
  while (scan.at < html.length) {
    const char = html[scan.at];
    if (char === '&') draft.text += decodeReference(scan);
    else if (char !== '<') {
      draft.text += char;
      scan.at += 1;
    } else if (html[scan.at + 1] === '/') closeTag(scan, draft);
    else openTag(scan, draft);
  }
  const unclosed = draft.open.at(-1);
  if (unclosed) throw new Error(`Can't find end tag corresponding to start tag "${unclosed.name}"`);
  return { text: draft.text, entities: draft.entities };
}

function openTag(scan: Scan, draft: Draft): void {
  const begin = scan.at;
  const at = `at byte offset ${Buffer.byteLength(scan.html.slice(0, begin))}`;
  const name = scanTagName(scan, begin + 1);
  if (scan.at >= scan.html.length) throw new Error(`Unclosed start tag ${at}`);
  if (!Object.hasOwn(plainTags, name) && !otherTags.includes(name)) {
    throw new Error(`Unsupported start tag "${name}" ${at}`);
  }
  const attributes = scanAttributes(scan, name, at);
  if (name === 'span' && attributes.get('class') !== 'tg-spoiler') {
    throw new Error(`Tag "span" must have class "tg-spoiler" ${at}`);
  }
  draft.open.push({ name, attributes, offset: draft.text.length });
}

function closeTag(scan: Scan, draft: Draft): void {
  const begin = scan.at;
  const at = `at byte offset ${Buffer.byteLength(scan.html.slice(0, begin))}`;
  const tag = draft.open.pop();
  if (tag === undefined) throw new Error(`Unexpected end tag ${at}`);
  const name = scanTagName(scan, begin + 2);
  skipSpaces(scan);
  if (scan.html[scan.at] !== '>') throw new Error(`Unclosed end tag ${at}`);
  scan.at += 1;
  if (name !== '' && name !== tag.name) {
    throw new Error(`Unmatched end tag ${at}, expected "</${tag.name}>", found "</${name}>"`);
  }
  const span = { offset: tag.offset, length: draft.text.length - tag.offset };
  if (span.length > 0) addEntity(draft, tag, span, at);
}

function addEntity(draft: Draft, tag: Open, span: Span, at: string): void {
  switch (tag.name) {
    case 'a':
      return addLink(draft, tag, span);
    case 'code':
    case 'pre':
      return addCode(draft, tag, span);
    case 'blockquote': {
      const type = tag.attributes.has('expandable') ? 'expandable_blockquote' : 'blockquote';
      draft.entities.push({ type, ...span });
      return;
    }
    case 'tg-time': {
      const time = Number(tag.attributes.get('unix') || Number.NaN);
      const format = tag.attributes.get('format') ?? '';
      if (!Number.isInteger(time) || time < 0)
        throw new Error(`Invalid Unix time in the tag "tg-time" ${at}`);
      if (!isDateTimeFormat(format)) throw new Error(`Invalid format in the tag "tg-time" ${at}`);
      draft.entities.push({ type: 'date_time', ...span, unix_time: time, date_time_format: format });
      return;
    }
    case 'tg-emoji':
      draft.entities.push({
        type: 'custom_emoji',
        ...span,
        custom_emoji_id: tag.attributes.get('emoji-id') ?? '',
      });
      return;
    default:
      draft.entities.push({ type: plainTags[tag.name as keyof typeof plainTags], ...span });
  }
}

function addLink(draft: Draft, tag: Open, span: Span): void {
  const href = tag.attributes.get('href') || draft.text.slice(span.offset);
  const user = draft.users.get(toUserId(href) ?? 0);
  if (user) {
    const { id, firstName } = user;
    const mentioned = { id, is_bot: false, first_name: firstName };
    draft.entities.push({ type: 'text_mention', ...span, user: mentioned });
    return;
  }
  const link = checkLink(href);
  // Telegram drops a bad link in HTML in silence and keeps its words.
  if ('url' in link) draft.entities.push({ type: 'text_link', ...span, url: link.url });
}

/** `<pre><code class="language-x">` is one entity with a language, in either nesting. */
function addCode(draft: Draft, tag: Open, span: Span): void {
  const last = draft.entities.at(-1);
  const inner = last?.offset === span.offset && last.length === span.length ? last : undefined;
  if (tag.name === 'pre') {
    const language = inner?.type === 'code' ? draft.languages.get(inner) : undefined;
    if (language !== undefined) draft.entities.pop();
    draft.entities.push({ type: 'pre', ...span, ...(language !== undefined && { language }) });
    return;
  }
  const className = tag.attributes.get('class') ?? '';
  const language = className.startsWith('language-') ? className.slice('language-'.length) : '';
  if (inner?.type === 'pre' && language) {
    inner.language = language;
    return;
  }
  const entity: MessageEntity = { type: 'code', ...span };
  if (language) draft.languages.set(entity, language);
  draft.entities.push(entity);
}
