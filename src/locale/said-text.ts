import { isPhrase, type Said } from '../domain/phrase.ts';
import { inEnglish, isSayable } from './translator.ts';

/** How a column of text keeps a phrase: its English comes first, by which it is told from text as it is. */
type Stored = { english: string; phrase?: unknown; details?: unknown };

const MARK = '{"english":';

export function writeSaid(said: Said): string {
  if (typeof said !== 'string') return JSON.stringify({ english: inEnglish(said), phrase: said });
  return said.startsWith(MARK) ? JSON.stringify({ english: said }) : said;
}

/** The English of it where this version does not have the message any more. */
export function readSaid(text: string): Said {
  const stored = parseStored(text);
  return stored === undefined ? text : saidIn(stored);
}

export function saidIn({ english, phrase }: Stored): Said {
  return isPhrase(phrase) && isSayable(phrase) ? phrase : english;
}

export function parseStored(text: string): Stored | undefined {
  if (!text.startsWith(MARK)) return undefined;
  try {
    const parsed: unknown = JSON.parse(text);
    return isStored(parsed) ? parsed : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function isStored(value: unknown): value is Stored {
  return (
    typeof value === 'object' && value !== null && 'english' in value && typeof value.english === 'string'
  );
}

/** What a row of the log says; its English where this version does not have the message any more. */
export function saidOf({ why, phrase }: { why: string; phrase: string | null }): Said {
  if (phrase === null) return why;
  const parsed: unknown = JSON.parse(phrase);
  return isPhrase(parsed) && isSayable(parsed) ? parsed : why;
}
