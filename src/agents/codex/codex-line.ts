import { z } from 'zod';

// Fields each have a way out: a version that words one differently must not hide the rest of its line.
const text = z.string().nullable().catch(null);
const count = z.int().nonnegative().nullable().catch(null);

export const startedLine = z.object({ thread_id: z.string() });

/** `message` is told again, with the number of the retry around it, for every try of a request. */
export const errorLine = z.object({ message: z.string() });

export const failedLine = z.object({ error: errorLine });

export const itemLine = z.object({
  item: z.object({
    id: text,
    type: z.string(),
    text,
    command: text,
    changes: z.array(z.object({ path: z.string() })).catch([]),
    server: text,
    tool: text,
    query: text,
  }),
});

export type Item = z.output<typeof itemLine>['item'];

/** Of all turns of the thread; `input_tokens` holds what was read from the cache and written to it. */
export const completedLine = z.object({
  usage: z.object({
    input_tokens: count,
    cached_input_tokens: count,
    cache_write_input_tokens: count,
    output_tokens: count,
  }),
});

export type CodexUsage = z.output<typeof completedLine>['usage'];
