/**
 * A service could not be asked, or did not answer as hoped. `retryable` is true for what may pass by itself: no
 * connection, no answer in time, 408, 425, 429, 5xx, and 403 with a time to wait. `status` is null where no answer
 * came. Shows no secret anywhere.
 */
export class HttpError extends Error {
  override readonly name = 'HttpError';
  readonly status: number | null;
  readonly retryable: boolean;
  readonly retryAfterMs: number | null;
  /** The answer's parsed JSON, else its text; undefined where none came. */
  declare readonly body: unknown;

  constructor(
    message: string,
    told: { status: number | null; retryable: boolean; retryAfterMs?: number | null; body?: unknown },
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.status = told.status;
    this.retryable = told.retryable;
    this.retryAfterMs = told.retryAfterMs ?? null;
    // A logger shows what can be enumerated, and an answer may be long.
    Object.defineProperty(this, 'body', { value: told.body, enumerable: false });
  }
}
