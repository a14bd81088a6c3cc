import { nearestWord } from '../domain/nearest-word.ts';

/** ` (did you mean …?)`, or nothing when no known word is near. */
export function didYouMean(word: string, known: readonly string[]): string {
  const best = nearestWord(word, known);
  return best === undefined ? '' : ` (did you mean ${best}?)`;
}
