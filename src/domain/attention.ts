import type { AttentionCode } from './facts.ts';
import type { Said } from './phrase.ts';

/**
 * A person is asked because work failed, and nobody says that it will ever end. Questions and budgets belong to its
 * course, and who stopped it knows: those who wait for it are not asked then.
 */
export const failureCodes = [
  'failed',
  'rework-limit',
  'refused',
  'deploy-failed',
  'misconfigured',
] as const satisfies readonly AttentionCode[];

/** What a person is told when asked: a sentence or a clause for the card's head, and details that may be long. */
export type Asked = { sentence: Said; details: string };

const SEPARATOR = '\n\n';

/** Text whose first paragraph is the head. */
export function toAsked(text: string): Asked {
  const [sentence = '', ...details] = text.trim().split(SEPARATOR);
  return { sentence, details: details.join(SEPARATOR) };
}
