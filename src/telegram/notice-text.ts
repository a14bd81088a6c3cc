import type { InlineKeyboardMarkup } from 'grammy/types';
import { cleaned, cut, type Formatted, longestMessage, plain } from './formatted.ts';
import { tidy } from './tidy-entities.ts';

/** Asks for words: the app opens a reply, and what it answers is kept as `about`. */
export type Prompt = { placeholder: string; about: string };

/**
 * What a notice brings along, with its text as the caption (1024 characters): the output of a run or a text as a file, a
 * picture to look at. `key` says which picture; run and picture are read or made when it is sent, so that one that waits takes no room.
 */
export type NoticeFile =
  | { name: string; kind: 'run'; run: number }
  | { name: string; kind: 'text'; text: string }
  | { name: string; kind: 'picture'; key: string };

/** What the `message` of a notice holds as JSON. */
export type NoticeMessage = Formatted & {
  keyboard?: InlineKeyboardMarkup;
  /** The message of the same chat that it answers. */
  replyTo?: number;
  prompt?: Prompt;
  file?: NoticeFile;
};

/** Plain words as a notice; too long ones are cut. */
export function noticeText(text: string, keyboard?: InlineKeyboardMarkup): NoticeMessage {
  const message = tidy(plain(cut(cleaned(text).trim(), longestMessage)));
  return keyboard === undefined ? message : { ...message, keyboard };
}

/** Throws for what no notice of ours looks like. */
export function parseNotice(json: string): NoticeMessage {
  const value: unknown = JSON.parse(json);
  if (typeof value !== 'object' || value === null) throw new Error('a notice is no object');
  const { text, entities } = value as Partial<NoticeMessage>;
  if (typeof text !== 'string' || !Array.isArray(entities))
    throw new Error('a notice has no text or no entities');
  return value as NoticeMessage;
}
