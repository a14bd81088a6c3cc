import { isRetryable } from '../../domain/failure.ts';

/** So many that may pass by themselves: the other side is down then, and each further look would only wait for it. */
const FAILURES = 2;

/**
 * Looks at one after the other, so that one which cannot be looked at does not keep the others from it; then throws what
 * failed first.
 */
export async function lookAtEach<T>(items: readonly T[], look: (item: T) => Promise<void>): Promise<void> {
  const failed: unknown[] = [];
  for (const item of items) {
    try {
      await look(item);
    } catch (error) {
      failed.push(error);
      if (failed.filter(isRetryable).length >= FAILURES) break;
    }
  }
  if (failed.length > 0) throw failed[0];
}
