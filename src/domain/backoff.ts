export type BackoffSettings = { baseSeconds: number; maxSeconds: number };

/** So often in a row nobody's fault is waited out before a person is asked. */
export const transientLimit = 8;

/**
 * Milliseconds to wait after the n-th failure in a row (n starts at 1, so the first wait is twice the base):
 * min(2^n · base, max). A server's Retry-After is the floor, even above the maximum.
 */
export function backoffMs(n: number, settings: BackoffSettings, retryAfterMs: number | null = null): number {
  const seconds = Math.min(2 ** n * settings.baseSeconds, settings.maxSeconds);
  return Math.max(seconds * 1000, retryAfterMs ?? 0);
}
