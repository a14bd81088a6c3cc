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
  /** When Plane last changed the item, by its own clock; null where it does not say. */
  updatedAt: Date | null;
};

export type PlaneChange =
  | { kind: 'created'; item: PlaneItem; actor: PlaneActor }
  | { kind: 'stateChanged'; item: PlaneItem; newStateId: string; actor: PlaneActor }
  | { kind: 'ignored'; why: string };

export type PlaneActor = { id: string | null; name: string };

/** A delivery of another shape. Its message says all, and it has no stack: the fault is not in this program. */
class PayloadError extends Error {
  override readonly name = 'PayloadError';

  constructor(message: string) {
    super(message);
    delete this.stack;
  }
}

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
  updated_at: z.iso.datetime({ offset: true }).nullish().catch(null),
});

const stateIdSchema = z.string({ error: 'expected the id of a state' });

/** One state change is sent as `state`, as `state_id`, or as both (Plane issue #7249). */
const stateFields = new Set(['state', 'state_id']);
/** Present and past tense: the words differ between versions of Plane. */
const updatedActions = new Set(['update', 'updated']);
const createdActions = new Set(['create', 'created']);

/**
 * What a verified delivery of Plane says about a work item. Throws a PayloadError for an issue event of another shape;
 * events about anything else are `ignored` with the reason. Payloads: Plane CE 1.3.1, webhook_task.py.
 */
export function parsePlaneEvent(payload: unknown): PlaneChange {
  const { event, action, data, activity } = parse(envelopeSchema, payload);
  if (event !== 'issue') return ignored(`event ${event} is not about a work item`);
  const isCreated = createdActions.has(action);
  const isStateChange = updatedActions.has(action) && stateFields.has(activity?.field ?? '');
  if (!isCreated && !isStateChange)
    return ignored(`${action} of ${activity?.field ?? 'the item'} changes no task`);
  const item = toItem(parse(itemSchema, data, 'data'));
  const actor = toActor(activity?.actor);
  if (isCreated) return { kind: 'created', item, actor };
  const newStateId = parse(stateIdSchema, activity?.new_value, 'activity.new_value');
  return { kind: 'stateChanged', item, newStateId, actor };
}

/** `at` is where in the delivery the value stands. */
function parse<T>(schema: z.ZodType<T>, value: unknown, at?: string): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map(({ path, message }) => {
    const place = [...(at === undefined ? [] : [at]), ...path].join('.');
    return place === '' ? message : `${place}: ${message}`;
  });
  throw new PayloadError(`no delivery that Plane makes: ${faults.join('; ')}`);
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
    updatedAt: data.updated_at == null ? null : new Date(data.updated_at),
  };
}

function toActor(actor: z.infer<typeof actorSchema>): PlaneActor {
  if (actor == null) return { id: null, name: 'somebody in Plane' };
  return { id: actor.id, name: actor.display_name || actor.first_name || actor.id };
}

function ignored(why: string): PlaneChange {
  return { kind: 'ignored', why };
}
