import { randomUUID } from 'node:crypto';

export type PlaneVersion = '1.0.0' | '1.2.3' | '1.3.0' | '1.3.1';

/** What differs between the servers: routes by `work-items`, the shape of relations, webhooks for changes by REST. */
export const versions = {
  '1.0.0': { workItems: false, relations: 'none', apiEvents: false },
  '1.2.3': { workItems: true, relations: 'none', apiEvents: false },
  '1.3.0': { workItems: true, relations: 'ids', apiEvents: true },
  '1.3.1': { workItems: true, relations: 'pairs', apiEvents: true },
} as const satisfies Record<PlaneVersion, object>;

export type PlaneUser = { id: string; display_name: string; first_name: string };
export type PlaneState = { id: string; name: string; color: string; group: string };
type PlaneLabel = { id: string; name: string; color: string };

export type PlaneItem = {
  id: string;
  project: PlaneProject;
  sequence: number;
  name: string;
  descriptionHtml: string;
  stateId: string;
  labelIds: string[];
  /** An item that is archived, a draft or in triage is hidden from the API's lists and looks. */
  hidden: 'archived' | 'draft' | 'triage' | null;
  external: External;
  createdBy: string;
  createdAtMs: number;
  updatedAtMs: number;
};

export type External = { external_source: string | null; external_id: string | null };

export type PlaneComment = {
  id: string;
  item: PlaneItem;
  html: string;
  actor: PlaneUser;
  external: External;
  createdAtMs: number;
};

export type PlaneActivity = {
  id: string;
  item: PlaneItem;
  verb: string;
  field: string | null;
  old: PlaneState | null;
  new: PlaneState | null;
  actor: PlaneUser;
  createdAtMs: number;
};

export type PlaneProject = {
  id: string;
  identifier: string;
  name: string;
  states: PlaneState[];
  labels: PlaneLabel[];
};

/** What a webhook would tell: `field` and both values are null where something was made. */
export type PlaneChange = {
  subject: PlaneItem | PlaneComment;
  field: string | null;
  old: unknown;
  new: unknown;
  actor: PlaneUser;
};

export type PlaneModel = ReturnType<typeof createModel>;

const usualStates = [
  ['Backlog', 'backlog'],
  ['Todo', 'unstarted'],
  ['In Progress', 'started'],
  ['Needs Review', 'started'],
  ['Approved', 'started'],
  ['Rejected', 'started'],
  ['Done', 'completed'],
  ['Cancelled', 'cancelled'],
] as const;

/** Everything a Plane remembers of one workspace; `tell` hears every change that a webhook could be sent for. */
export function createModel(
  workspace: string,
  version: PlaneVersion,
  now: () => number,
  tell: (change: PlaneChange) => void,
) {
  let lastMs = 0;
  return {
    workspace: { id: randomUUID(), slug: workspace },
    version,
    projects: [] as PlaneProject[],
    users: [] as PlaneUser[],
    items: [] as PlaneItem[],
    comments: [] as PlaneComment[],
    activities: [] as PlaneActivity[],
    /** `item` is blocked by `by`; both may be in any project. */
    blocks: [] as { item: PlaneItem; by: PlaneItem }[],
    tell,
    /** No two changes happen at the same moment. */
    tick: () => {
      lastMs = Math.max(lastMs + 1, now());
      return lastMs;
    },
  };
}

export function addProject(model: PlaneModel, identifier: string): PlaneProject {
  const states = usualStates.map(([name, group]) => ({ id: randomUUID(), name, color: '#60646C', group }));
  const project = { id: randomUUID(), identifier, name: identifier.toLowerCase(), states, labels: [] };
  model.projects.push(project);
  return project;
}

export function addUser(model: PlaneModel, name: string): PlaneUser {
  const user = { id: randomUUID(), display_name: name.toLowerCase(), first_name: name };
  model.users.push(user);
  return user;
}

export type NewItem = { name: string; descriptionHtml: string; stateId?: string; labelIds: string[] };

export function addItem(
  model: PlaneModel,
  project: PlaneProject,
  wanted: NewItem & { external: External },
  actor: PlaneUser,
): PlaneItem {
  const at = model.tick();
  const item: PlaneItem = {
    stateId: project.states[0]?.id ?? '',
    ...wanted,
    id: randomUUID(),
    project,
    sequence: 1 + model.items.filter((one) => one.project === project).length,
    hidden: null,
    createdBy: actor.id,
    createdAtMs: at,
    updatedAtMs: at,
  };
  model.items.push(item);
  addActivity(model, { item, verb: 'created', field: null, old: null, new: null, actor });
  model.tell({ subject: item, field: null, old: null, new: null, actor });
  return item;
}

/** `field` is what the sender calls it: `state_id` in the browser, `state` by REST. */
export function changeState(
  model: PlaneModel,
  item: PlaneItem,
  stateId: string,
  { field, actor }: { field: 'state' | 'state_id'; actor: PlaneUser },
): void {
  const { states } = item.project;
  const old = states.find(({ id }) => id === item.stateId) ?? null;
  const next = states.find(({ id }) => id === stateId) ?? null;
  item.updatedAtMs = model.tick();
  if (old === next) return;
  item.stateId = stateId;
  addActivity(model, { item, verb: 'updated', field: 'state', old, new: next, actor });
  model.tell({ subject: item, field, old: old?.id, new: stateId, actor });
}

export function addComment(
  model: PlaneModel,
  comment: Pick<PlaneComment, 'item' | 'html' | 'external' | 'actor'>,
): PlaneComment {
  const createdAtMs = model.tick();
  const made = { ...comment, id: randomUUID(), createdAtMs };
  model.comments.push(made);
  // Plane counts what happens around an item as a change of it (issue_activities_task.py).
  comment.item.updatedAtMs = createdAtMs;
  model.tell({ subject: made, field: null, old: null, new: null, actor: comment.actor });
  return made;
}

export function addBlock(model: PlaneModel, item: PlaneItem, by: PlaneItem): void {
  item.updatedAtMs = model.tick();
  if (!model.blocks.some((block) => block.item === item && block.by === by)) model.blocks.push({ item, by });
}

function addActivity(model: PlaneModel, activity: Omit<PlaneActivity, 'id' | 'createdAtMs'>): void {
  model.activities.push({ ...activity, id: randomUUID(), createdAtMs: activity.item.updatedAtMs });
}
