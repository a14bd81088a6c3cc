const MINUTE_MS = 60_000;
/** GitHub counts by the hour, and a mistaken header must not silence it for ever. */
const LONGEST_PAUSE_MS = 60 * MINUTE_MS;

export type GithubLimits = ReturnType<typeof createGithubLimits>;

/** An answer as far as it tells of limits; `words` is its body as text. */
type Told = { status: number; headers: Headers; words: string };

/**
 * The time before which GitHub asked not to be called. Its best practices: Retry-After first, else the reset of a used
 * up limit, else a minute; who goes on asking may be banned.
 */
export function createGithubLimits(nowMs: () => number) {
  let notBeforeMs = 0;
  return {
    /** Milliseconds until the next call is allowed; 0 for now. */
    heldMs: (): number => Math.max(0, notBeforeMs - nowMs()),
    /** Takes note of an answer and returns the milliseconds it asks us to wait; null where it asks for none. */
    note(told: Told): number | null {
      const askedMs = toWaitMs(told, nowMs());
      if (askedMs === null) return null;
      const waitMs = Math.min(askedMs, LONGEST_PAUSE_MS);
      notBeforeMs = Math.max(notBeforeMs, nowMs() + waitMs);
      return waitMs;
    },
  };
}

/** Whether the answer is a refusal for its rate: 429, and those 403 that are not about rights. */
export function isLimited({ status, headers, words }: Told): boolean {
  if (status !== 403) return status === 429;
  const counted = headers.get('x-ratelimit-remaining') === '0' || headers.has('retry-after');
  return counted || /rate limit|abuse detection/i.test(words);
}

function toWaitMs(told: Told, nowMs: number): number | null {
  const { status, headers } = told;
  const afterMs = status < 400 ? null : readRetryAfter(headers, nowMs);
  if (afterMs !== null && afterMs > 0) return afterMs;
  const resetMs = readReset(headers, nowMs);
  if (resetMs !== null && resetMs > 0) return resetMs;
  return isLimited(told) ? MINUTE_MS : null;
}

function readRetryAfter(headers: Headers, nowMs: number): number | null {
  const after = headers.get('retry-after');
  if (after === null) return null;
  const seconds = Number(after);
  const ms = Number.isNaN(seconds) ? Date.parse(after) - nowMs : seconds * 1000;
  return Number.isNaN(ms) ? null : ms;
}

function readReset(headers: Headers, nowMs: number): number | null {
  if (headers.get('x-ratelimit-remaining') !== '0') return null;
  const reset = Number(headers.get('x-ratelimit-reset') ?? Number.NaN);
  if (Number.isNaN(reset)) return null;
  // The reset is a time of GitHub's clock, which need not be ours.
  const sentMs = Date.parse(headers.get('date') ?? '');
  return reset * 1000 - (Number.isNaN(sentMs) ? nowMs : sentMs);
}
