/** A tracker that cannot do what it was asked; `retryable` is true for what may pass by itself. */
export class TrackerError extends Error {
  override readonly name = 'TrackerError';
  readonly retryable: boolean;

  constructor(message: string, { retryable }: { retryable: boolean } = { retryable: false }) {
    super(message);
    this.retryable = retryable;
  }
}
