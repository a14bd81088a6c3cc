import type { MessageEntity } from 'grammy/types';
import { expect } from 'vitest';

type Texts = { text: string; entities: MessageEntity[] };

const styles = new Set(['bold', 'italic', 'underline', 'strikethrough', 'spoiler']);

/** What Telegram's documentation asks of a text with entities; says what is wrong, undefined when nothing is. */
function findFault({ text, entities }: Texts): string | undefined {
  if (text.trim() === '') return 'empty text';
  if (Array.from(text).length > 4096) return `${Array.from(text).length} code points`;
  if (!text.isWellFormed()) return 'a lone surrogate';
  for (const entity of entities) {
    const { offset, length, type } = entity;
    if (length < 1 || offset < 0 || offset + length > text.length)
      return `${type} at ${offset}+${length} out of range`;
    if (!text.slice(offset, offset + length).isWellFormed())
      return `${type} at ${offset}+${length} splits a surrogate`;
    for (const other of entities)
      if (other !== entity && clash(entity, other)) return `${type} in or across ${other.type}`;
  }
  return undefined;
}

function clash(a: MessageEntity, b: MessageEntity): boolean {
  const [aEnd, bEnd] = [a.offset + a.length, b.offset + b.length];
  if (aEnd <= b.offset || bEnd <= a.offset) return false;
  const nested = (a.offset <= b.offset && bEnd <= aEnd) || (b.offset <= a.offset && aEnd <= bEnd);
  if (!nested) return true;
  const solid = [a, b].some(({ type }) => type === 'code' || type === 'pre');
  const quotes = [a, b].filter(({ type }) => type === 'blockquote').length;
  if (quotes === 2) return true;
  if (quotes === 1) return false;
  return solid || !(styles.has(a.type) || styles.has(b.type));
}

/** `[type, covered text]`, for reading in tests. */
export function covered({ text, entities }: Texts): [string, string][] {
  return entities.map(({ type, offset, length }) => [type, text.slice(offset, offset + length)]);
}

export function expectValid(message: Texts): void {
  expect(findFault(message)).toBeUndefined();
}
