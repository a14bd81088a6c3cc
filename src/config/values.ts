import { z } from 'zod';

const unitsMs = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };
/** Beyond about 24 days a timer of Node fires at once. */
const longestMs = 7 * 24 * unitsMs.h;

export const text = z.string().trim().min(1).describe('text');

export const textOrList = z
  .union([text.transform((one) => [one]), z.array(text).min(1)])
  .describe('a text or a list of texts');

/** With a user nothing could be asked for there, and every error would show it. */
export const webAddress = z
  .url({ protocol: /^https?$/ })
  .regex(/^[^/]+\/\/[^/?#@]+(?:[/?#]|$)/)
  .describe('an address that starts with http:// or https://, without a user');

/** Paths are added to it. */
export const baseAddress = webAddress
  .regex(/^[^?#]+$/)
  .transform((url) => url.replace(/\/+$/, ''))
  .describe('an address that starts with http:// or https://, without a user or a query');

export const durationMs = z
  .string()
  .regex(/^\d+(ms|s|m|h)$/)
  .transform(toMs)
  .pipe(z.number().positive().max(longestMs))
  .describe('a duration such as 10s, 5m or 1h, at most 168h');

export const minutesMs = z
  .number()
  .positive()
  .max(longestMs / unitsMs.m)
  .transform((minutes) => Math.max(1, Math.round(minutes * unitsMs.m)))
  .describe('a number of minutes above 0, at most 10080');

/** What people type, and what folders are called by. */
export const shortName = z
  .string()
  .regex(/^[a-z0-9][a-z0-9_-]*$/i)
  .describe('letters, digits, dashes and underscores');

export const priceDollars = z
  .number()
  .nonnegative()
  .describe('US dollars per million tokens, a number from 0 up');
export const dollars = z.number().positive().describe('an amount of US dollars above 0');
export const yesOrNo = z.boolean().describe('true or false');
export const userId = z.int().positive().describe('the number of a Telegram user');

export function wholeNumber(min: number, max = Number.MAX_SAFE_INTEGER) {
  return z.int().min(min).max(max).describe(rangeText(min, max));
}

export function oneOf<const T extends readonly string[]>(words: T) {
  return z.enum(words).describe(listText(words));
}

/** The environment holds text only. */
export function wholeNumberText(min: number, max: number) {
  return z
    .string()
    .regex(/^\d+$/)
    .transform(Number)
    .pipe(z.int().min(min).max(max))
    .describe(rangeText(min, max));
}

export const yesOrNoText = z
  .stringbool({ truthy: ['true', '1', 'yes'], falsy: ['false', '0', 'no'] })
  .describe('true or false');

export const listOfTexts = z.string().transform((list) => splitList(list));

/** What is wrong with a value, as a clause; `hidden` keeps the value itself out of it. */
export function complaint(schema: z.ZodType, value: unknown, hidden = false): string {
  const expected = `expected ${schema.description ?? 'something else'}`;
  if (hidden) return `${expected}; the value is a secret and not shown`;
  const needsQuotes =
    (typeof value === 'number' || typeof value === 'boolean') && schema.safeParse(String(value)).success;
  return `${expected}, got ${shown(value)}${needsQuotes ? '; put it in quotes' : ''}`;
}

export function shown(value: unknown): string {
  if (value === null || value === undefined) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a mapping';
  const line = JSON.stringify(value);
  return line.length > 100 ? `${line.slice(0, 100)}…` : line;
}

export function listText(words: readonly string[], last = 'or'): string {
  return words.length < 2 ? words.join() : `${words.slice(0, -1).join(', ')} ${last} ${words.at(-1)}`;
}

export function splitList(list: string, separator = ','): string[] {
  return list
    .split(separator)
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

function toMs(duration: string): number {
  const unit = duration.replace(/^\d+/, '');
  return Number.parseInt(duration, 10) * unitsMs[unit as keyof typeof unitsMs];
}

function rangeText(min: number, max: number): string {
  return max === Number.MAX_SAFE_INTEGER
    ? `a whole number from ${min} up`
    : `a whole number from ${min} to ${max}`;
}
