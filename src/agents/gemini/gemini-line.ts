import { z } from 'zod';

// Fields each have a way out: a version that words one differently must not hide the rest of its line.
const text = z.string().nullable().catch(null);
const count = z.int().nonnegative().nullable().catch(null);

export const initLine = z.object({ session_id: text, model: text });

/** Comes in pieces. */
export const messageLine = z.object({ role: z.string(), content: z.string() });

export const callLine = z.object({
  tool_name: z.string(),
  parameters: z.record(z.string(), z.unknown()).catch({}),
});

/** `tool_id` begins with the tool's name. A command that fails is a success of its tool. */
export const calledLine = z.object({
  tool_id: z.string(),
  status: text,
  error: z.object({ type: text, message: text }).nullable().catch(null),
});

export const warningLine = z.object({ message: z.string() });

/** Of this run alone. `input_tokens` holds the cached ones, `total_tokens` the thoughts too, which `output_tokens` leaves out. */
const stats = z.object({
  total_tokens: count,
  input_tokens: count,
  output_tokens: count,
  cached: count,
  models: z.record(z.string(), z.object({ total_tokens: count })).catch({}),
});

export type Stats = z.output<typeof stats>;

export const resultLine = z.object({
  status: z.string(),
  error: z.object({ message: text }).nullable().catch(null),
  stats: stats.nullable().catch(null),
});
