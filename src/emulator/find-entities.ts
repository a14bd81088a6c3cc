import type { MessageEntity } from 'grammy/types';
import { byPlace } from './entities.ts';

type FoundType = 'bot_command' | 'mention' | 'url';

const patterns: [FoundType, RegExp][] = [
  ['url', /\bhttps?:\/\/[^\s<>"'`]*[^\s<>"'`.,;:!?)\]}]/g],
  ['bot_command', /(?<![\p{L}\p{N}_/<>@])\/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?(?![\p{L}\p{N}_/])/gu],
  ['mention', /(?<![\p{L}\p{N}_/@])@[A-Za-z][A-Za-z0-9_]{3,31}(?![\p{L}\p{N}_@])/gu],
];

const closed = new Set<MessageEntity['type']>([
  'code',
  'pre',
  'text_link',
  'text_mention',
  'url',
  'date_time',
]);

/** Adds what Telegram finds by itself in any text: commands, mentions and addresses, but not inside code or links. */
export function findEntities(text: string, given: MessageEntity[]): MessageEntity[] {
  const entities = [...given];
  for (const [type, pattern] of patterns) {
    for (const match of text.matchAll(pattern)) {
      const found = { type, offset: match.index, length: match[0].length };
      if (
        !entities.some((other) => (closed.has(other.type) || other.type === type) && overlap(other, found))
      ) {
        entities.push(found);
      }
    }
  }
  return entities.toSorted(byPlace);
}

function overlap(a: { offset: number; length: number }, b: { offset: number; length: number }): boolean {
  return a.offset < b.offset + b.length && b.offset < a.offset + a.length;
}
