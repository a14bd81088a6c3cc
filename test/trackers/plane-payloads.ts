export const states = {
  todo: { id: 'state-todo', name: 'Todo', color: '#ccc', group: 'unstarted' },
  inProgress: { id: 'state-progress', name: 'In Progress', color: '#F59E0B', group: 'started' },
  approved: { id: 'state-approved', name: 'Approved', color: '#0f0', group: 'started' },
  rejected: { id: 'state-rejected', name: 'Rejected', color: '#f00', group: 'started' },
  cancelled: { id: 'state-cancelled', name: 'Cancelled', color: '#999', group: 'cancelled' },
} as const;

type State = (typeof states)[keyof typeof states];

export type ItemOptions = {
  item?: string;
  sequence?: number;
  name?: string;
  description?: string | null;
  project?: string;
  state?: State;
  actor?: string | null;
  updatedAt?: unknown;
  archivedAt?: string | null;
  labels?: unknown;
};

export type MoveOptions = ItemOptions & { field?: string; action?: string; newValue?: unknown };

/** Plane CE 1.3.1: envelope and data as IssueExpandSerializer writes them, invented values. */
export function movedItem(options: MoveOptions = {}) {
  const { field = 'state_id', action = 'updated', state = states.inProgress } = options;
  const newValue = 'newValue' in options ? options.newValue : state.id;
  const activity = { field, old_value: states.todo.id, new_value: newValue };
  return envelope('issue', action, itemData(options), { ...activity, actor: actorOf(options) });
}

export function createdItem(options: ItemOptions & { action?: string } = {}) {
  const activity = { field: null, old_value: null, new_value: null, actor: actorOf(options) };
  return envelope('issue', options.action ?? 'created', itemData(options), activity);
}

type CommentOptions = {
  id?: string;
  item?: string;
  project?: string;
  html?: unknown;
  source?: string | null;
  at?: unknown;
  actor?: string | null;
};

/** Plane CE 1.3.1: a comment as IssueCommentSerializer writes it. */
export function comment(action = 'created', options: CommentOptions = {}) {
  const data = {
    id: options.id ?? 'comment-1',
    issue: options.item ?? 'item-12',
    project: options.project ?? '6b1f0c1e-0000-4000-8000-000000000003',
    workspace: '6b1f0c1e-0000-4000-8000-000000000002',
    actor: 'user-1',
    comment_html: 'html' in options ? options.html : '<p>/approve</p>',
    attachments: [],
    access: 'INTERNAL',
    external_source: options.source ?? null,
    external_id: null,
    created_at: 'at' in options ? options.at : '2026-03-01T12:00:02.000000Z',
    deleted_at: null,
  };
  const field = action.startsWith('update') ? 'comment_html' : null;
  return envelope('issue_comment', action, data, {
    field,
    old_value: null,
    new_value: null,
    actor: actorOf(options),
  });
}

export function envelope(event: string, action: string, data: object, activity: object | null) {
  const identifiers = { old_identifier: null, new_identifier: null };
  return {
    event,
    action,
    webhook_id: '6b1f0c1e-0000-4000-8000-000000000001',
    workspace_id: '6b1f0c1e-0000-4000-8000-000000000002',
    data,
    activity: activity === null ? null : { ...activity, ...identifiers },
  };
}

export function itemData(options: ItemOptions = {}) {
  const description = options.description === undefined ? 'Retry what may be retried.' : options.description;
  return {
    id: options.item ?? 'item-12',
    name: options.name ?? 'Add retry',
    sequence_id: options.sequence ?? 12,
    project: options.project ?? '6b1f0c1e-0000-4000-8000-000000000003',
    workspace: '6b1f0c1e-0000-4000-8000-000000000002',
    parent: null,
    state: options.state ?? states.inProgress,
    priority: 'high',
    labels: 'labels' in options ? options.labels : [{ id: 'label-1', name: 'agent', color: '#abc' }],
    assignees: [],
    description: {},
    description_html: '<p>..</p>',
    description_stripped: description,
    sort_order: 65_535,
    updated_at: 'updatedAt' in options ? options.updatedAt : '2026-03-01T12:00:01.000000Z',
    archived_at: options.archivedAt ?? null,
    created_by: 'user-1',
    deleted_at: null,
  };
}

function actorOf({ actor = 'user-1' }: Pick<ItemOptions, 'actor'>) {
  return actor === null ? null : { id: actor, first_name: 'Ada', last_name: 'B', display_name: 'ada' };
}
