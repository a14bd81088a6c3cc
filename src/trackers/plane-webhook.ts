import { z } from 'zod';
import { cutText, nameSchema, parse as parseAs, textSchema, timeSchema, wordSchema } from '../payload.ts';
import { isSignedByOneOf, sha256Hex } from '../signature.ts';
import type { WebhookSource } from '../webhook.ts';
import { toText } from './plane-text.ts';

/** A work item as Plane's webhook shows it: loaded when the delivery was made, so possibly newer than the change. */
export type PlaneItem = {
  id: string;
  projectId: string;
  workspaceId: string;
  sequence: number;
  title: string;
  description: string;
  state: { id: string; name: string };
  /** Their names; those that Plane tells by their ids alone are left out. */
  labels: string[];
  archived: boolean;
  /** When Plane last changed the item, by its own clock; null where it does not say. */
  updatedAt: Date | null;
};

type PlaneComment = { id: string; text: string; at: Date };

export type PlaneChange =
  | { kind: 'created'; item: PlaneItem; actor: PlaneActor }
  | { kind: 'stateChanged'; item: PlaneItem; newStateId: string; actor: PlaneActor }
  /** Its title or its description was edited, or it was archived: the item tells. */
  | { kind: 'described'; item: PlaneItem; actor: PlaneActor }
  | {
      kind: 'commented';
      comment: PlaneComment;
      itemId: string;
      projectId: string;
      actor: PlaneActor;
      /** Posted by Signalbox. */
      ours: boolean;
    }
  /** Deleted; Plane may tell no more than the item's id. */
  | { kind: 'removed'; itemId: string; projectId: string | null; actor: PlaneActor }
  | { kind: 'ignored'; why: string };

export type PlaneActor = { id: string | null; name: string };

/**
 * Plane signs the raw bytes in bare hex. Every attempt has a delivery id of its own, hence the body's hash tells
 * repeats. Plane CE 1.3.1, webhook_task.py.
 */
export const planeSource: WebhookSource = {
  name: 'plane',
  secretVariable: 'PLANE_WEBHOOK_SECRET',
  verify({ headers, body }, secrets) {
    if (isSignedByOneOf(secrets, body, headers['x-plane-signature'])) return null;
    return { status: 401, code: 'bad_signature', message: 'X-Plane-Signature does not match the body' };
  },
  identify: ({ headers, body }) => ({
    eventType: headers['x-plane-event'] ?? '',
    deliveryId: headers['x-plane-delivery'] || null,
    bodyHash: sha256Hex(body),
  }),
};

const actorSchema = z
  .object({ id: nameSchema, display_name: wordSchema.nullish(), first_name: wordSchema.nullish() })
  .nullish();

const envelopeSchema = z.object({
  event: wordSchema,
  action: wordSchema,
  data: z.record(z.string(), z.unknown()),
  activity: z
    .object({ field: wordSchema.nullish(), new_value: z.unknown().optional(), actor: actorSchema })
    .nullish(),
});

const itemSchema = z.object({
  id: nameSchema,
  name: textSchema,
  sequence_id: z.int().positive(),
  project: nameSchema,
  workspace: nameSchema,
  state: z.object({ id: nameSchema, name: nameSchema }),
  labels: z.array(z.union([z.object({ name: textSchema }), nameSchema])).nullish(),
  description_stripped: textSchema.nullish(),
  archived_at: z.string().nullish(),
  updated_at: timeSchema.nullish().catch(null),
});

/** More than is kept of any comment, so that a huge one costs no more. */
const READ_CHARACTERS = 40_000;

const commentSchema = z.object({
  id: nameSchema,
  issue: nameSchema,
  project: nameSchema,
  comment_html: z.string().transform((html) => cutText(toText(html.slice(0, READ_CHARACTERS)))),
  external_source: wordSchema.nullish(),
  created_at: timeSchema,
});

