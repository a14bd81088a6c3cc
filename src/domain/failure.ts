/** Trouble with the world that another try may not meet again; anything else is a refusal or a bug. */
export function isRetryable(error: unknown): boolean {
  return error instanceof Error && 'retryable' in error && error.retryable === true;
}

/** An operational failure, translated by its adapter: it carries `retryable`. A bug carries nothing of the kind. */
export function isOperational(error: unknown): boolean {
  return error instanceof Error && 'retryable' in error;
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
