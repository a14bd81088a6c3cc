import { toStoredTime } from '../../stored-time.ts';
import type { Context } from '../context.ts';

/**
 * The commits a task stood at since its requirements were last written. People review what they see, and that may be
 * older than what the task stands at by the time they are heard.
 */
const sourceOf = (taskId: number): string => `stood:${taskId}`;

export function noteStood({ store, clock }: Context, taskId: number, commit: string): void {
  store.seen.note(sourceOf(taskId), commit, toStoredTime(clock.now()));
}

export function hasStoodAt({ store }: Context, taskId: number, commit: string): boolean {
  return store.seen.has(sourceOf(taskId), commit);
}

/** What people said of requirements that are written anew is no word about what is developed from them. */
export function forgetStood({ store }: Context, taskId: number): void {
  store.seen.forgetAll(sourceOf(taskId));
}
