import type { MessageEntity } from 'grammy/types';
import type { Message } from '../domain/message.ts';

export type Formatted = Message<MessageEntity>;
export type StyleType = MessageEntity.CommonMessageEntity['type'];

/** Telegram's limit of a text, in code points. */
export const longestMessage = 4096;

export const nothing: Formatted = { text: '', entities: [] };

export function plain(text: string): Formatted {
  return { text, entities: [] };
}

export function styled(type: StyleType, inner: Formatted): Formatted {
  return covered({ type, offset: 0, length: inner.text.length }, inner);
}

/** In letters of one width, which a tap copies. */
export function monospaced(text: string): Formatted {
  return covered({ type: 'pre', offset: 0, length: text.length }, plain(text));
}

/** The outer entity comes first, as Telegram orders them. */
export function covered(entity: MessageEntity, inner: Formatted): Formatted {
  if (inner.text === '') return inner;
  return { text: inner.text, entities: [entity, ...inner.entities] };
}

export function joined(parts: readonly Formatted[], separator = ''): Formatted {
  const texts: string[] = [];
  const entities: MessageEntity[] = [];
  let offset = 0;
  for (const part of parts) {
    if (texts.length > 0) offset += separator.length;
    for (const entity of part.entities) entities.push({ ...entity, offset: entity.offset + offset });
    texts.push(part.text);
    offset += part.text.length;
  }
  return { text: texts.join(separator), entities };
}

/** UTF-16 offsets; an entity that reaches over an end is shortened. */
export function sliced({ text, entities }: Formatted, start: number, end: number): Formatted {
  const clipped = entities.flatMap((entity) => {
    const from = Math.max(entity.offset, start);
    const to = Math.min(entity.offset + entity.length, end);
    return to > from ? [{ ...entity, offset: from - start, length: to - from }] : [];
  });
  return { text: text.slice(start, end), entities: clipped };
}

/**
 * What Telegram would do to the text by itself, done before lengths are counted: no carriage returns, tabs, control
 * characters, lone surrogates or invisible marks that turn the direction of what follows.
 */
export function cleaned(text: string): string {
  return text
    .toWellFormed()
    .replaceAll(/\r\n?/g, '\n')
    .replaceAll('\t', '  ')
    .replaceAll(/(?!\n)\p{Cc}/gu, ' ')
    .replaceAll(/[\u2028-\u202E\u2066-\u2069]/g, '');
}

/** One clean line of at most so many code points. */
export function oneLine(text: string, longest: number): string {
  return cut(cleaned(text).replaceAll(/\s+/g, ' ').trim(), longest);
}

export function cut(text: string, longest: number): string {
  if (countCodePoints(text) <= longest) return text;
  return `${beginningOf(text, longest - 1).trimEnd()}…`;
}

export function beginningOf(text: string, count: number): string {
  return text.slice(0, indexOfCodePoint(text, count));
}

export function countCodePoints(text: string): number {
  let count = 0;
  for (const _ of text) count += 1;
  return count;
}

/** The UTF-16 index behind the first `count` code points. */
export function indexOfCodePoint(text: string, count: number): number {
  let index = 0;
  let left = count;
  for (const char of text) {
    if (left === 0) break;
    left -= 1;
    index += char.length;
  }
  return index;
}

/** Telegram refuses the whole message for an address it does not take, such as one without a dot in its host. */
export function isLinkable(address: string): boolean {
  if (address.length > 2000 || !URL.canParse(address)) return false;
  const { protocol, hostname } = new URL(address);
  return (protocol === 'http:' || protocol === 'https:') && /\.|^\[/.test(hostname);
}
