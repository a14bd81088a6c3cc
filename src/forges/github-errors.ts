import { z } from 'zod';
import { HttpError } from '../http-client/http-error.ts';

const SHOWN_CHARACTERS = 300;

/** The answer to a call that GitHub's limits do not allow yet. */
export function notAsked(what: string, heldMs: number): HttpError {
  const seconds = Math.ceil(heldMs / 1000);
  return new HttpError(
    `github was not asked for ${what}: its rate limit is used up for another ${seconds} s`,
    { status: null, retryable: true, retryAfterMs: heldMs },
  );
}

/** What fetch threw, without the error itself: that quotes headers it cannot send, the token among them. */
export function unreachable(
  what: string,
  error: unknown,
  { token, timeoutMs }: { token: string; timeoutMs: number },
): HttpError {
  const late = error instanceof Error && error.name === 'TimeoutError';
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : null;
  const words = late
    ? `no answer within ${timeoutMs / 1000} s`
    : withoutToken(cause?.message ?? String(error), token);
  // What fetch refuses to send has no cause, and would be refused again.
  const told = { status: null, retryable: late || cause !== null };
  return new HttpError(`github could not be asked for ${what}: ${words}`, told);
}

const mayPass: ReadonlySet<number> = new Set([408, 425, 429]);

/** A status that is not 2xx; `words` is what came as text, without the token. */
export function refused(
  what: string,
  { status, words }: { status: number; words: string },
  { limited, waitMs }: { limited: boolean; waitMs: number | null },
): HttpError {
  const body = parseJson(words) ?? words;
  const said = githubWords(body);
  return new HttpError(`github answered ${status} for ${what}${said === '' ? '' : `: ${said}`}`, {
    status,
    retryable: limited || mayPass.has(status) || status >= 500,
    retryAfterMs: waitMs,
    body,
  });
}

const graphqlErrors = z.object({
  errors: z.array(z.object({ message: z.string(), type: z.string().nullish() })).min(1),
});

/** The errors that GraphQL tells in a 200; null where it tells none. */
export function graphqlRefused(what: string, words: string, waitMs: number | null): HttpError | null {
  const parsed = graphqlErrors.safeParse(parseJson(words));
  if (!parsed.success) return null;
  const { errors } = parsed.data;
  return new HttpError(
    `github answered 200 for ${what}: ${errors.map(({ message }) => message).join('; ')}`,
    {
      status: 200,
      retryable: errors.some(
        ({ type, message }) => type === 'RATE_LIMITED' || message.startsWith('Something went wrong'),
      ),
      retryAfterMs: waitMs,
      body: parsed.data,
    },
  );
}

const refusal = z.object({
  message: z.string(),
  errors: z
    .array(
      z.union([
        z.string(),
        z.object({ message: z.string() }).transform(({ message }) => message),
        z.object({ field: z.string(), code: z.string() }).transform(({ field, code }) => `${field} ${code}`),
      ]),
    )
    .catch([])
    .default([]),
});

/** What GitHub said in a refusal's body, on one line. */
export function githubWords(body: unknown): string {
  const parsed = refusal.safeParse(body);
  const words = parsed.success
    ? [parsed.data.message, ...parsed.data.errors].join(': ')
    : typeof body === 'string'
      ? body
      : (JSON.stringify(body) ?? '');
  const line = words.replaceAll(/\s+/g, ' ').trim();
  return line.length > SHOWN_CHARACTERS ? `${line.slice(0, SHOWN_CHARACTERS)}…` : line;
}

/** Undefined for what is not JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

export function withoutToken(text: string, token: string): string {
  return token === '' ? text : text.replaceAll(token, '***');
}
