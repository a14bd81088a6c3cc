/** Trouble with the world that another try may not meet again; anything else is a refusal or a bug. */
export function isRetryable(error: unknown): boolean {
  return error instanceof Error && 'retryable' in error && error.retryable === true;
}

/** An operational failure, translated by its adapter: it carries `retryable`. A bug carries nothing of the kind. */
export function isOperational(error: unknown): boolean {
  return error instanceof Error && 'retryable' in error;
}

/** What the other side asked us to wait, in ms; null where it did not say. */
export function retryAfterMs(error: unknown): number | null {
  if (!(error instanceof Error) || !('retryAfterMs' in error)) return null;
  return typeof error.retryAfterMs === 'number' ? error.retryAfterMs : null;
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
