import { toStoredTime } from '../stored-time.ts';
import { type BuiltInItems, type BuiltInSettings, loadRow, usualStates } from './built-in-items.ts';
import type { TrackerUser } from './tracker.ts';
import { TrackerError } from './tracker-error.ts';

/**
 * What people do with the items of the built-in board. Ids are the tracker's; an item that is not there, a state that
 * is not known and a block that cannot be are errors which are not retryable.
 */
export type Board = {
  states: readonly string[];
  move(id: string, state: string, by: TrackerUser): void;
  comment(id: string, text: string, by: TrackerUser): void;
  edit(id: string, words: { title?: string; description?: string }): void;
  block(id: string, by: string): void;
  unblock(id: string, by: string): void;
  label(id: string, names: readonly string[]): void;
  archive(id: string): void;
};

/** The built-in board of one project. */
export function createBoard(items: BuiltInItems, settings: BuiltInSettings): Board {
  const { project, clock } = settings;
  const states = toStates(settings.states);
  const now = () => toStoredTime(clock.now());
  const load = (id: string) => loadRow(items, project, id);
  return {
    states,
    move(id, name, by) {
      const { id: row, state: from } = load(id);
      const to = toKnownState(states, project, name);
      if (from !== to) items.move(row, { from, to }, by, now());
    },
    comment: (id, text, by) => items.comment(load(id).id, { key: null, text }, by, now()),
    edit(id, words) {
      const { id: row, title, description } = load(id);
      items.edit(row, { title, description, ...words }, now());
    },
    block(id, by) {
      const [row, blocker] = [load(id).id, load(by).id];
      if (row === blocker) throw new TrackerError(`work item ${id} cannot be blocked by itself`);
      items.block(row, blocker, now());
    },
    unblock: (id, by) => items.unblock(load(id).id, load(by).id, now()),
    label: (id, names) => items.setLabels(load(id).id, names, now()),
    archive: (id) => items.setArchived(load(id).id, true, now()),
  };
}

/** A name that stands there in another case already is no further state. */
function toStates(further: readonly string[]): string[] {
  const states: string[] = [];
  for (const name of [...usualStates, ...further]) {
    if (!states.some((known) => isSame(known, name))) states.push(name);
  }
  return states;
}

function toKnownState(states: readonly string[], project: string, name: string): string {
  const state = states.find((known) => isSame(known, name));
  if (state !== undefined) return state;
  throw new TrackerError(`the board of ${project} has no state ${name}; it has ${states.join(', ')}`);
}

function isSame(a: string, b: string): boolean {
  return a.trim().toLowerCase() === b.trim().toLowerCase();
}
