import { isPhrase, type Phrase } from '../domain/phrase.ts';
import { inEnglish } from './translator.ts';

/** Plain data in which every phrase is text. */
export type English<T> = T extends Phrase
  ? string
  : T extends Date
    ? T
    : T extends readonly (infer Row)[]
      ? English<Row>[]
      : T extends object
        ? { [K in keyof T]: English<T[K]> }
        : T;

/** What programs read: the same plain data, and all that it says in English. */
export function toEnglish<T>(value: T): English<T> {
  return convert(value) as English<T>;
}

function convert(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  if (Array.isArray(value)) return value.map(convert);
  if (isPhrase(value)) return inEnglish(value);
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, convert(part)]));
}
