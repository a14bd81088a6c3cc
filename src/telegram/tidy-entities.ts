import type { MessageEntity } from 'grammy/types';
import type { Formatted } from './formatted.ts';

type Span = { offset: number; length: number };

const styles = new Set<string>(['bold', 'italic', 'underline', 'strikethrough', 'spoiler']);

/**
 * The text without the space at its end, and entities as Telegram's rules want them: in range, none empty, no style
 * reaching into code, and of two that exclude each other the outer one.
 */
export function tidy({ text, entities }: Formatted): Formatted {
  const trimmed = text.trimEnd();
  const inRange = entities.flatMap((entity) => clip(entity, trimmed.length)).toSorted(byPlace);
  const kept: MessageEntity[] = [];
  for (const entity of inRange) {
    if (styles.has(entity.type) || !kept.some((other) => excludes(other, entity))) kept.push(entity);
  }
  const solid = kept.filter(({ type }) => type === 'code' || type === 'pre');
  return {
    text: trimmed,
    entities: kept
      .flatMap((entity) => (styles.has(entity.type) ? around(entity, solid) : [entity]))
      .toSorted(byPlace),
  };
}

function clip(entity: MessageEntity, end: number): MessageEntity[] {
  const length = Math.min(entity.offset + entity.length, end) - entity.offset;
  return length > 0 ? [{ ...entity, length }] : [];
}

function byPlace(a: Span, b: Span): number {
  return a.offset - b.offset || b.length - a.length;
}

/** A quotation may hold anything but another; links, code and times hold nothing but styles. */
function excludes(outer: MessageEntity, inner: MessageEntity): boolean {
  if (styles.has(outer.type) || !overlap(outer, inner)) return false;
  return outer.type !== 'blockquote' || inner.type === 'blockquote';
}

function overlap(a: Span, b: Span): boolean {
  return a.offset < b.offset + b.length && b.offset < a.offset + a.length;
}

function around(entity: MessageEntity, solid: readonly Span[]): MessageEntity[] {
  const pieces: MessageEntity[] = [];
  const end = entity.offset + entity.length;
  let from = entity.offset;
  for (const hole of solid) {
    if (!overlap({ offset: from, length: end - from }, hole)) continue;
    if (hole.offset > from) pieces.push({ ...entity, offset: from, length: hole.offset - from });
    from = hole.offset + hole.length;
  }
  if (end > from) pieces.push({ ...entity, offset: from, length: end - from });
  return pieces;
}
