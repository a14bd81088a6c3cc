import { type Asked, toAsked } from '../domain/attention.ts';
import { parseStored, saidIn } from './said-text.ts';
import { inEnglish } from './translator.ts';

/** The column `attention_text`: one text where the head is text, which earlier versions wrote too. */
export function writeAsked({ sentence, details }: Asked): string {
  if (typeof sentence === 'string') {
    const text = joined(sentence, details);
    if (parseStored(text) === undefined) return text;
  }
  const phrase = typeof sentence === 'string' ? undefined : sentence;
  return JSON.stringify({ english: inEnglish(sentence), phrase, details });
}

export function readAsked(text: string): Asked {
  const stored = parseStored(text);
  if (stored === undefined) return toAsked(text);
  return { sentence: saidIn(stored), details: typeof stored.details === 'string' ? stored.details : '' };
}

/** The whole of it for those who read English only: agents. */
export function askedInEnglish(text: string): string {
  const { sentence, details } = readAsked(text);
  return joined(inEnglish(sentence), details);
}

function joined(sentence: string, details: string): string {
  return [sentence, details].filter((part) => part !== '').join('\n\n');
}
