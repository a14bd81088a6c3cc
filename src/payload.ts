import { z } from 'zod';

const SHOWN_CHARACTERS = 500;
const SHOWN_FAULTS = 8;
const WORD_CHARACTERS = 100;
const NAME_CHARACTERS = 300;
const KEPT_CHARACTERS = 20_000;

/** A delivery of another shape. Its message says all, and it has no stack: the fault is not in this program. */
export class PayloadError extends Error {
  override readonly name = 'PayloadError';
  readonly retryable = false;

  constructor(message: string) {
    super(cut(message, SHOWN_CHARACTERS));
    delete this.stack;
  }
}

/** Throws a PayloadError that names what was expected. `at` is where in the delivery the value stands. */
export function parse<T>(schema: z.ZodType<T>, value: unknown, sender: string, at?: string): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new PayloadError(`no delivery that ${sender} makes: ${toFaults(parsed.error, at)}`);
}

/** Throws a PayloadError that names what was `expected` of the body of a request, and what was wrong with it. */
export function parseBody<T>(schema: z.ZodType<T>, body: unknown, expected: string): T {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  throw new PayloadError(`expected ${expected}: ${toFaults(parsed.error)}`);
}

/** A service answered with something else than its documentation says: a page of a proxy, or a version that differs. */
class AnswerError extends Error {
  override readonly name = 'AnswerError';
  readonly retryable = false;
}

/** `what` is the request, such as `GET /users/me/`; an answer of another shape is an error that names both. */
export function parseAnswer<T>(schema: z.ZodType<T>, body: unknown, service: string, what: string): T {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  throw new AnswerError(
    cut(`${service} answered ${what} with another shape: ${toFaults(parsed.error)}`, SHOWN_CHARACTERS),
  );
}

function toFaults({ issues }: z.ZodError, at?: string): string {
  const faults = issues.slice(0, SHOWN_FAULTS).map(({ path, message }) => {
    const place = [...(at === undefined ? [] : [at]), ...path].join('.');
    return place === '' ? message : `${place}: ${message}`;
  });
  const more = issues.length > SHOWN_FAULTS ? `; and ${issues.length - SHOWN_FAULTS} more` : '';
  return `${faults.join('; ')}${more}`;
}

/** A word that is shown in a reason, such as an action; whatever comes, it stays short. */
export const wordSchema = z.string().transform((word) => cut(word, WORD_CHARACTERS));

/** An id, a login or the name of a branch. */
export const nameSchema = z.string().min(1).max(NAME_CHARACTERS);

/** What people wrote. */
export const textSchema = z.string().transform((text) => cutText(text));

export const timeSchema = z.iso.datetime({ offset: true }).transform((time) => new Date(time));

/** As much of a text as is kept, or as another service takes, and `…`; well formed, because half a character cannot be stored. */
export function cutText(text: string, characters: number = KEPT_CHARACTERS): string {
  return cut(text, characters);
}

function cut(text: string, characters: number): string {
  if (text.length <= characters) return text.toWellFormed();
  return `${text.slice(0, characters).replace(/[\uD800-\uDBFF]$/, '')}…`.toWellFormed();
}
