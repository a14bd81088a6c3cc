import type { Message, User } from 'grammy/types';
import type { Translator } from '../locale/translator.ts';
import { oneLine } from '../telegram/formatted.ts';

const longestName = 64;

type Spoken = Pick<Message, 'text' | 'caption' | 'forward_origin' | 'from'>;

/** The words of a message, behind who wrote them where that is another than who sent it to us. */
export function wordsOf(message: Spoken | undefined, sender: number, { t }: Translator): string {
  const text = (message?.text ?? message?.caption ?? '').trim();
  if (message === undefined || text === '') return '';
  const author = authorOf(message, sender);
  return author === null ? text : t('new-wrote', { author, text });
}

/** The part of the message replied to that was marked, else all of it. */
export function repliedWords(
  { reply_to_message: replied, quote }: Message,
  sender: number,
  translator: Translator,
): string {
  if (replied === undefined) return '';
  const marked = quote?.text.trim() ?? '';
  return wordsOf(marked === '' ? replied : { ...replied, text: marked }, sender, translator);
}

/** Null for what the person wrote himself, and for our own messages. */
function authorOf({ forward_origin: origin, from }: Spoken, sender: number): string | null {
  switch (origin?.type) {
    case 'user':
      return toName(origin.sender_user);
    case 'hidden_user':
      return oneLine(origin.sender_user_name, longestName);
    case 'chat':
      return oneLine('title' in origin.sender_chat ? (origin.sender_chat.title ?? '') : '', longestName);
    case 'channel':
      return oneLine(origin.chat.title, longestName);
    case undefined:
      return from === undefined || from.is_bot || from.id === sender ? null : toName(from);
  }
}

function toName({ first_name: first, last_name: last = '' }: User): string {
  return oneLine(`${first} ${last}`, longestName);
}
