import { toStoredTime } from '../stored-time.ts';
import type { Context } from './context.ts';

/**
 * The states of a task's change that landed by other means than ours: heads of its branch, and numbers of pull requests. A
 * merge of ours is among them when its forge tells of it before it is verified: it may have brought more than was tested.
 */
const sourceOf = (taskId: number): string => `landed:${taskId}`;

/** `what` is a commit or the number of a pull request. Idempotent. */
export function noteLandedByHand(
  { store, clock }: Pick<Context, 'store' | 'clock'>,
  taskId: number,
  what: string,
): void {
  store.seen.note(sourceOf(taskId), what, toStoredTime(clock.now()));
}

/** Whether this very head of its branch did. */
export function isLandedHead({ store }: Pick<Context, 'store'>, taskId: number, head: string): boolean {
  return store.seen.has(sourceOf(taskId), head);
}

/** Whether anything of it did, whatever has been developed since. */
export function hasLandedByHand({ store }: Pick<Context, 'store'>, taskId: number): boolean {
  return store.seen.hasAny(sourceOf(taskId));
}