const removedSchema = z.object({ id: nameSchema, project: nameSchema.nullish().catch(null) });

const stateIdSchema = z.string({ error: 'expected the id of a state' }).min(1).max(300);

/** What posts of ours carry as `external_source`. */
const OUR_SOURCE = 'signalbox';

/** Present and past tense: the words differ between versions of Plane. */
const actions: ReadonlyMap<string, 'created' | 'updated' | 'deleted'> = new Map([
  ['create', 'created'],
  ['created', 'created'],
  ['update', 'updated'],
  ['updated', 'updated'],
  ['delete', 'deleted'],
  ['deleted', 'deleted'],
]);

/** The board and the API name fields differently, and one change may come under both names (Plane issue #7249). */
const stateFields = new Set(['state', 'state_id']);
const shownFields = new Set([
  'name',
  'description',
  'description_html',
  'description_stripped',
  'archived_at',
]);

/**
 * What a verified delivery of Plane says about a work item. Throws a PayloadError for a delivery of another shape;
 * what no task hears of is `ignored` with the reason. Payloads: Plane CE 1.3.1, webhook_task.py.
 */
export function parsePlaneEvent(payload: unknown): PlaneChange {
  const envelope = parse(envelopeSchema, payload);
  if (envelope.event === 'issue_comment') return toCommentChange(envelope);
  if (envelope.event === 'issue') return toItemChange(envelope);
  return ignored(`event ${envelope.event} is not about a work item`);
}

function toItemChange({ action, data, activity }: z.infer<typeof envelopeSchema>): PlaneChange {
  const verb = actions.get(action);
  const field = activity?.field ?? '';
  const actor = toActor(activity?.actor);
  const item = () => toItem(parse(itemSchema, data, 'data'));
  if (verb === 'created') return { kind: 'created', item: item(), actor };
  if (verb === 'deleted') {
    const { id, project } = parse(removedSchema, data, 'data');
    return { kind: 'removed', itemId: id, projectId: project ?? null, actor };
  }
  if (verb === 'updated' && stateFields.has(field)) {
    const newStateId = parse(stateIdSchema, activity?.new_value, 'activity.new_value');
    return { kind: 'stateChanged', item: item(), newStateId, actor };
  }
  if (verb === 'updated' && shownFields.has(field)) return { kind: 'described', item: item(), actor };
  return ignored(`${action} of ${field === '' ? 'the item' : field} changes no task`);
}

function toCommentChange({ action, data, activity }: z.infer<typeof envelopeSchema>): PlaneChange {
  if (actions.get(action) !== 'created') return ignored(`${action} of a comment: only a new one is heard`);
  const comment = parse(commentSchema, data, 'data');
  return {
    kind: 'commented',
    comment: { id: comment.id, text: comment.comment_html, at: comment.created_at },
    itemId: comment.issue,
    projectId: comment.project,
    actor: toActor(activity?.actor),
    ours: comment.external_source === OUR_SOURCE,
  };
}

function toItem(data: z.infer<typeof itemSchema>): PlaneItem {
  return {
    id: data.id,
    projectId: data.project,
    workspaceId: data.workspace,
    sequence: data.sequence_id,
    title: data.name,
    description: data.description_stripped ?? '',
    state: data.state,
    labels: data.labels?.flatMap((label) => (typeof label === 'string' ? [] : [label.name])) ?? [],
    archived: data.archived_at != null,
    updatedAt: data.updated_at ?? null,
  };
}

function toActor(actor: z.infer<typeof actorSchema>): PlaneActor {
  if (actor == null) return { id: null, name: 'somebody in Plane' };
  return { id: actor.id, name: actor.display_name || actor.first_name || actor.id };
}

function parse<T>(schema: z.ZodType<T>, value: unknown, at?: string): T {
  return parseAs(schema, value, 'Plane', at);
}

function ignored(why: string): PlaneChange {
  return { kind: 'ignored', why };
}
