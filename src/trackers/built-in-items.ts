import type { Clock } from '../clock.ts';
import type { TrackerUser } from './tracker.ts';
import { TrackerError } from './tracker-error.ts';

export type BoardRow = {
  id: number;
  sequence: number;
  title: string;
  description: string;
  state: string;
  archived: number;
  updated_at: string;
};

/** What the board needs of the storage, as rows and stored times. */
export type BuiltInItems = {
  createOnce(
    item: { project: string; key: string; title: string; description: string; state: string },
    now: string,
  ): BoardRow;
  find(project: string, id: number): BoardRow | undefined;
  findBySequence(project: string, sequence: number): BoardRow | undefined;
  listChanged(project: string, since: string): BoardRow[];
  edit(id: number, words: { title: string; description: string }, now: string): void;
  setArchived(id: number, archived: boolean, now: string): void;
  move(id: number, states: { from: string; to: string }, who: TrackerUser, now: string): boolean;
  findLastMove(id: number): { to_state: string; who_id: string; who: string; at: string } | undefined;
  comment(id: number, said: { key: string | null; text: string }, who: TrackerUser, now: string): void;
  listComments(
    id: number,
    since: string,
  ): { id: number; key: string | null; text: string; who_id: string; who: string; at: string }[];
  block(id: number, by: number, now: string): void;
  unblock(id: number, by: number, now: string): void;
  listBlockers(id: number): number[];
  setLabels(id: number, names: readonly string[], now: string): void;
  listLabels(id: number): string[];
};

export type BuiltInSettings = {
  /** The project's name: its items are its own. */
  project: string;
  /** What keys begin with. */
  prefix: string;
  /** Known besides the usual ones. */
  states: readonly string[];
  clock: Clock;
};

/** Known on every board, in the order of the work; an item begins in the first. */
export const usualStates = [
  'Backlog',
  'Todo',
  'In Progress',
  'Needs Review',
  'Approved',
  'Rejected',
  'Done',
  'Cancelled',
] as const;

/** Undefined for an item of another project too. */
export function findRow(items: BuiltInItems, project: string, id: string): BoardRow | undefined {
  return /^\d{1,15}$/.test(id) ? items.find(project, Number(id)) : undefined;
}

export function loadRow(items: BuiltInItems, project: string, id: string): BoardRow {
  const row = findRow(items, project, id);
  if (row === undefined) throw new TrackerError(`the board of ${project} has no work item ${id}`);
  return row;
}
