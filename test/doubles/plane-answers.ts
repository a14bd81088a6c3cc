import type { PlaneActivity, PlaneComment, PlaneItem, PlaneModel, PlaneUser } from './plane-model.ts';

export type Answer = { status: number; body: unknown };

/** Python's isoformat has microseconds; REST answers carry the time zone of the key's user, webhooks are in UTC. */
function toPlaneTime(ms: number, zone: 'Z' | '+02:00'): string {
  const local = new Date(ms + (zone === 'Z' ? 0 : 2 * 3_600_000)).toISOString();
  return `${local.slice(0, 23)}000${zone}`;
}

/** IssueSerializer: state and labels by id, no description_stripped. */
export function toItemAnswer(model: PlaneModel, item: PlaneItem) {
  return {
    ...commonOf(model, item, '+02:00'),
    state: item.stateId,
    labels: item.labelIds,
    assignees: [],
  };
}

/** IssueExpandSerializer: state and labels with their names. */
export function toWebhookItem(model: PlaneModel, item: PlaneItem) {
  const { states, labels } = item.project;
  return {
    ...commonOf(model, item, 'Z'),
    state: states.find(({ id }) => id === item.stateId) ?? null,
    labels: labels.filter(({ id }) => item.labelIds.includes(id)),
    assignees: [],
    description: {},
    description_json: {},
    description_stripped: item.descriptionHtml.replaceAll(/<[^>]*>/g, ''),
  };
}

function commonOf(model: PlaneModel, item: PlaneItem, zone: 'Z' | '+02:00') {
  return {
    id: item.id,
    name: item.name,
    sequence_id: item.sequence,
    project: item.project.id,
    workspace: model.workspace.id,
    parent: null,
    priority: 'none',
    description_html: item.descriptionHtml,
    description_binary: null,
    start_date: null,
    target_date: null,
    completed_at: null,
    archived_at: item.hidden === 'archived' ? toPlaneTime(item.updatedAtMs, zone).slice(0, 10) : null,
    is_draft: item.hidden === 'draft',
    sort_order: 65_535,
    point: null,
    estimate_point: null,
    type: null,
    ...item.external,
    created_at: toPlaneTime(item.createdAtMs, zone),
    updated_at: toPlaneTime(item.updatedAtMs, zone),
    deleted_at: null,
    created_by: item.createdBy,
    updated_by: item.createdBy,
  };
}

export function toCommentAnswer(model: PlaneModel, comment: PlaneComment, zone: 'Z' | '+02:00' = '+02:00') {
  return {
    id: comment.id,
    issue: comment.item.id,
    project: comment.item.project.id,
    workspace: model.workspace.id,
    actor: comment.actor.id,
    created_by: comment.actor.id,
    updated_by: null,
    comment_html: comment.html,
    attachments: [],
    access: 'INTERNAL',
    parent: null,
    description: comment.id,
    ...comment.external,
    edited_at: null,
    created_at: toPlaneTime(comment.createdAtMs, zone),
    updated_at: toPlaneTime(comment.createdAtMs, zone),
    deleted_at: null,
  };
}

export function toActivityAnswer(model: PlaneModel, activity: PlaneActivity) {
  const { item } = activity;
  return {
    id: activity.id,
    created_at: toPlaneTime(activity.createdAtMs, '+02:00'),
    updated_at: toPlaneTime(activity.createdAtMs, '+02:00'),
    deleted_at: null,
    verb: activity.verb,
    field: activity.field,
    old_value: activity.old?.name ?? null,
    new_value: activity.new?.name ?? null,
    comment: activity.field === null ? 'created the issue' : 'updated the state to',
    attachments: [],
    old_identifier: activity.old?.id ?? null,
    new_identifier: activity.new?.id ?? null,
    epoch: activity.createdAtMs / 1000,
    project: item.project.id,
    workspace: model.workspace.id,
    issue: item.id,
    issue_comment: null,
    actor: activity.actor.id,
  };
}

/** UserLiteSerializer. */
export function toUserAnswer({ id, display_name, first_name }: PlaneUser) {
  const email = `${display_name}@example.org`;
  return { id, first_name, last_name: '', email, avatar: '', avatar_url: null, display_name };
}

const MOST_PER_PAGE = 1000;

/** One page as plane/utils/paginator.py makes it; a cursor or size it cannot read is a 400. */
export function toPage<T>(all: readonly T[], query: URLSearchParams, toAnswer: (one: T) => unknown): Answer {
  const size = Number(query.get('per_page') ?? MOST_PER_PAGE);
  const cursor = /^(\d+):(\d+):[01]$/.exec(query.get('cursor') ?? `${size}:0:0`);
  if (!Number.isInteger(size) || size < 1 || size > MOST_PER_PAGE) {
    return { status: 400, body: { detail: 'Invalid per_page value. Cannot exceed 1000.' } };
  }
  if (cursor === null) return { status: 400, body: { detail: 'Invalid cursor parameter.' } };
  const page = Number(cursor[2]);
  const results = all.slice(page * size, (page + 1) * size).map(toAnswer);
  const body = {
    grouped_by: null,
    sub_grouped_by: null,
    total_count: all.length,
    next_cursor: `${size}:${page + 1}:0`,
    prev_cursor: `${size}:${page - 1}:1`,
    next_page_results: (page + 1) * size < all.length,
    prev_page_results: page > 0,
    count: results.length,
    total_pages: Math.ceil(all.length / size),
    total_results: all.length,
    extra_stats: null,
    results,
  };
  return { status: 200, body };
}
