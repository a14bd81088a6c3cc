import { setTimeout as sleep } from 'node:timers/promises';
import { HttpError } from './http-error.ts';

const MINUTE_MS = 60_000;
/** A longer wait is the caller's to plan. */
const LONGEST_WAIT_MS = 5000;

/** Keeps calls to so many in any minute, and to when the service asked not to be called before. */
export function createPace(perMinute: number) {
  let sentAtMs: number[] = [];
  let notBeforeMs = 0;
  const freeAtMs = (nowMs: number) => {
    sentAtMs = sentAtMs.filter((at) => at > nowMs - MINUTE_MS);
    const oldest = sentAtMs.length >= perMinute ? (sentAtMs.at(-perMinute) ?? 0) + MINUTE_MS : 0;
    return Math.max(oldest, notBeforeMs);
  };
  return {
    /** Resolves when a call may be made, and counts it. A wait of more than a few seconds is refused as retryable instead. */
    async turn(subject: string): Promise<void> {
      for (
        let waitMs = freeAtMs(Date.now()) - Date.now();
        waitMs > 0;
        waitMs = freeAtMs(Date.now()) - Date.now()
      ) {
        if (waitMs > LONGEST_WAIT_MS) {
          const seconds = Math.ceil(waitMs / 1000);
          const told = { status: null, retryable: true, retryAfterMs: waitMs };
          throw new HttpError(`${subject}: its rate limit allows no request for another ${seconds} s`, told);
        }
        await sleep(waitMs);
      }
      sentAtMs.push(Date.now());
    },
    waitFor(ms: number): void {
      notBeforeMs = Math.max(notBeforeMs, Date.now() + ms);
    },
  };
}
