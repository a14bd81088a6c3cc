import { parseWorkItemId } from '../domain/work-item-id.ts';
import { fromStoredTime, toStoredTime } from '../stored-time.ts';
import { createBoard } from './board.ts';
import {
  type BoardRow,
  type BuiltInItems,
  type BuiltInSettings,
  findRow,
  loadRow,
  usualStates,
} from './built-in-items.ts';
import type { ItemComment, ItemState, Tracker, TrackerUser, WorkItem } from './tracker.ts';

/** The user whose writes are our own. */
const signalbox: TrackerUser = { id: 'signalbox', name: 'Signalbox' };

/** The work items of people without a tracker: rows of our own file. A state's id is its name. */
export function createBuiltInTracker(items: BuiltInItems, settings: BuiltInSettings): Tracker {
  const { project, prefix, clock } = settings;
  const now = () => toStoredTime(clock.now());
  const board = createBoard(items, settings);
  const find = (id: string) => findRow(items, project, id);
  const toItem = (row: BoardRow) => toWorkItem(row, items.listLabels(row.id));
  return {
    whoAmI: async () => signalbox,
    findItem: async (id) => toFound(find(id), toItem),
    findItemByKey: async (key) => {
      const parsed = parseWorkItemId(key.trim());
      if (parsed?.prefix.toLowerCase() !== prefix.toLowerCase()) return null;
      return toFound(items.findBySequence(project, parsed.number), toItem);
    },
    listChanged: async (since) =>
      items.listChanged(project, since === null ? '' : toStoredTime(since)).map(toItem),
    findStateChange: async (id) => {
      const row = find(id);
      const move = row === undefined ? undefined : items.findLastMove(row.id);
      if (move === undefined) return null;
      const by = { id: move.who_id, name: move.who };
      return { state: toState(move.to_state), by, at: fromStoredTime(move.at) };
    },
    listComments: async (id, since) => listComments(items, find(id), since),
    listBlockers: async (id) => {
      const row = find(id);
      return row === undefined ? [] : items.listBlockers(row.id).map(String);
    },
    createItem: async (item) => toItem(items.createOnce({ project, ...item, state: usualStates[0] }, now())),
    setState: async (id, name) => board.move(id, name, signalbox),
    post: async (id, post) => items.comment(loadRow(items, project, id).id, post, signalbox, now()),
    itemUrl: () => null,
  };
}

function toFound(row: BoardRow | undefined, toItem: (row: BoardRow) => WorkItem): WorkItem | null {
  return row === undefined ? null : toItem(row);
}

function toWorkItem(row: BoardRow, labels: string[]): WorkItem {
  return {
    id: String(row.id),
    sequence: row.sequence,
    title: row.title,
    description: row.description,
    state: toState(row.state),
    labels,
    archived: row.archived === 1,
    updatedAt: fromStoredTime(row.updated_at),
    url: null,
  };
}

function toState(name: string): ItemState {
  return { id: name, name };
}

/** What has a key is our own post. */
function listComments(items: BuiltInItems, row: BoardRow | undefined, since: Date): ItemComment[] {
  if (row === undefined) return [];
  return items
    .listComments(row.id, toStoredTime(since))
    .filter(({ key }) => key === null)
    .map(({ id, text, who_id, who, at }) => ({
      id: String(id),
      text,
      by: { id: who_id, name: who },
      at: fromStoredTime(at),
    }));
}
