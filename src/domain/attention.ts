import type { Said } from './phrase.ts';

/** What a person is told when asked: a sentence or a clause for the card's head, and details that may be long. */
export type Asked = { sentence: Said; details: string };

const SEPARATOR = '\n\n';

/** Text whose first paragraph is the head. */
export function toAsked(text: string): Asked {
  const [sentence = '', ...details] = text.trim().split(SEPARATOR);
  return { sentence, details: details.join(SEPARATOR) };
}
