import type { ItemState, StateChange, Tracker } from '../../trackers/tracker.ts';
import type { Tracked } from '../find-project.ts';

/** Whether an item that stands in the state can be of any interest. */
export function meansSomething({ tracker }: Tracked, state: string): boolean {
  const { start, approved, rejected, cancelled, done } = tracker.states;
  return has([...start, ...approved, ...rejected, cancelled, ...(done === undefined ? [] : [done])], state);
}

/** The mirror never writes a state that starts, approves or rejects, so there its user is a person like any other. */
export function mayBeMirrored({ tracker }: Tracked, state: string): boolean {
  const { start, approved, rejected } = tracker.states;
  return !has([...start, ...approved, ...rejected], state);
}

/** The move that brought the item to the state it shows; null where the tracker tells of none, or not yet. */
export async function findMove(
  tracker: Tracker,
  { id, state }: { id: string; state: ItemState },
): Promise<StateChange | null> {
  const change = await tracker.findStateChange(id);
  return change !== null && isSameState(change.state, state) ? change : null;
}

/** One that was renamed keeps its id, and one that was made anew its name. */
export function isSameState(one: ItemState, other: ItemState): boolean {
  return (one.id !== '' && one.id === other.id) || has([one.name], other.name);
}

/** In any case. */
export function has(names: readonly string[], name: string): boolean {
  return names.some((one) => one.toLowerCase() === name.toLowerCase());
}
