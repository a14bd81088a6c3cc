import { cutText } from '../payload.ts';
import type { Post } from './forge.ts';

/** Only a last line of its own marks a post: who quotes one has written something of their own below it, or has `> ` before it. */
const marked = /(?:^|\n)<!-- signalbox:(\S+) -->\s*$/;

/** GitHub refuses a comment of more than 65,536, the mark included. */
const TEXT_CHARACTERS = 65_000;

/** The text with a hidden line at its end, by which a repeat finds it. */
export function toPostText({ key, text }: Post): string {
  return `${cutText(text, TEXT_CHARACTERS).trimEnd()}\n\n<!-- signalbox:${toMark(key)} -->`;
}

/** Whether a comment is a post of Signalbox, for whatever key. */
export function isPost(comment: string): boolean {
  return marked.test(comment);
}

export function isPostFor(key: string, comment: string): boolean {
  return marked.exec(comment)?.[1] === toMark(key);
}

/** Nothing in a key may end the comment of HTML that it stands in. */
function toMark(key: string): string {
  return encodeURIComponent(key).replaceAll('--', '-%2D');
}
