import { z } from 'zod';
import type { TrackerUser } from './tracker.ts';

/** Times carry microseconds, and the offset of the time zone that the key's user has set. */
const timeSchema = z.iso.datetime({ offset: true }).transform((text) => new Date(text));

const userObjectSchema = z.object({
  id: z.string().nullish(),
  display_name: z.string().nullish(),
  first_name: z.string().nullish(),
});

/** An id, or the user with `?expand=actor`; null for one who is gone. */
const actorSchema = z.union([z.string(), userObjectSchema]).nullish();

export const userSchema = userObjectSchema.extend({ id: z.string().min(1) });

export const itemSchema = z.object({
  id: z.string().min(1),
  project: z.string().min(1),
  sequence_id: z.int(),
  name: z.string(),
  description_html: z.string().nullish(),
  description_stripped: z.string().nullish(),
  state: z.string().nullable(),
  labels: z.array(z.string()).default([]),
  archived_at: z.string().nullish(),
  updated_at: timeSchema.nullable(),
});
export type ItemAnswer = z.infer<typeof itemSchema>;

/** A state or a label. */
export const nameSchema = z.object({ id: z.string().min(1), name: z.string() });

export const projectSchema = z.object({ identifier: z.string().min(1) });

export const commentSchema = z.object({
  id: z.string().min(1),
  comment_html: z.string().nullish(),
  comment_stripped: z.string().nullish(),
  actor: actorSchema,
  external_source: z.string().nullish(),
  created_at: timeSchema,
});

export const activitySchema = z.object({
  field: z.string().nullish(),
  new_value: z.string().nullish(),
  new_identifier: z.string().nullish(),
  actor: actorSchema,
  created_at: timeSchema,
});

/** Ids up to 1.3.0, pairs with the project after that. */
export const relationsSchema = z.object({
  blocked_by: z.array(
    z.union([z.string(), z.object({ issue_id: z.string() }).transform(({ issue_id }) => issue_id)]),
  ),
});

export function toPageSchema<T extends z.ZodType>(result: T) {
  return z.object({
    results: z.array(result),
    next_cursor: z.string().nullish(),
    next_page_results: z.boolean(),
  });
}

export function toUser(actor: z.infer<typeof actorSchema>): TrackerUser {
  const { id, display_name, first_name } =
    typeof actor === 'string' ? { id: actor, display_name: '', first_name: '' } : (actor ?? {});
  return { id: id ?? '', name: display_name || first_name || id || 'somebody in Plane' };
}
