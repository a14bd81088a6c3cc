import { z } from 'zod';

/** A work item as Plane's webhook shows it: loaded when the delivery was made, so possibly newer than the change. */
export type PlaneItem = {
  id: string;
  projectId: string;
  workspaceId: string;
  sequence: number;
  title: string;
  description: string;
  state: { id: string; name: string };
};

export type PlaneChange =
  | { kind: 'created'; item: PlaneItem; actor: PlaneActor }
  | { kind: 'stateChanged'; item: PlaneItem; newStateId: string; actor: PlaneActor }
  | { kind: 'ignored'; why: string };

export type PlaneActor = { id: string | null; name: string };

const actorSchema = z
  .object({ id: z.string(), display_name: z.string().optional(), first_name: z.string().optional() })
  .nullish();

const envelopeSchema = z.object({
  event: z.string(),
  action: z.string(),
  data: z.record(z.string(), z.unknown()),
  activity: z.object({ field: z.string().nullish(), new_value: z.unknown(), actor: actorSchema }).nullish(),
});

const itemSchema = z.object({
  id: z.string().min(1),
  name: z.string(),
  sequence_id: z.int().positive(),
  project: z.string().min(1),
  workspace: z.string().min(1),
  state: z.object({ id: z.string(), name: z.string() }),
  description_stripped: z.string().nullish(),
});

/** One state change is sent as `state`, as `state_id`, or as both (Plane issue #7249). */
const stateFields = new Set(['state', 'state_id']);
/** Present and past tense: the words differ between versions of Plane. */
const updatedActions = new Set(['update', 'updated']);
const createdActions = new Set(['create', 'created']);

/**
 * What a verified delivery of Plane says about a work item. Throws a ZodError for an issue event of another shape;
 * events about anything else are `ignored` with the reason. Payloads: Plane CE 1.3.1, webhook_task.py.
 */
export function parsePlaneEvent(payload: unknown): PlaneChange {
  const { event, action, data, activity } = envelopeSchema.parse(payload);
  if (event !== 'issue') return ignored(`event ${event} is not about a work item`);
  const isCreated = createdActions.has(action);
  const isStateChange = updatedActions.has(action) && stateFields.has(activity?.field ?? '');
  if (!isCreated && !isStateChange)
    return ignored(`${action} of ${activity?.field ?? 'the item'} changes no task`);
  const item = toItem(itemSchema.parse(data));
  const actor = toActor(activity?.actor);
  if (isCreated) return { kind: 'created', item, actor };
  const newStateId = z
    .string({ error: 'activity.new_value: expected the id of a state' })
    .parse(activity?.new_value);
  return { kind: 'stateChanged', item, newStateId, actor };
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
  };
}

function toActor(actor: z.infer<typeof actorSchema>): PlaneActor {
  if (actor == null) return { id: null, name: 'somebody in Plane' };
  return { id: actor.id, name: actor.display_name || actor.first_name || actor.id };
}

function ignored(why: string): PlaneChange {
  return { kind: 'ignored', why };
}
