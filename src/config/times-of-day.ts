import { z } from 'zod';
import type { QuietHours } from '../domain/chat.ts';
import { isTimezone, parseHours, parseTimeOfDay } from '../domain/time-of-day.ts';

/** As minutes of the day. */
export const timeOfDay = z
  .string()
  .transform((text) => parseTimeOfDay(text) ?? -1)
  .pipe(z.number().min(0))
  .describe('a time of day such as 09:00, or off');

export const hoursOfDay = z
  .string()
  .transform((text) => parseHours(text) ?? null)
  .pipe(z.custom<QuietHours>((hours) => hours !== null))
  .describe('hours such as 22:00-08:00, or off');

export const timezoneName = z
  .string()
  .refine((name) => isTimezone(name))
  .describe('a name of the time zone database, such as Europe/Berlin');

/** Null for the word `off`. */
export function orOff<T extends z.ZodType>(schema: T) {
  const { description = '' } = schema;
  const named = description.endsWith('off') ? description : `${description}, or off`;
  return z.union([z.literal('off').transform(() => null), schema]).describe(named);
}
